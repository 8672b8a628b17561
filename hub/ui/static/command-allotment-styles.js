/** The shape of the hospitals in a disaster: one row each, what comes to it as marks and numbers. */
import { css } from "./vendor/lit.js";

export const commandAllotmentStyles = css`
  :host {
    display: block;
  }
  h2 {
    font-size: 1.125rem;
    margin-bottom: 8px;
  }
  ul {
    display: grid;
    gap: 6px;
  }
  .etas {
    align-items: center;
    margin-bottom: 8px;
  }
  .hospital {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 4px 12px;
    background: var(--surface);
    border: var(--hair) solid var(--line);
    border-radius: var(--border-radius-8);
  }
  .who {
    flex: 1 1 12rem;
  }
  .who small {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
  }
  .name {
    padding: 0;
    min-height: 32px;
    text-decoration: underline;
  }
  .level {
    font-size: 1.75rem;
    font-weight: 700;
  }
  .counts {
    display: inline-flex;
    gap: 10px;
    font-size: 1.25rem;
    --mark: 30px;
  }
  .counts span {
    display: inline-flex;
    align-items: center;
    gap: 3px;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-bottom: 8px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    margin-top: 8px;
    --mark: 36px;
  }
  th,
  td {
    text-align: left;
    padding: 6px 8px;
    border-bottom: var(--hair) solid var(--line-soft);
  }
`;
