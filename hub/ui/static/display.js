/** The two buttons that every screen has: day or night, Japanese or English. */
import { html } from "./vendor/lit.js";
import { say, toggleLanguage } from "./language.js";
import { toggleTheme } from "./theme.js";

export function displayButtons() {
  return html`<button data-act="language" lang=${say("en", "ja")} @click=${toggleLanguage}>
      ${say("English", "日本語")}</button
    ><button data-act="theme" aria-label=${say("昼／夜の切替", "Day or night")} @click=${toggleTheme}>
      ${say("昼／夜", "Day/Night")}
    </button>`;
}
