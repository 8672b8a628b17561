/** The shape of operations: a verdict on top, connections on the left, a message's way on the right. */
import { css } from "./vendor/lit.js";
import { tableStyles } from "./table-styles.js";

export const operationsStyles = css`
  .verdict {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 32px;
    padding: 12px 16px;
    border-bottom: var(--hair) solid var(--line);
    border-left: 12px solid var(--tone);
    color: var(--ink);
    background: var(--tone-soft);
  }
  .verdict > b {
    font-size: 1.75rem;
    color: var(--tone);
    white-space: nowrap;
  }
  .verdict i {
    font-style: normal;
  }
  .good {
    --tone: var(--good);
    --tone-soft: var(--good-soft);
  }
  .warn {
    --tone: var(--warn);
    --tone-soft: var(--warn-soft);
  }
  .bad {
    --tone: var(--alarm);
    --tone-soft: var(--alarm-soft);
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 28px;
  }
  dt {
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  dd {
    font-weight: 700;
  }
  main {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(360px, 34%);
    gap: 12px;
    padding: 12px;
  }
  .left {
    min-height: 0;
    overflow: auto;
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  main > operations-trace {
    min-height: 0;
    overflow: auto;
  }
`;

export const panelStyles = css`
  :host {
    display: block;
    background: var(--surface);
    border: var(--hair) solid var(--line);
    border-radius: var(--border-radius-8);
    padding: 12px 16px;
    color: var(--ink);
  }
  h2 {
    display: flex;
    align-items: baseline;
    gap: 8px;
    font-size: 1.125rem;
    margin-bottom: 8px;
  }
  h2 button {
    margin-left: auto;
  }
  h3 {
    font-size: 1.0625rem;
  }
  ${tableStyles}
  .under {
    display: block;
  }
  .old {
    color: var(--alarm);
    font-weight: 700;
  }
  .state {
    font-weight: 700;
    white-space: nowrap;
  }
  .state i {
    font-style: normal;
  }
  .state.good {
    color: var(--good);
    background: none;
    border: 0;
  }
  .state.warn {
    color: var(--warn);
  }
  .state.bad {
    color: var(--alarm);
  }
  code {
    font-family: ui-monospace, "Noto Sans Mono CJK JP", monospace;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .chips {
    margin-bottom: 8px;
    align-items: center;
  }
  .spring {
    flex: 1;
  }
  input[type="checkbox"] {
    width: 24px;
    height: 24px;
    min-height: 24px;
    accent-color: var(--accent);
  }
  .hidden {
    position: absolute;
    clip-path: inset(50%);
    width: 1px;
    height: 1px;
    overflow: hidden;
  }
  .said {
    padding: 8px 12px;
    font-weight: 700;
    background: var(--accent-soft);
    border-left: 6px solid var(--accent);
    margin-bottom: 8px;
  }
  .confirm {
    display: grid;
    gap: 12px;
    max-width: 36rem;
  }
  label > input {
    margin-top: 6px;
  }
  .confirm ul {
    padding-left: 1rem;
    border-left: 4px solid var(--line);
  }
  .count {
    font-size: 1.75rem;
    color: var(--alarm);
  }
  form {
    display: flex;
    gap: 8px;
    align-items: end;
    margin-bottom: 8px;
  }
  form label {
    flex: 1;
    font-size: 0.875rem;
  }
  article {
    border-top: var(--edge) solid var(--line);
    padding-top: 10px;
    margin-top: 10px;
  }
  .way li {
    display: grid;
    grid-template-columns: 8.5rem minmax(0, 1fr);
    gap: 10px;
    padding: 4px 0;
    overflow-wrap: anywhere;
  }
  .way time {
    color: var(--ink-soft);
    text-align: right;
  }
  .way .receiver {
    border-top: var(--hair) solid var(--line-soft);
    padding-top: 8px;
    margin-top: 4px;
  }
`;
