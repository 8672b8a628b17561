/** The look that all screens share. Sizes follow `--touch`: 44 px at a desk, 64 px for a crew. */
import { css } from "./vendor/lit.js";

export const shared = css`
  :host {
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  small {
    font-size: 0.75em;
    font-weight: var(--weight);
  }
  .en {
    font-size: 0.72em;
    font-weight: var(--weight);
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .soft {
    color: var(--ink-soft);
  }
  [hidden] {
    display: none !important;
  }

  button,
  a.button {
    font: inherit;
    font-weight: 700;
    color: var(--ink);
    background: var(--surface);
    border: var(--edge) solid var(--control-line);
    border-radius: var(--border-radius-8);
    min-height: var(--touch, 44px);
    padding: 0 1em;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    text-decoration: none;
    text-align: center;
    line-height: 1.2;
    touch-action: manipulation;
    user-select: none;
    -webkit-user-select: none;
  }
  button:hover,
  a.button:hover {
    background: var(--accent-soft);
  }
  button:active,
  a.button:active {
    transform: translateY(1px);
  }
  button:disabled {
    opacity: var(--faded);
    border-style: dashed;
    cursor: default;
    transform: none;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
    box-shadow: 0 0 0 2px var(--focus-ring);
  }
  .primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .primary:hover {
    background: var(--accent);
    filter: brightness(1.15);
  }
  .good {
    background: var(--good);
    border-color: var(--good);
    color: var(--on-good);
  }
  .good:hover {
    background: var(--good);
    filter: brightness(1.12);
  }
  .alarm {
    background: var(--alarm);
    border-color: var(--alarm);
    color: var(--on-alarm);
  }
  .alarm:hover {
    background: var(--alarm);
    filter: brightness(1.12);
  }
  .primary:disabled,
  .good:disabled,
  .alarm:disabled {
    opacity: 1;
    color: var(--ink-soft);
    background: var(--sunken);
    filter: none;
    border-color: var(--line);
  }
  .alarm-line {
    color: var(--alarm);
    border-color: var(--alarm);
  }
  .warn-line {
    color: var(--warn);
    border-color: var(--warn);
  }
  .chosen,
  .chosen:hover {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .quiet {
    border-color: transparent;
    background: transparent;
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .tag {
    display: inline-flex;
    align-items: center;
    padding: 0.1em 0.55em;
    border-radius: var(--border-radius-4);
    border: var(--hair) solid var(--line);
    background: var(--sunken);
    font-size: 0.875em;
    font-weight: 700;
    white-space: nowrap;
  }
  .tag.danger {
    border-color: var(--alarm);
    color: var(--alarm);
    background: var(--alarm-soft);
  }
  .tag.exercise {
    border-color: var(--exercise);
    color: var(--exercise);
    background: var(--exercise-soft);
  }
  .tag.good-tag {
    border-color: var(--good);
    color: var(--good);
    background: var(--good-soft);
  }
  .tag.warn-tag {
    border-color: var(--warn);
    color: var(--warn);
    background: var(--warn-soft);
  }

  input,
  textarea,
  select {
    font: inherit;
    color: var(--ink);
    background: var(--surface);
    border: var(--edge) solid var(--control-line);
    border-radius: var(--border-radius-8);
    min-height: var(--touch, 44px);
    padding: 0.25em 0.7em;
    width: 100%;
  }
  ::placeholder {
    color: var(--ink-faint);
    opacity: 1;
    font-weight: 400;
  }
  label {
    display: block;
    font-weight: 700;
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 1rem;
    padding: 8px 16px;
    font-weight: 700;
    font-size: 1.125rem;
  }
  .banner button {
    flex: none;
  }
  .banner.red {
    background: var(--banner);
    color: var(--on-banner);
  }
  .banner.red button {
    background: var(--on-banner);
    border-color: var(--on-banner);
    color: var(--banner);
  }
  .banner.mode {
    flex-wrap: wrap;
    gap: 4px 32px;
    background: var(--warn);
    color: var(--on-warn);
  }
  .banner.mode > span {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 1em;
  }
  .banner.exercise {
    color: var(--color-neutral-white);
    flex-wrap: wrap;
    justify-content: center;
    gap: 0 1rem;
    padding: 4px 16px;
    font-size: 1rem;
    letter-spacing: 0.3em;
    background: repeating-linear-gradient(
      135deg,
      var(--color-primitive-purple-800) 0 18px,
      var(--color-primitive-purple-1100) 18px 36px
    );
  }
  .banner.exercise .plain {
    letter-spacing: 0;
  }
  .unsent {
    color: var(--warn);
    font-weight: 700;
  }
`;
