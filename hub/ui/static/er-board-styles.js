/** The shape of the board: two lists and a side at a desk, two columns on a wall. */
import { css } from "./vendor/lit.js";

export const boardStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: var(--full);
    color: var(--ink);
    background: var(--page);
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 6px 16px;
    background: var(--header);
    color: var(--on-header);
    min-height: 56px;
    border-bottom: 2px solid var(--line);
  }
  header h1 {
    font-size: 1.25rem;
    white-space: nowrap;
  }
  header .place {
    font-size: 1.125rem;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  header button {
    background: transparent;
    color: inherit;
    border-color: currentColor;
    min-height: 44px;
    padding: 0 0.7em;
    font-size: 0.9375rem;
    white-space: nowrap;
  }
  header button:hover {
    background: rgb(255 255 255 / 0.15);
  }
  header button[aria-pressed="true"] {
    background: var(--on-header);
    color: var(--header);
  }
  .spring {
    flex: 1;
  }
  .now {
    font-size: 1.5rem;
    font-weight: 700;
  }
  .sound,
  .link {
    white-space: nowrap;
    font-weight: 700;
    font-size: 0.9375rem;
  }
  .link {
    display: inline-flex;
    gap: 6px;
    align-items: baseline;
    padding: 4px 10px;
    border-radius: var(--border-radius-full);
    border: 1px solid currentColor;
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
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(380px, 36%);
    gap: 12px;
    padding: 12px;
  }
  .lists {
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .list {
    display: grid;
    gap: 8px;
    align-content: start;
    overflow-y: auto;
    scrollbar-width: thin;
    padding: 0 4px 2px 0;
  }
  .list.waiting {
    flex: 0 1 auto;
    min-height: 0;
  }
  .list.coming {
    flex: 1 0 136px;
    min-height: 136px;
    overflow-y: auto;
    height: 0;
  }
  .list h2 {
    font-size: 1.0625rem;
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .count {
    min-width: 1.8em;
    padding: 0 0.4em;
    text-align: center;
    border-radius: var(--border-radius-full);
    background: var(--sunken);
    border: 1px solid var(--line);
    font-variant-numeric: tabular-nums;
  }
  .count.hot {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .empty {
    padding: 14px;
    color: var(--ink-soft);
    border: 2px dashed var(--line);
    border-radius: var(--border-radius-8);
    text-align: center;
  }
  .side {
    min-height: 0;
  }
  .door {
    display: block;
    padding: 4rem;
    font-size: 1.25rem;
  }
  .notices {
    display: flex;
    gap: 8px 24px;
    flex-wrap: wrap;
    padding: 6px 16px;
    background: var(--sunken);
    border-top: 1px solid var(--line);
    color: var(--ink-soft);
    font-size: 0.9375rem;
  }
  .notices .bad {
    color: var(--alarm);
    font-weight: 700;
  }

  :host([wall]) main {
    grid-template-columns: 1fr;
  }
  :host([wall]) .lists {
    display: grid;
    grid-template-columns: 1.25fr 1fr;
    gap: 16px;
  }
  :host([wall]) .list.coming {
    height: auto;
  }
  :host([wall]) .list h2 {
    font-size: 1.375rem;
  }
  :host([wall]) .now {
    font-size: 2rem;
  }
  @media (max-width: 1000px) {
    main,
    :host([wall]) .lists {
      display: block;
      overflow-y: auto;
    }
    .list.coming {
      height: auto;
      margin: 12px 0;
    }
    header {
      flex-wrap: wrap;
    }
  }
  .casualties {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 28px;
    padding: 8px 16px;
    background: var(--sunken);
    border-bottom: 1px solid var(--line);
    --mark: 40px;
  }
  .casualties li {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }
  .casualties b {
    font-size: 1.5rem;
  }
`;
