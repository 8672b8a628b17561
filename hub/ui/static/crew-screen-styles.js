/** The shape of the crew's screen: a rail of cases beside one case, or above it when the tablet stands upright. */
import { css } from "./vendor/lit.js";

export const screenStyles = css`
  header {
    flex-wrap: nowrap;
    padding: 2px 14px;
    min-height: 68px;
  }
  header h1 {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  header button {
    padding: 0 0.8em;
    font-size: inherit;
  }
  header button.alarm {
    background: var(--banner);
    color: var(--on-banner);
    border-color: var(--on-banner);
  }
  header button.waiting {
    background: var(--color-primitive-orange-300);
    color: var(--color-neutral-black);
    border-color: var(--color-primitive-orange-300);
  }
  header time {
    font-size: 1.5rem;
    font-weight: 700;
  }
  header .lesser {
    display: inline-flex;
    gap: 12px;
  }
  header button.mute {
    border-style: dashed;
  }
  .wrong {
    background: var(--color-primitive-orange-300);
    color: var(--color-neutral-black);
    padding: 4px 10px;
    border-radius: var(--border-radius-4);
    font-size: 0.9375rem;
  }
  .link {
    padding: 6px 10px;
  }
  .link time {
    font-size: 0.9375rem;
    font-weight: var(--weight);
  }
  .link .en {
    display: none;
  }
  .banner .en {
    display: none;
  }

  .frame {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template: "nav main" minmax(0, 1fr) "times main" auto / 216px minmax(0, 1fr);
  }
  nav {
    grid-area: nav;
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 10px;
    border-right: var(--edge) solid var(--line);
    overflow-y: auto;
    background: var(--surface);
  }
  nav .case {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px;
    justify-content: start;
    text-align: left;
    padding: 6px 8px;
    min-height: 72px;
    --mark: 36px;
  }
  nav .case b {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  nav .case small {
    display: block;
  }
  nav .phase {
    color: var(--accent);
    font-weight: 700;
  }
  nav .drill {
    border-style: dashed;
    border-color: var(--exercise);
    color: var(--exercise);
    background: transparent;
  }
  crew-times {
    grid-area: times;
    border-right: var(--edge) solid var(--line);
  }
  nav .here {
    border-color: var(--accent);
    background: var(--accent-soft);
    box-shadow: inset 5px 0 0 var(--accent);
  }
  main {
    grid-area: main;
    min-height: 0;
    display: flex;
    flex-direction: column;
    padding: 8px 0 0;
  }
  main > * {
    margin-left: 14px;
    margin-right: 14px;
    flex: none;
  }
  main > .part {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    scroll-padding: 12px 0 96px; /* what a part ends with lies over it */
    margin: 0;
    padding: 10px 14px 0;
  }
  .title {
    display: flex;
    gap: 12px;
    align-items: center;
    --mark: 48px;
  }
  .title h2 {
    font-size: 1.375rem;
    margin: 0;
    line-height: 1.15;
  }
  .title .heard {
    display: block;
    font-size: 0.9375rem;
    color: var(--ink-soft);
    overflow-wrap: anywhere;
  }
  .title .tags {
    display: flex;
    gap: 6px;
    flex-wrap: wrap;
    flex: 1;
    justify-content: flex-end;
  }
  .changes {
    margin-bottom: 8px;
    padding: 10px;
    background: var(--alarm-soft);
    border-radius: var(--border-radius-8);
  }
  .changes button {
    flex: 1;
  }
  .silent {
    display: grid;
    gap: 6px;
    margin-bottom: 8px;
    padding: 6px 12px;
    border: var(--thick) solid var(--alarm);
    border-radius: var(--border-radius-8);
    background: var(--alarm-soft);
    font-size: 1.1875rem;
  }
  .silent p {
    display: flex;
    gap: 12px;
    align-items: center;
    flex-wrap: wrap;
  }
  .silent b {
    color: var(--alarm);
    font-variant-numeric: tabular-nums;
  }
  .silent a {
    margin-left: auto;
  }
  .difficulty {
    padding: 1px 10px;
    border-radius: var(--border-radius-8);
    border: var(--edge) solid var(--warn);
    color: var(--warn);
    white-space: nowrap;
  }
  .difficulty.difficult {
    border-color: var(--alarm);
    background: var(--alarm);
    color: var(--on-alarm);
  }
  .answered {
    margin-bottom: 8px;
    font-size: 1.25rem;
  }
  .tabs {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    border-bottom: var(--edge) solid var(--line);
  }
  .tabs button {
    padding: 0 4px;
    border: 0;
    border-radius: 0;
    background: transparent;
    border-bottom: 6px solid transparent;
    border-top: 6px solid transparent;
    color: var(--ink-soft);
  }
  .tabs button[aria-selected="true"] {
    border-bottom-color: var(--accent);
    color: var(--accent);
    background: var(--surface);
  }
  .empty {
    padding: 4rem 1rem;
    font-size: 1.25rem;
  }

  @media (max-width: 900px) {
    .frame {
      grid-template: "nav" auto "times" auto "main" minmax(0, 1fr) / minmax(0, 1fr);
    }
    crew-times {
      border-right: 0;
    }
    nav {
      flex-direction: row;
      border-right: 0;
      border-bottom: var(--edge) solid var(--line);
      overflow-x: auto;
    }
    nav button {
      flex: none;
    }
    nav .case {
      max-width: 220px;
      min-height: 72px;
    }
    header {
      flex-wrap: wrap;
      gap: 4px 8px;
    }
    header > time,
    .link time {
      display: none;
    }
  }
`;
