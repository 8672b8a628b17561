/** The shape of the board: two lists and a side at a desk, two columns on a wall. */
import { css } from "./vendor/lit.js";

export const boardStyles = css`
  .sound,
  .link {
    white-space: nowrap;
    font-weight: 700;
    font-size: 0.9375rem;
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
  .count.hot {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .side {
    min-height: 0;
  }
  .notices {
    display: flex;
    gap: 8px 24px;
    flex-wrap: wrap;
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
  }
  .casualties {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 28px;
    padding: 8px 16px;
    background: var(--sunken);
    border-bottom: var(--hair) solid var(--line);
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
