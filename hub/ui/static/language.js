/**
 * The language of the screen: Japanese, until a person says otherwise.
 *
 * Words stand in pairs where they are used, so that who changes one sees the other. What is data (names, places, what
 * somebody wrote) stays as it was said.
 */
import { html } from "./vendor/lit.js";

const PLACE = "kyukyu.language";

/** @returns {"ja" | "en"} */
export function language() {
  return localStorage.getItem(PLACE) === "en" ? "en" : "ja";
}

/** One of two words. Call it while rendering, never when a module is loaded. */
export function say(ja, en) {
  return language() === "en" ? en : ja;
}

/** Both words, the screen's own first and the other small beside it. */
export function both(ja, en) {
  const [first, second, other] = language() === "en" ? [en, ja, "ja"] : [ja, en, "en"];
  return html`${first} <span class="en" lang=${other}>${second}</span>`;
}

export function toggleLanguage() {
  localStorage.setItem(PLACE, say("en", "ja"));
  applyLanguage();
  renderAnew(document);
}

const title = document.querySelector("title");
const titleInJapanese = document.title;

function applyLanguage() {
  document.documentElement.lang = language();
  if (title?.dataset.en) document.title = say(titleInJapanese, title.dataset.en);
}

/** Every element on the page says its words anew; nothing is reloaded, so sound stays armed and nothing unsent is lost. */
export function renderAnew(root) {
  for (const element of root.querySelectorAll("*")) {
    element.requestUpdate?.();
    if (element.shadowRoot) renderAnew(element.shadowRoot);
  }
}

applyLanguage();
