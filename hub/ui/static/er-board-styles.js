/** The shape of the board: two lists and a side at a desk, two columns on a wall. */
import { css } from "./vendor/lit.js";

export const boardStyles = css`
  main {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(400px, 37%);
    gap: 12px;
    padding: 8px 12px 4px;
  }
  .lists {
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: 6px;
  }
  .waiting {
    flex: 0 1 auto;
    min-height: 200px;
  }
  .coming {
    flex: 1 1 0;
    min-height: 188px;
  }
  .beside {
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: 6px;
  }
  .beside nav {
    display: flex;
    gap: 6px;
  }
  .beside nav button {
    flex: 1;
    padding: 0 0.4em;
    white-space: nowrap;
  }
  .beside nav button[aria-pressed="true"] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .worsened .banner {
    padding: 4px 16px;
    border-top: var(--hair) solid var(--color-neutral-white);
    flex-wrap: wrap;
  }
  .worsened .which {
    font-size: 1.125rem;
  }
  .worsened .detail {
    flex: 1;
    font-weight: var(--weight);
    overflow-wrap: anywhere;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 14px;
    padding: 0 16px;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  .legend kbd {
    font: inherit;
    font-weight: 700;
    padding: 0 6px;
    border: var(--hair) solid var(--control-line);
    border-radius: var(--border-radius-4);
    background: var(--surface);
    color: var(--ink);
  }
  .legend button {
    font-size: inherit;
    font-weight: var(--weight);
    border-color: transparent;
    background: transparent;
    margin-left: auto;
  }
  .unseen * {
    display: contents;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .side {
    flex: 1;
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
    grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
    gap: 16px;
  }
  :host([wall]) .worsened .banner {
    font-size: 1.75rem;
  }
  :host([wall]) .worsened .which {
    font-size: inherit;
  }
  :host([wall]) .now {
    font-size: 2rem;
  }
  @media (max-width: 1000px) {
    :host {
      overflow-y: auto;
    }
    main {
      flex: none;
    }
    main,
    :host([wall]) .lists {
      display: block;
    }
    .coming,
    .beside {
      margin-top: 12px;
    }
    header,
    .banner {
      flex-wrap: wrap;
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
