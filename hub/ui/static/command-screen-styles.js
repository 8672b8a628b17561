/** The frame of the command centre's wall: the head, cases to the left, who can take a patient to the right. */
import { css } from "./vendor/lit.js";

export const commandStyles = css`
  header {
    flex-wrap: wrap;
    white-space: nowrap;
  }
  header nav {
    display: flex;
    gap: 6px;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
  }
  .figures span {
    padding: 2px 8px;
    border-radius: var(--border-radius-8);
  }
  .figures b {
    font-size: 1.375rem;
  }
  .figures .warned {
    background: var(--alarm);
    color: var(--on-alarm);
  }
  .frame {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 26%);
  }
  .frame > main,
  aside {
    overflow-y: auto;
    padding: 10px 16px;
  }
  aside {
    background: var(--sunken);
    border-left: var(--edge) solid var(--line);
  }
  .whole {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  dialog {
    width: min(52rem, 94vw);
    max-height: 94vh;
    overflow-y: auto;
    padding: 16px 20px 20px;
    color: var(--ink);
    background: var(--page);
    border: var(--edge) solid var(--control-line);
    border-radius: var(--border-radius-8);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.6);
  }
  dialog h2 {
    font-size: 1.25rem;
    margin-bottom: 12px;
  }
  @media (max-width: 1500px) {
    header {
      gap: 6px 8px;
    }
    .figures {
      order: 1;
      flex-basis: 100%;
    }
  }
  @media (max-width: 900px) {
    :host {
      display: block;
      overflow-y: auto;
    }
    .frame {
      display: block;
    }
    .frame > main,
    aside {
      overflow: visible;
    }
  }
`;
