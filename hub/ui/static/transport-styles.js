/** The shape of the screens of private transport: one column on a telephone, two at a desk. */
import { css } from "./vendor/lit.js";

export const screenStyles = css`
  main {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    scroll-padding-bottom: 8rem; /* what has the focus is not hidden by what stands at the foot of the form */
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    align-items: start;
    gap: 16px;
    padding: 12px 16px;
  }
  main.door {
    display: block;
  }
  section {
    display: grid;
    gap: 10px;
    min-width: 0;
  }
  h2 {
    font-size: 1.125rem;
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
    border: var(--edge) solid var(--line);
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
  .standing {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 10px;
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
