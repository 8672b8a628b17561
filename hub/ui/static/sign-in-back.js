/** The page to which the provider of identity leads back: what it brought goes to the hub, and the screen goes on. */
import { LitElement, html } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { signInStyles } from "./sign-in-styles.js";
import { enter, post } from "./session.js";
import { wayBack } from "./sign-in.js";

export class SignInBack extends LitElement {
  static properties = { _problem: { state: true }, _path: { state: true } };
  static styles = [shared, signInStyles];

  async connectedCallback() {
    super.connectedCallback();
    const brought = Object.fromEntries(new URLSearchParams(location.search));
    history.replaceState(null, "", location.pathname);
    const back = wayBack();
    this._path = back?.path ?? "/";
    try {
      if (!back || !brought.code) throw new Error(say("サインインは完了していません。", "You are not signed in."));
      const { state, code, iss = null } = brought;
      await post(await enter(back.screen), "/sign-in/provider/answer", { state, code, iss, duty: back.duty ?? null });
      location.replace(back.path);
    } catch (error) {
      this._problem = error.message;
    }
  }

  render() {
    return html`<main class="back">
      <h1>${both("サインイン", "Sign in")}</h1>
      ${
        this._problem
          ? html`<p role="alert">${this._problem}</p>
              <p><a class="button" href=${this._path}>${say("画面に戻る", "Back to the screen")}</a></p>`
          : html`<p role="status">${say("確認しています…", "One moment…")}</p>`
      }
    </main>`;
  }
}
customElements.define("sign-in-back", SignInBack);
