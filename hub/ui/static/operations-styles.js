/** The shape of operations: a verdict on top, connections on the left, a message's way on the right. */
import { css } from "./vendor/lit.js";
import { tableStyles } from "./table-styles.js";

/** What came of an act. */
const said = css`
  .said {
    padding: 8px 12px;
    font-weight: 700;
    background: var(--accent-soft);
    border-left: 6px solid var(--accent);
    margin-bottom: 8px;
  }
`;

export const operationsStyles = css`
  ${said}
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
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    padding: 4px 12px 0;
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  nav a {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 44px;
    padding: 0 16px;
    font-weight: 700;
    color: var(--ink);
    text-decoration: none;
    border-bottom: 4px solid transparent;
  }
  nav a:hover {
    background: var(--accent-soft);
  }
  nav a[aria-current] {
    color: var(--accent);
    border-bottom-color: var(--accent);
  }
  nav a:focus-visible {
    outline-offset: -4px;
  }
  .mark {
    padding: 1px 8px;
    border-radius: var(--border-radius-full);
    font-size: 0.8125rem;
    background: var(--alarm);
    color: var(--on-alarm);
  }
  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 12px;
  }
  main.connections {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(360px, 34%);
    align-items: start;
    gap: 12px;
  }
  .stack {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  main > *,
  .stack > * {
    overflow-x: auto;
  }
  @media (max-width: 60rem) {
    :host {
      overflow: auto;
    }
    header,
    .verdict {
      flex: none;
    }
    main {
      flex: none;
      overflow: visible;
    }
    main.connections {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

export const panelStyles = css`
  :host {
    display: block;
    position: relative;
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
  tr[data-chosen] {
    background: var(--accent-soft);
  }
  .moment {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
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
  .state.off {
    color: var(--ink-soft);
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 6px;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    margin-bottom: 12px;
  }
  .filters label {
    flex: 0 1 24rem;
    font-size: 0.875rem;
  }
  section[data-list] {
    margin-top: 20px;
  }
  .link {
    min-height: 24px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: var(--accent);
    text-align: left;
    text-decoration: underline;
    font-weight: 400;
  }
  .share {
    width: 20%;
  }
  .share svg {
    display: block;
    width: 100%;
    height: 10px;
    margin-top: 6px;
    fill: var(--accent);
  }
  dl {
    margin: 0;
  }
  dt {
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  dd {
    font-weight: 700;
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
  ${said}
  .confirm {
    display: grid;
    gap: 12px;
    max-width: 36rem;
  }
  label > input,
  label > select {
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
