/** The edges that both screens of private transport share: header, banners and notices. */
import { html, nothing } from "./vendor/lit.js";
import { clock } from "./words.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { displayButtons } from "./display.js";
import { exerciseBanner } from "./exercise.js";

/** @param {{title: string, en: string, desk: object, hasExercise: boolean, body: unknown, acts?: unknown}} frame */
export function framed({ title, en, desk, hasExercise, body, acts = nothing }) {
  return html`<header>
      <h1>${title} <span class="en">${en}</span></h1>
      <b class="place">${desk.organisation?.name ?? ""}</b>
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
                  html`<li class=${isBad ? "bad" : ""}><time class="num">${clock(at)}</time> ${text}</li>`,
              )}
            </ul>
          </div>`
        : nothing
    }`;
}
