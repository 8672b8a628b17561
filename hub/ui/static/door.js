/** What stands before a screen that is not open: that it is being opened, or why it cannot be. */
import { html } from "./vendor/lit.js";
import { both, say } from "./language.js";
import { displayButtons } from "./display.js";

/** Why a screen does not open whose browser holds no key that the hub knows. */
export function notEnrolled() {
  return say(
    "この画面は登録されていません。管理者から登録コード付きのアドレスを受け取って開いてください。",
    "This screen is not enrolled. Ask an administrator for an address with a code, and open it here.",
  );
}

/**
 * @param {[string, string]} title of the screen, in Japanese and in English
 * @param {string} [problem] why it cannot be opened; without one it is being opened
 */
export function door(title, problem) {
  return html`<main class="door">
    <h1>${both(...title)}</h1>
    <p role=${problem ? "alert" : "status"}>${problem ?? say("接続しています…", "Connecting…")}</p>
    <p class="chips">${displayButtons()}</p>
  </main>`;
}
