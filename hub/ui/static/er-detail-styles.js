/** The shape of a case beside the lists: the essentials stay before anything that scrolls. */
import { css } from "./vendor/lit.js";

export const detailStyles = css`
  :host {
    display: block;
    overflow-y: auto;
    background: var(--surface);
    border: var(--edge) solid var(--line);
    border-radius: var(--border-radius-8);
    padding: 0 14px 12px;
    --mark: 48px;
  }
  header {
    display: flex;
    gap: 12px;
    align-items: center;
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--surface);
    padding: 10px 0 6px;
  }
  h2 {
    font-size: 1.375rem;
    line-height: 1.2;
    overflow-wrap: anywhere;
  }
  .eta {
    margin-left: auto;
    text-align: right;
    line-height: 1.1;
    white-space: nowrap;
  }
  .eta > small {
    display: block;
    color: var(--ink-soft);
  }
  .eta b {
    font-size: 2rem;
  }
  .eta b small {
    font-size: 1rem;
  }
  .chips {
    align-items: center;
  }
  .chips .button {
    margin-left: auto;
  }
  h3 {
    font-size: 0.9375rem;
    margin: 14px 0 4px;
    padding-bottom: 2px;
    border-bottom: var(--edge) solid var(--line);
  }
  .told {
    margin: 6px 0;
    overflow-wrap: anywhere;
  }
  er-identity {
    margin-top: 12px;
  }
  er-take-back,
  er-receipt,
  request-steps {
    margin-top: 8px;
  }
  .rows {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 14px;
  }
  .rows dt {
    color: var(--ink-soft);
    font-variant-numeric: tabular-nums;
  }
  .worse {
    color: var(--alarm);
    font-weight: 700;
  }
  .empty {
    color: var(--ink-soft);
    padding: 24px 8px;
    text-align: center;
  }
`;
