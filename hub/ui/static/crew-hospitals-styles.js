/** The shape of the list of hospitals: one wide target each, its telephone beside it. */
import { css } from "./vendor/lit.js";

export const hospitalsStyles = css`
    :host { display: block; }
    .acts { display: flex; gap: 8px; flex-wrap: wrap; justify-content: flex-end; }
    .acts a, .acts button { padding: 0 0.8em; }
    .tools h2 { margin: 0; }
    .tools { display: grid; grid-template-columns: auto minmax(140px, 220px) 1fr; gap: 8px 14px; align-items: center; margin: 4px 0 10px; }
    .etas { display: flex; gap: 6px; align-items: center; justify-content: flex-end; white-space: nowrap; }
    .etas button { padding: 0; width: 64px; }
    .candidate { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; margin-bottom: 8px; }
    .pick { display: grid; grid-template-columns: 40px 52px minmax(0, 1fr) auto; gap: 10px; justify-content: stretch; justify-items: start; text-align: left; padding: 6px 12px; font-weight: 400; min-height: 72px; }
    .pick .box { width: 34px; height: 34px; border: 3px solid var(--control-line); border-radius: 6px; display: grid; place-items: center; font-weight: 700; font-size: 1.375rem; line-height: 1; }
    .pick.chosen { background: var(--accent-soft); color: var(--ink); border-color: var(--accent); }
    .pick.chosen .box { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .pick .level { font-size: 1.75rem; font-weight: 700; line-height: 1; text-align: center; justify-self: center; }
    .pick .level small { display: block; font-size: 0.6875rem; font-weight: 400; white-space: nowrap; margin-top: 3px; }
    .pick b { font-size: 1.1875rem; display: block; }
    .pick .more { font-size: 0.875rem; color: var(--ink-soft); }
    .pick .side { text-align: right; justify-self: end; display: grid; gap: 4px; justify-items: end; }
    .pick.mute { background: var(--sunken); color: var(--ink-soft); border-style: dashed; }
    .pick.mute.chosen { border-style: solid; }
    .stale { color: var(--warn); }
    .km { font-weight: 700; font-variant-numeric: tabular-nums; }
    .tel { min-width: 72px; padding: 0; font-size: 2rem; }
    @media (max-width: 900px) { .tools { grid-template-columns: minmax(120px, 190px) 1fr; } .tools h2 { display: none; } }
`;
