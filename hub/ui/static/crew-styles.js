/** What every part of the crew's screen shares: 64 px targets, labels at the left, one column of calm rows. */
import { css } from "./vendor/lit.js";

export const crewStyles = css`
  :host {
    --touch: 64px;
    font-size: 1.125rem;
  }
  .row {
    display: grid;
    grid-template-columns: 84px minmax(0, 1fr);
    gap: 10px;
    align-items: start;
    margin-bottom: 8px;
  }
  .row > .label {
    font-weight: 700;
    padding-top: 10px;
    line-height: 1.2;
    font-size: 1rem;
  }
  .row > .label .en {
    display: block;
  }
  .chips {
    gap: 8px;
  }
  .chips > button {
    padding: 0 0.9em;
    min-width: 64px;
  }
  .chips.even {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
  }
  .chips.even > button {
    padding: 0 0.2em;
    min-width: 0;
  }
  h2 {
    font-size: 1.125rem;
    margin: 0 0 8px;
  }
  .foot {
    position: sticky;
    bottom: 0;
    display: flex;
    gap: 10px;
    align-items: center;
    background: var(--page);
    border-top: var(--edge) solid var(--line);
    padding: 8px 0 10px;
    margin-top: 4px;
    z-index: 3;
  }
  .foot .go {
    flex: 1;
    font-size: 1.25rem;
  }
  @media (max-width: 700px) {
    .row {
      grid-template-columns: minmax(0, 1fr);
      gap: 4px;
    }
    .row > .label {
      padding-top: 4px;
    }
    .row > .label .en {
      display: inline;
    }
    .foot {
      gap: 6px;
    }
    button .en {
      display: none;
    }
    .foot .go {
      font-size: 1.125rem;
    }
  }
`;
