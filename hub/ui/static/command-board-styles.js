/** The shape of the board of cases: one row each, what is stuck in red at the top. */
import { css } from "./vendor/lit.js";

export const commandBoardStyles = css`
  :host {
    display: block;
  }
  h2 {
    font-size: 1.125rem;
    margin-bottom: 4px;
  }
  .empty {
    padding: 2rem;
    font-size: 1.25rem;
    text-align: center;
    color: var(--ink-soft);
  }
  .unseen {
    position: absolute;
    clip-path: inset(50%);
    width: 1px;
    height: 1px;
    overflow: hidden;
  }
  .incident {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-start;
    gap: 4px 24px;
    width: 100%;
    margin: 6px 0;
    padding: 8px 16px;
    border-width: 3px;
    font-size: 1.125rem;
    --mark: 40px;
  }
  .unplaced {
    color: var(--alarm);
  }
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0 6px;
    font-size: 1.125rem;
  }
  thead th {
    font-size: 0.875rem;
    font-weight: var(--weight);
    color: var(--ink-soft);
    text-align: left;
    padding: 0 10px;
  }
  tbody tr {
    background: var(--surface);
  }
  tbody tr:not(.opened) {
    cursor: pointer;
  }
  tbody th,
  tbody td {
    text-align: left;
    padding: 6px 10px;
    vertical-align: middle;
    border-top: var(--hair) solid var(--line-soft);
    border-bottom: var(--hair) solid var(--line-soft);
  }
  tbody th {
    border-left: 8px solid var(--line);
  }
  td.num {
    white-space: nowrap;
  }
  .nearing b {
    color: var(--warn);
  }
  .over b {
    color: var(--alarm);
  }
  tr.near th {
    border-left-color: var(--warn);
  }
  tr.difficult th,
  tr.unnoticed th {
    border-left-color: var(--alarm);
  }
  tr.difficult,
  tr.unnoticed {
    background: var(--alarm-soft);
  }
  .mark {
    display: table;
    margin-top: 4px;
    padding: 1px 8px;
    border-radius: var(--border-radius-8);
    font-size: 0.9375rem;
    white-space: nowrap;
    background: var(--warn);
    color: var(--on-warn);
  }
  .wait .mark {
    display: inline-block;
    margin: 0;
  }
  .wait .mark,
  .difficult .mark {
    background: var(--alarm);
    color: var(--on-alarm);
  }
  .patient {
    --mark: 40px;
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .patient small,
  .wait {
    display: block;
  }
  .wait.late b {
    color: var(--alarm);
  }
  .call {
    padding: 4px 0 8px;
  }
  div.opened {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: 12px 28px;
    font-size: 1rem;
  }
  @media (max-width: 1500px) {
    table {
      font-size: 1rem;
    }
    div.opened {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 900px) {
    table,
    tbody,
    tr,
    th,
    td {
      display: block;
    }
    thead {
      display: none;
    }
    tbody tr {
      margin-bottom: 8px;
    }
    tbody th,
    tbody td {
      border: 0;
      padding: 2px 10px;
    }
    tbody th {
      border-left: 8px solid var(--line);
    }
  }
`;
