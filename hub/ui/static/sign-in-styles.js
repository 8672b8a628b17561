/** The look of the sign-in: a button in a header, and a panel that hangs from it. */
import { css } from "./vendor/lit.js";

export const signInStyles = css`
  :host {
    position: relative;
    display: inline-block;
  }
  [data-act="sign-in"] {
    background: transparent;
    color: var(--on-header);
    border-color: currentColor;
    padding: 0 0.8em;
    white-space: nowrap;
    font-size: 0.9375rem;
  }
  [data-act="sign-in"]:hover {
    background: rgb(255 255 255 / 0.15);
  }
  .name {
    max-width: 14em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .panel {
    position: absolute;
    inset-inline-end: 0;
    inset-block-start: calc(100% + 0.5rem);
    z-index: 20;
    width: min(26rem, 92vw);
    max-height: calc(var(--full) - 6rem);
    overflow: auto;
    display: grid;
    gap: 0.75rem;
    padding: 1rem;
    color: var(--ink);
    background: var(--raised);
    border: var(--edge) solid var(--control-line);
    border-radius: var(--border-radius-8);
    box-shadow: var(--shadow);
  }
  .row {
    display: flex;
    align-items: end;
    gap: 0.75rem;
  }
  .person {
    align-items: center;
    border-block-end: var(--hair) solid var(--line);
    padding-block-end: 0.75rem;
  }
  .spring {
    flex: 1;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  label {
    flex: 1;
    display: grid;
    gap: 0.25rem;
  }
  input {
    font: inherit;
    width: 100%;
    min-height: var(--touch, 44px);
    padding: 0 0.5em;
    color: var(--ink);
    background: var(--surface);
    border: var(--edge) solid var(--control-line);
    border-radius: var(--border-radius-8);
  }
  .said {
    color: var(--alarm);
    font-weight: 700;
  }
  .back {
    max-width: 40rem;
    margin: 4rem auto;
    padding: 0 1rem;
    display: grid;
    gap: 1rem;
  }
`;
