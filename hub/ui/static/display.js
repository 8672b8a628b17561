/** The two buttons that every screen has: the light it is read in, and its language. */
import { html } from "./vendor/lit.js";
import { renderAnew, say, toggleLanguage } from "./language.js";
import { nextTheme, theme } from "./theme.js";

const THEMES = { day: ["昼", "Day"], night: ["夜", "Night"], sun: ["屋外", "Sun"] };

function turn() {
  nextTheme();
  renderAnew(document);
}

export function displayButtons() {
  const worn = say(...THEMES[theme()]);
  return html`<button data-act="language" lang=${say("en", "ja")} @click=${toggleLanguage}>
      ${say("English", "日本語")}</button
    ><button
      data-act="theme"
      aria-label=${say(`表示 ${worn}。昼・夜・屋外を切り替える`, `Display ${worn}: change to day, night or sun`)}
      @click=${turn}
    >
      <span aria-hidden="true">◐</span> ${worn}
    </button>`;
}
