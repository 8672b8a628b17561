/** The command centre's wall: cases to the left, what hospitals can take to the right. */
import { css } from "./vendor/lit.js";

export const commandStyles = css`
  header {
    white-space: nowrap;
  }
  header nav {
    display: flex;
    gap: 8px;
  }
  .link.dead,
  .link.refused {
    background: var(--alarm);
    color: var(--on-alarm);
  }
  .figures {
    display: flex;
    gap: 12px;
  }
  .figures span {
    padding: 2px 10px;
    border-radius: var(--border-radius-8);
  }
  .figures b {
    font-size: 1.375rem;
  }
  .figures .warned {
    background: var(--alarm);
    color: var(--on-alarm);
  }
  .banner {
    padding: 10px 16px;
    background: var(--alarm);
    color: var(--on-alarm);
    font-weight: 700;
  }
  .frame {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 27%);
  }
  main,
  aside {
    overflow-y: auto;
    padding: 12px 16px;
  }
  aside {
    background: var(--sunken);
    border-left: var(--edge) solid var(--line);
  }
  h2 {
    font-size: 1.125rem;
    margin-bottom: 8px;
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
    padding: 0 12px;
  }
  tbody tr {
    background: var(--surface);
  }
  tbody th,
  tbody td {
    text-align: left;
    padding: 8px 12px;
    vertical-align: middle;
    border-top: var(--hair) solid var(--line-soft);
    border-bottom: var(--hair) solid var(--line-soft);
  }
  tbody th {
    border-left: 8px solid var(--line);
    white-space: nowrap;
  }
  tr.near th {
    border-left-color: var(--warn);
  }
  tr.difficult th {
    border-left-color: var(--alarm);
  }
  tr.difficult {
    background: var(--alarm-soft);
  }
  .mark {
    display: table;
    margin-top: 4px;
    padding: 1px 8px;
    border-radius: var(--border-radius-8);
    font-size: 0.9375rem;
    background: var(--warn);
    color: var(--on-warn);
  }
  tr.unnoticed {
    background: var(--alarm-soft);
  }
  tr.unnoticed th {
    border-left-color: var(--alarm);
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
  .drill {
    color: var(--exercise);
  }
  .patient {
    --mark: 40px;
  }
  .patient > * {
    display: inline-block;
    vertical-align: middle;
  }
  .patient small,
  .wait {
    display: block;
  }
  .wait.late b {
    color: var(--alarm);
  }
  .capacity {
    display: grid;
    gap: 8px;
  }
  .capacity li {
    background: var(--surface);
    border: var(--hair) solid var(--line);
    border-radius: var(--border-radius-8);
    padding: 8px 12px;
  }
  .said {
    display: inline-block;
    margin-right: 14px;
  }
  .said i {
    font-style: normal;
    font-size: 1.375rem;
    font-weight: 700;
  }
  .said.stale {
    color: var(--warn);
  }
  .tag {
    border: var(--hair) dashed var(--control-line);
    border-radius: var(--border-radius-8);
    padding: 0 6px;
    font-size: 0.875rem;
  }
  @media (max-width: 900px) {
    .frame {
      display: block;
      overflow-y: auto;
    }
  }
`;
