/** The shape of tallies by category, wherever they stand. */
import { css } from "./vendor/lit.js";

export const talliesStyles = css`
  .tallies {
    display: flex;
    gap: 14px;
  }
  .tallies li {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .tallies b {
    font-size: 1.75rem;
    min-width: 1.2em;
  }
`;
