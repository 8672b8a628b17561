/** The look of 傷病者: rows of chips, as many beside each other as a glove can tell apart. */
import { css } from "./vendor/lit.js";

export const patientStyles = css`
  :host {
    display: block;
  }
  .urgency button {
    border-bottom-width: 8px;
  }
  .urgency button[data-code="red"] {
    border-bottom-color: var(--triage-red);
  }
  .urgency button[data-code="yellow"] {
    border-bottom-color: var(--triage-yellow);
  }
  .urgency button[data-code="green"] {
    border-bottom-color: var(--triage-green);
  }
  .complaints {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
  }
  .dangers {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
  }
  .complaints > button,
  .dangers > button {
    padding: 0 0.2em;
    min-width: 0;
  }
  .pair {
    display: grid;
    grid-template-columns: 5fr 4fr;
    gap: 20px;
  }
  .form {
    border-top: var(--edge) solid var(--line);
    padding: 10px 0;
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 10px 14px;
  }
  .form label {
    font-size: 0.9375rem;
  }
  .form .long {
    grid-column: 1 / -1;
  }
  @media (max-width: 900px) {
    .pair {
      gap: 12px;
      font-size: 1rem;
    }
    .dangers {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
    .chips.even.jcs {
      grid-auto-flow: row;
      grid-template-columns: repeat(5, minmax(0, 1fr));
    }
  }
  @media (max-width: 700px) {
    .age_band > button {
      font-size: 0.9375rem;
    }
    .pair {
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }
    .complaints,
    .dangers {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .form {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
