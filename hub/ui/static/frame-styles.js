/** The frame of every screen: a header that says who we are and whether the hub is heard, and the work below it. */
import { css } from "./vendor/lit.js";

export const frameStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: var(--full);
    color: var(--ink);
    background: var(--page);
  }
  @media (max-height: 500px) {
    :host {
      height: auto;
      min-height: var(--full);
    }
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    padding: 6px 16px;
    min-height: 56px;
    background: var(--header);
    color: var(--on-header);
    border-bottom: var(--edge) solid var(--line);
  }
  header h1 {
    font-size: 1.25rem;
    white-space: nowrap;
  }
  header h1 .en {
    display: none;
  }
  header .place {
    font-size: 1.125rem;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  header button,
  header a.button {
    background: transparent;
    color: inherit;
    border-color: currentColor;
    padding: 0 0.7em;
    font-size: 0.9375rem;
    white-space: nowrap;
  }
  header button:hover,
  header a.button:hover {
    background: rgb(255 255 255 / 0.15);
  }
  header button[aria-pressed="true"] {
    background: var(--on-header);
    color: var(--header);
  }
  header :focus-visible {
    outline-color: var(--on-header);
  }
  .spring {
    flex: 1;
  }
  .now {
    font-size: 1.5rem;
    font-weight: 700;
  }
  .link {
    display: inline-flex;
    gap: 6px;
    align-items: baseline;
    padding: 4px 10px;
    border-radius: var(--border-radius-full);
    border: var(--hair) solid currentColor;
    font-weight: 700;
    font-size: 0.9375rem;
    white-space: nowrap;
  }
  .link i {
    font-style: normal;
  }
  .link.open i {
    color: var(--color-primitive-green-300);
  }
  .link.lost,
  .link.connecting {
    background: var(--color-primitive-orange-300);
    color: var(--color-neutral-black);
  }
  .link.dead,
  .link.refused {
    background: var(--banner);
    color: var(--on-banner);
  }
  .door {
    display: block;
    flex: 1;
    padding: 4rem 2rem;
    font-size: 1.25rem;
  }
  .door > * {
    margin-bottom: 1rem;
  }
  .count {
    display: inline-block;
    min-width: 1.8em;
    padding: 0 0.4em;
    text-align: center;
    border-radius: var(--border-radius-full);
    background: var(--sunken);
    border: var(--hair) solid var(--line);
    font-variant-numeric: tabular-nums;
  }
  .empty {
    padding: 14px;
    color: var(--ink-soft);
    border: var(--edge) dashed var(--line);
    border-radius: var(--border-radius-8);
    text-align: center;
  }
  .notices {
    padding: 6px 16px;
    background: var(--sunken);
    border-top: var(--hair) solid var(--line);
    color: var(--ink-soft);
    font-size: 0.9375rem;
  }
  .notices .bad {
    color: var(--alarm);
    font-weight: 700;
  }
`;
