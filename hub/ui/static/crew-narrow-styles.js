/**
 * The crew's screen on a telephone, and on a tablet at 200 %: one column, the next big button at the thumb.
 *
 * Cases and the lesser buttons stand behind 「事案」; title and parts scroll away with what is under them. Where the glass is
 * low as well, everything scrolls, and only what a part ends with stays.
 */
import { css } from "./vendor/lit.js";

export const narrowStyles = css`
  .menu {
    display: none;
  }
  @media (max-width: 700px) {
    header {
      flex-wrap: wrap;
      gap: 4px 6px;
      padding: 2px 6px;
    }
    header .menu {
      display: inline-flex;
    }
    header button {
      padding: 0 0.55em;
    }
    header h1 {
      flex: 1;
      min-width: 2em;
      font-size: 1rem;
    }
    header.open > .spring,
    header time,
    header:not(.open) :is(.lesser, h1) {
      display: none;
    }
    header .lesser {
      display: inline-flex;
      gap: 6px;
    }
    .link {
      padding: 4px 8px;
    }
    button .en {
      display: none;
    }
    .changes button {
      flex: 1 1 28%;
      padding: 0 4px;
      font-size: 1rem;
    }
    .frame {
      grid-template: "main" minmax(0, 1fr) "times" auto / minmax(0, 1fr);
    }
    .frame nav {
      display: none;
    }
    .frame.choosing {
      display: block;
      overflow-y: auto;
    }
    .frame.choosing nav {
      display: flex;
      flex-direction: column;
      border: 0;
    }
    .frame.choosing nav .case {
      max-width: none;
    }
    .frame.choosing .spring {
      display: none;
    }
    .frame.choosing :is(.tabs, .part, .title, .answered, .silent, .changes, crew-times) {
      display: none;
    }
    crew-times {
      border: 0;
    }
    main {
      display: block;
      overflow-y: auto;
      scroll-padding-bottom: 96px;
      padding-top: 4px;
    }
    main > * {
      margin-left: 8px;
      margin-right: 8px;
    }
    main > .part {
      overflow: visible;
      padding: 8px 8px 0;
    }
    .title {
      --mark: 40px;
      gap: 8px;
    }
    .title > div {
      flex: 1;
      min-width: 0;
    }
    .title h2 {
      font-size: 1.125rem;
    }
    .title span {
      font-size: 0.9375rem;
    }
    .title .tags {
      flex: none;
    }
    .title .tags .tag {
      display: none;
    }
    .difficulty {
      white-space: normal;
      font-size: 0.875rem;
      max-width: 110px;
    }
    .tabs {
      grid-auto-flow: row;
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
    .tabs button {
      font-size: 1rem;
    }
  }
  @media (max-height: 560px) {
    :host {
      display: block;
      overflow-y: auto;
      scroll-padding-bottom: 96px;
    }
    .frame,
    main {
      display: block;
      overflow: visible;
    }
    main > .part {
      overflow: visible;
    }
  }
`;
