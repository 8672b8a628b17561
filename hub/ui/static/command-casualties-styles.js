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
    padding: 2rem;
    font-size: 1.25rem;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    padding: 10px 16px;
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
  ul {
    display: grid;
    gap: 6px;
  }
  .casualty {
    width: 100%;
    min-height: 60px;
    justify-content: flex-start;
    gap: 12px;
    padding: 4px 12px;
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
  .who b,
  .who small {
    display: block;
  }
  .where {
    margin-left: auto;
    text-align: right;
  }
  .where small {
    display: block;
  }
  .where.open {
    font-weight: 700;
    color: var(--alarm);
  }
  .etas {
    align-items: center;
    margin-bottom: 8px;
  }
  .hospital {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 6px 12px;
    background: var(--surface);
    border: var(--hair) solid var(--line);
    border-radius: var(--border-radius-8);
  }
  .hospital .name {
    padding: 0 4px;
    text-decoration: underline;
  }
  .level {
    font-style: normal;
    font-size: 1.375rem;
  }
  .counts {
    margin-left: auto;
    display: inline-flex;
    gap: 12px;
    font-size: 1.125rem;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    margin-top: 8px;
  }
  th,
  td {
    text-align: left;
    padding: 8px;
    border-bottom: var(--hair) solid var(--line-soft);
  }
  @media (max-width: 900px) {
    .frame {
      display: block;
      overflow-y: auto;
    }
  }
`;
