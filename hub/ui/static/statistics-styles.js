/** The shape of statistics: a period on top, figures, lines, then tables beside each other. */
import { css } from "./vendor/lit.js";
import { tableStyles } from "./table-styles.js";

export const statisticsStyles = css`
  header button[aria-pressed="true"] {
    background: var(--exercise-soft);
    color: var(--exercise);
  }
  header label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  header input {
    width: 9.75rem;
    font-weight: 400;
  }
  .drill {
    padding: 6px 16px;
    font-weight: 700;
    background: var(--exercise-soft);
    color: var(--exercise);
  }
  main {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: 12px 16px 32px;
    display: grid;
    grid-auto-rows: max-content;
    gap: 20px;
  }
  h2 {
    font-size: 1.25rem;
    margin-bottom: 8px;
  }
  h3 {
    font-size: 1rem;
    margin-bottom: 6px;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
    gap: 12px;
  }
  .figures div,
  .card,
  .plots > * {
    background: var(--surface);
    border: var(--hair) solid var(--line);
    border-radius: var(--border-radius-8);
    padding: 10px 14px;
    min-width: 0;
  }
  section > .card {
    margin-top: 12px;
  }
  .figures dt {
    font-size: 0.875rem;
    color: var(--ink-soft);
  }
  .figures dd {
    font-size: 1.75rem;
    font-weight: 700;
  }
  .figures small {
    display: block;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  .plots {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
    gap: 12px;
    margin-top: 12px;
  }
  .tables {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 23rem), 1fr));
    gap: 12px;
    margin-top: 12px;
    align-items: start;
  }
  .times b {
    font-size: 1.125rem;
    margin-right: 10px;
  }
  ${tableStyles}
  tfoot th,
  tfoot td {
    font-weight: 700;
  }
  .bar {
    width: 26%;
  }
  .bar svg {
    display: block;
    width: 100%;
    height: 10px;
    fill: var(--accent);
  }
  abbr {
    text-decoration: none;
    color: var(--ink-soft);
    font-size: 0.875em;
  }
  .wide {
    overflow-x: auto;
  }
  .foot {
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  .hidden {
    position: absolute;
    clip-path: inset(50%);
    width: 1px;
    height: 1px;
    overflow: hidden;
    white-space: nowrap;
  }
  .card {
    position: relative;
  }
  @media (max-width: 1000px) {
    :host {
      overflow: auto;
    }
    header,
    main {
      flex: none;
    }
    main {
      overflow: visible;
    }
  }
`;
