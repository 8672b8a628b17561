/** A table as most screens draw it: lines between its rows, numbers to the right, what is chosen on a tint. */
import { css } from "./vendor/lit.js";

export const tableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 6px 10px 6px 6px;
    border-bottom: var(--hair) solid var(--line-soft);
    text-align: left;
    vertical-align: top;
    font-weight: var(--weight);
  }
  thead th {
    vertical-align: bottom;
    border-bottom: var(--edge) solid var(--line);
    font-size: 0.8125rem;
    font-weight: 700;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  td.num,
  th.num,
  .end {
    text-align: right;
    white-space: nowrap;
  }
  tr[aria-selected="true"] {
    background: var(--accent-soft);
  }
`;
