/** The shape of a waiting row: what is asked at the left, the clocks at the right, the answers below. */
import { css } from "./vendor/lit.js";

export const waitingStyles = css`
  :host {
    display: block;
    content-visibility: auto; /* of two hundred rows only those in sight are laid out and painted */
    contain-intrinsic-size: auto 142px;
    background: var(--surface);
    border: var(--edge) solid var(--line);
    border-left: 10px solid var(--control-line);
    border-radius: var(--border-radius-8);
    --mark: 56px;
  }
  :host([picked]) {
    border-color: var(--accent);
  }
  :host([data-urgency="red"]) {
    border-left-color: var(--triage-red);
  }
  :host([data-urgency="yellow"]) {
    border-left-color: var(--triage-yellow);
  }
  :host([data-urgency="green"]) {
    border-left-color: var(--triage-green);
  }
  .top {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 4px 14px;
    padding: 8px 14px 4px;
    cursor: pointer;
  }
  .what {
    min-width: 0;
  }
  .complaint {
    font-size: 1.5rem;
    font-weight: 700;
    line-height: 1.2;
    overflow-wrap: anywhere;
  }
  .who {
    font-size: 1.125rem;
    margin-right: 6px;
    font-weight: 700;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-top: 4px;
  }
  .clocks {
    display: flex;
    gap: 16px;
    text-align: right;
    align-items: flex-end;
    padding-bottom: 2px;
  }
  .clocks dt {
    font-size: 0.75rem;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .clocks dl {
    min-width: 4.4rem;
  }
  .clocks dd {
    font-size: 1.25rem;
    font-weight: 700;
    line-height: 1.15;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .clocks .main dd {
    font-size: 2rem;
  }
  .clocks dd small {
    font-size: 0.875rem;
  }
  .late dd,
  .late dt {
    color: var(--alarm);
    font-weight: 700;
  }
  .foot {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 12px;
    align-items: center;
    padding: 2px 12px 8px 14px;
  }
  .vitals {
    display: grid;
    grid-template-columns: 1fr 1.3fr 1fr;
    gap: 2px 10px;
    align-items: baseline;
  }
  .vitals div {
    white-space: nowrap;
  }
  .vitals dt {
    display: inline;
    color: var(--ink-soft);
    font-size: 0.8125rem;
    margin-right: 5px;
  }
  .vitals dd {
    display: inline;
  }
  .vitals .absent {
    color: var(--ink-faint);
  }
  .value {
    font-weight: 700;
    font-size: 1.25rem;
    font-variant-numeric: tabular-nums;
  }
  .value small {
    display: none;
  }
  .dangerous {
    color: var(--alarm);
    background: var(--alarm-soft);
    outline: 2px solid var(--alarm);
    border-radius: 4px;
    padding: 0 4px;
  }
  .message {
    color: var(--ink-soft);
    flex: 1 1 0;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .answers {
    display: flex;
    gap: 6px;
    justify-content: flex-end;
  }
  .answers button {
    min-width: 80px;
    min-height: 52px;
    flex-direction: column;
    gap: 0;
    font-size: 1.0625rem;
    padding: 0 0.6em;
  }
  .ask {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 8px 14px 12px;
    align-items: center;
    border-top: var(--hair) solid var(--line-soft);
    background: var(--sunken);
    border-radius: 0 0 6px 6px;
  }
  .ask p {
    width: 100%;
    font-weight: 700;
  }
  .ask input {
    flex: 1;
    min-width: 220px;
    width: auto;
  }
  :host([wall]) {
    contain-intrinsic-size: auto 150px;
    font-size: 1.5rem;
    --mark: 84px;
  }
  :host([wall]) .complaint {
    font-size: 2.5rem;
  }
  :host([wall]) .who {
    font-size: 1.875rem;
  }
  :host([wall]) .clocks {
    gap: 10px;
  }
  :host([wall]) .clocks dl {
    min-width: 6.25rem;
  }
  :host([wall]) .top {
    padding-top: 4px;
    column-gap: 10px;
  }
  :host([wall]) .foot {
    padding-bottom: 4px;
  }
  :host([wall]) .clocks dd {
    font-size: 2rem;
  }
  :host([wall]) .clocks .main dd {
    font-size: 3rem;
  }
  :host([wall]) .clocks dd small {
    font-size: 1.75rem;
  }
  :host([wall]) .clocks dt {
    font-size: 1.125rem;
  }
  :host([wall]) .vitals {
    grid-template-columns: 1fr 0.8fr 0.9fr 0.9fr 1.4fr 0.9fr;
  }
  :host([wall]) .value {
    font-size: 1.875rem;
  }
  :host([wall]) .vitals dt {
    font-size: 1.125rem;
  }
  @media (max-width: 1000px) {
    .top {
      grid-template-columns: auto 1fr;
    }
    .clocks {
      grid-column: 1 / -1;
    }
    .foot {
      grid-template-columns: 1fr;
    }
    .answers {
      flex-wrap: wrap;
      justify-content: flex-start;
    }
  }
`;
