/** The shape of the matrix of capacity: read across a room, hospitals down, specialties across. */
import { css } from "./vendor/lit.js";

export const commandMatrixStyles = css`
  :host {
    display: block;
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 0 16px 16px;
  }
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
  }
  caption {
    text-align: left;
    padding: 8px 0;
    color: var(--ink-soft);
  }
  thead th:first-child {
    text-align: left;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    padding: 4px 3px;
    background: var(--page);
    border-bottom: var(--edge) solid var(--line);
    font-size: 1rem;
  }
  thead button {
    width: 100%;
    padding: 0 4px;
  }
  tbody th {
    text-align: left;
    padding: 4px 12px;
    border-left: 8px solid var(--line);
    min-width: 11rem;
  }
  tbody th,
  td {
    background: var(--surface);
    border-bottom: var(--hair) solid var(--line);
  }
  .silent th {
    border-left-color: var(--alarm);
    background: var(--alarm-soft);
  }
  .name {
    display: block;
    font-size: 1.25rem;
  }
  .how {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    font-weight: var(--weight);
    font-size: 0.9375rem;
  }
  .how a.tel {
    min-height: 32px;
    min-width: 44px;
    padding: 0;
  }
  td {
    text-align: center;
    padding: 2px 4px;
    border-left: var(--hair) solid var(--line-soft);
    line-height: 1.15;
  }
  .level {
    display: block;
    font-size: 2.25rem;
    font-weight: 700;
  }
  [data-level="good"] .level {
    color: var(--good);
  }
  [data-level="none"]:not(.chosen-column) {
    background: var(--sunken);
  }
  .stale .level,
  .stale small {
    color: var(--warn);
  }
  .stale .level {
    opacity: 0.7;
  }
  .chosen-column {
    background: var(--accent-soft);
  }
  @media (min-width: 1800px) {
    .name {
      font-size: 1.5rem;
    }
    .level {
      font-size: 2.75rem;
    }
    td small {
      font-size: 0.9375rem;
    }
  }
  @media (max-width: 1500px) {
    .name {
      font-size: 1.0625rem;
    }
    .level {
      font-size: 1.75rem;
    }
  }
`;
