/** The shape of the screens of private transport: one column on a telephone, two at a desk. */
import { css } from "./vendor/lit.js";

export const screenStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: var(--full);
    color: var(--ink);
    background: var(--page);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 6px 16px;
    background: var(--header);
    color: var(--on-header);
    border-bottom: 2px solid var(--line);
  }
  header h1 {
    font-size: 1.25rem;
  }
  header button {
    background: transparent;
    color: inherit;
    border-color: currentColor;
  }
  .spring {
    flex: 1;
  }
  .link {
    display: inline-flex;
    gap: 6px;
    align-items: baseline;
    padding: 4px 10px;
    border-radius: var(--border-radius-full);
    border: 1px solid currentColor;
    font-weight: 700;
    font-size: 0.9375rem;
    white-space: nowrap;
  }
  .link i {
    font-style: normal;
  }
  .link.open i {
    color: var(--color-primitive-green-300);
  }
  .link.lost,
  .link.connecting {
    background: var(--color-primitive-orange-300);
    color: var(--color-neutral-black);
  }
  .link.dead,
  .link.refused {
    background: var(--color-primitive-red-900);
    color: var(--color-neutral-white);
  }
  main {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    align-items: start;
    gap: 16px;
    padding: 12px 16px;
  }
  main.door {
    display: block;
    padding: 3rem 1.5rem;
    font-size: 1.25rem;
  }
  section {
    display: grid;
    gap: 10px;
    min-width: 0;
  }
  h2 {
    font-size: 1.125rem;
  }
  .count {
    display: inline-block;
    min-width: 1.8em;
    padding: 0 0.4em;
    text-align: center;
    border-radius: var(--border-radius-full);
    background: var(--sunken);
    border: 1px solid var(--line);
  }
  .empty {
    padding: 14px;
    color: var(--ink-soft);
    border: 2px dashed var(--line);
    border-radius: var(--border-radius-8);
    text-align: center;
  }
  .notices {
    padding: 6px 16px;
    background: var(--sunken);
    border-top: 1px solid var(--line);
  }
  .notices .bad {
    color: var(--alarm);
    font-weight: 700;
  }
  @media (max-width: 900px) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }
    section.under-way {
      order: -1;
    }
    header h1 .en {
      display: none;
    }
  }
`;

export const cardStyles = css`
  :host {
    display: grid;
    gap: 8px;
    padding: 12px 14px;
    background: var(--surface);
    border: 2px solid var(--line);
    border-radius: var(--border-radius-8);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 4px 12px;
  }
  h3 {
    font-size: 1.25rem;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .tag.strong {
    background: var(--accent-soft);
    border-color: var(--accent-line);
    color: var(--ink);
  }
  .journey {
    display: grid;
    gap: 4px;
  }
  .journey div {
    display: grid;
    grid-template-columns: 4.5em minmax(0, 1fr);
  }
  dt {
    color: var(--ink-soft);
    font-size: 0.9375rem;
  }
  dd {
    overflow-wrap: anywhere;
  }
  .detail {
    display: block;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .acts .wide {
    flex: 1 0 15em;
    min-height: 56px;
    font-size: 1.125rem;
  }
  .ask {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 10px;
    background: var(--sunken);
    border-radius: var(--border-radius-8);
  }
  .ask p {
    flex-basis: 100%;
    font-weight: 700;
  }
`;
