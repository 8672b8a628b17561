/** The edges that both screens of private transport share: header, banners and notices. */
import { html, nothing } from "./vendor/lit.js";
import { clock } from "./words.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { displayButtons } from "./display.js";
import { exerciseBanner } from "./exercise.js";
import { both } from "./language.js";

/** @param {{title: [string, string], desk: object, hasExercise: boolean, body: unknown, acts?: unknown}} frame */
export function framed({ title, desk, hasExercise, body, acts = nothing }) {
  return html`<header>
      <h1>${both(...title)}</h1>
      <b class="place" translate="no">${desk.organisation?.name ?? ""}</b>
      <span class="spring"></span>
      ${acts} ${linkBadge(desk.client)}
      ${displayButtons()}
    </header>
    ${deadBanner(desk.client)}
    ${
      hasExercise
        ? exerciseBanner()
        : nothing
    }
    <main>${body}</main>
    ${
      desk.notices.length
        ? html`<div role="status">
            <ul class="notices">
              ${desk.notices.map(
                ({ text, at, isBad }) =>
                  html`<li class=${isBad ? "bad" : ""}><time class="num">${clock(at)}</time> <span translate="no">${text}</span></li>`,
              )}
            </ul>
          </div>`
        : nothing
    }`;
}
