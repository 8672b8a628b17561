/** The shape of a disaster at the command centre: casualties to the left, hospitals to the right. */
import { css } from "./vendor/lit.js";

export const commandCasualtiesStyles = css`
  :host {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .empty {
    display: grid;
    gap: 12px;
    justify-items: start;
    padding: 2rem;
    font-size: 1.25rem;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    padding: 8px 16px;
    background: var(--sunken);
    border-bottom: var(--hair) solid var(--line);
  }
  .spring {
    flex: 1;
  }
  .frame {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  section {
    overflow-y: auto;
    padding: 12px 16px;
  }
  section + section {
    border-left: var(--edge) solid var(--line);
  }
  h2 {
    font-size: 1.125rem;
    margin-bottom: 8px;
  }
  .many {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr));
    gap: 6px;
  }
  .casualty {
    width: 100%;
    min-height: 56px;
    justify-content: flex-start;
    gap: 10px;
    padding: 2px 10px;
    font-weight: var(--weight);
    text-align: left;
    --mark: 44px;
  }
  .casualty i {
    font-style: normal;
    font-size: 1.375rem;
  }
  .casualty.picked {
    border-color: var(--accent);
    background: var(--accent-soft);
    border-width: 3px;
  }
  .who b {
    font-size: 1.125rem;
    white-space: nowrap;
  }
  .who small,
  .where small {
    display: block;
  }
  .where {
    margin-left: auto;
    text-align: right;
  }
  .open {
    font-weight: 700;
    color: var(--alarm);
  }
  @media (max-width: 900px) {
    .frame {
      display: block;
      overflow-y: auto;
    }
  }
`;
