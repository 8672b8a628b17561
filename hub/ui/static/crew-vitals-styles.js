/** The look of 観察: the fields beside a number pad, or above it on a telephone. */
import { css } from "./vendor/lit.js";

export const vitalsStyles = css`
  :host {
    display: block;
  }
  .split {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 300px;
    gap: 16px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: 8px;
    align-content: start;
  }
  .fields button {
    height: 92px;
    justify-content: stretch;
    white-space: nowrap;
    display: grid;
    grid-template-rows: auto 1fr auto;
    justify-items: start;
    padding: 6px 8px;
    text-align: left;
    gap: 0;
    overflow: hidden;
  }
  .fields .name {
    font-size: 0.875rem;
    color: var(--ink-soft);
  }
  .fields .value {
    font-size: 1.625rem;
    line-height: 1.1;
    font-variant-numeric: tabular-nums;
    min-height: 1.1em;
  }
  .fields .value small {
    font-size: 0.8125rem;
    margin-left: 4px;
    font-weight: var(--weight);
    color: var(--ink-soft);
  }
  .fields .before {
    font-size: 0.8125rem;
    color: var(--ink-soft);
    font-weight: var(--weight);
  }
  .old,
  .missing {
    color: var(--warn);
    font-weight: 700;
  }
  .missing {
    margin-bottom: 8px;
  }
  .bad {
    color: var(--alarm);
  }
  .fields .here {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent);
    background: var(--accent-soft);
  }
  .fields .dangerous {
    border-color: var(--alarm);
    background: var(--alarm-soft);
  }
  .fields .dangerous .value {
    color: var(--alarm);
  }
  .fields .wrong {
    border-style: dashed;
    border-color: var(--alarm);
  }
  .pad {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 8px;
    align-content: start;
  }
  .pad button {
    font-size: 1.5rem;
    padding: 0;
    height: 72px;
  }
  .why {
    color: var(--alarm);
    font-weight: 700;
    grid-column: 1 / -1;
  }
  .jcs {
    margin: 12px 0;
  }
  vitals-trend {
    margin-top: 12px;
  }
  .jcs .chips.even {
    grid-auto-flow: row;
    grid-template-columns: repeat(5, minmax(0, 1fr));
  }
  @media (max-width: 900px) {
    .fields {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
  }
  @media (max-width: 700px) {
    .split {
      display: block;
    }
    .fields {
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 6px;
    }
    .fields button {
      height: 76px;
    }
    .fields .value {
      font-size: 1.375rem;
    }
    .jcs .chips.even {
      gap: 6px;
    }
    .pad {
      gap: 6px;
      position: sticky;
      bottom: 84px;
      background: var(--page);
      padding-top: 6px;
      z-index: 3;
    }
    .pad button {
      height: 64px;
    }
  }
`;
