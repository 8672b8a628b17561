/** The shape of the gallery: one card for each part, its states beside each other. */
import { css } from "./vendor/lit.js";

export const galleryStyles = css`
  main {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: 16px;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr));
    align-content: start;
    gap: 16px;
  }
  section {
    display: grid;
    align-content: start;
    gap: 12px;
    min-width: 0;
    padding: 14px 16px;
    background: var(--surface);
    border: var(--hair) solid var(--line);
    border-radius: var(--border-radius-8);
  }
  section.wide {
    grid-column: 1 / -1;
  }
  h2 {
    font-size: 1.125rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px;
  }
  .row figure,
  .grid figure {
    margin: 0;
    display: grid;
    gap: 4px;
    justify-items: center;
    font-size: 0.875rem;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr));
    gap: 16px;
  }
  .grid figure {
    justify-items: stretch;
  }
  .dark {
    padding: 10px;
    border-radius: var(--border-radius-8);
    background: var(--header);
    color: var(--on-header);
  }
  .two {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
    gap: 10px;
  }
`;
