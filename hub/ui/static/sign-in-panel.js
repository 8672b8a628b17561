/**
 * サインイン: a button that says who is signed in, and a panel beside the work; never before it.
 *
 * One tap opens it, one or two sign in, one signs out. The panel is not modal: whoever has no time goes on.
 */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { signInStyles } from "./sign-in-styles.js";
import { both, say } from "./language.js";
import { SignIn, codeOfPerson } from "./sign-in.js";
import { clock, english } from "./words.js";

const DECLINED = ["NotAllowedError", "AbortError"];

export class SignInPanel extends LitElement {
  static properties = {
    session: { attribute: false },
    screen: {},
    _open: { state: true },
    _duty: { state: true },
    _colleague: { state: true },
    _withCode: { state: true },
    _said: { state: true },
    _busy: { state: true },
  };
  static styles = [shared, signInStyles];

  willUpdate(changed) {
    if (!changed.has("session") || !this.session) return;
    this.desk = new SignIn(this.session, this.screen);
    this.desk.addEventListener("change", () => {
      this.requestUpdate();
      this.dispatchEvent(new CustomEvent("signed", { detail: this.desk.there, bubbles: true, composed: true }));
    });
    this._withCode = this._open = Boolean(codeOfPerson);
    this.desk.start();
  }

  /** Opens the panel, where something needs a person. */
  show() {
    this._open = true;
  }

  render() {
    const { desk } = this;
    if (!desk?.isKnown) return nothing;
    return html`<button
        class=${desk.there.length ? "" : "nobody"}
        data-act="sign-in"
        aria-expanded=${Boolean(this._open)}
        @click=${() => (this._open = !this._open)}
      >
        ${desk.there.length ? this.#names() : say("サインイン", "Sign in")}
      </button>
      ${this._open ? this.#panel() : nothing}`;
  }

  #names() {
    const [first, ...others] = this.desk.there;
    return html`<span class="name" data-signed-in=${first.person}
      >${this.#dutyOf(first)} <span translate="no">${first.name}</span>${
        others.length ? say(` ほか${others.length}名`, ` and ${others.length} more`) : ""
      }</span
    >`;
  }

  #dutyOf({ duty }) {
    return dutyName(this.desk.duties.find(({ code }) => code === duty));
  }

  #panel() {
    const { there } = this.desk;
    return html`<section class="panel" aria-label=${say("サインイン", "Sign in")} data-panel="sign-in" @keydown=${this.#key}>
      ${there.map((each) => this.#person(each))} ${this._said ? html`<p class="said" role="alert">${this._said}</p>` : nothing}
      ${this._withCode ? this.#code() : this.#ways()}
      <div class="row">
        ${
          this._withCode
            ? html`<button data-act="without-code" @click=${() => (this._withCode = false)}>${say("戻る", "Back")}</button>`
            : html`<button data-act="with-code" @click=${() => (this._withCode = true)}>${say("登録コードを使う", "I have a code")}</button>`
        }
        <span class="spring"></span>
        <button data-act="go-on" @click=${() => this.#close()}>
          ${there.length ? say("閉じる", "Close") : say("サインインせずに続ける", "Go on without signing in")}
        </button>
      </div>
      ${
        there.length
          ? nothing
          : html`<p class="soft">
              ${say(
                "サインインしなくても送信できます。記録には端末名だけが残ります。",
                "You can send without signing in. The record then names this device alone.",
              )}
            </p>`
      }
    </section>`;
  }

  #person(each) {
    return html`<div class="row person" data-person=${each.person}>
      <span
        ><b translate="no">${each.name}</b> ${this.#dutyOf(each)}
        <small class="num soft">${say(`${clock(each.ends_at)}まで`, `until ${clock(each.ends_at)}`)}</small></span
      >
      <span class="spring"></span>
      <button
        data-act="sign-out"
        aria-label=${say(`${each.name} サインアウト`, `Sign out ${each.name}`)}
        @click=${() => this.#try(() => this.desk.leave(each.person))}
      >
        ${say("サインアウト", "Sign out")}
      </button>
    </div>`;
  }

  #ways() {
    const { ways, colleagues } = this.desk;
    return html`${this.#duties()}
      <button class="primary" data-act="passkey" ?disabled=${this._busy} @click=${() => this.#try(() => this.desk.byPasskey(this._duty))}>
        ${say("パスキーでサインイン", "Sign in with a passkey")}
      </button>
      ${
        ways.includes("provider")
          ? html`<button data-act="provider" ?disabled=${this._busy} @click=${() => this.#try(() => this.desk.byProvider(this._duty))}>
              ${say("機関のIDでサインイン", "Sign in with your organisation")}
            </button>`
          : nothing
      }
      ${ways.includes("pin") && colleagues.length ? this.#pin() : nothing}`;
  }

  #duties() {
    if (!this.desk.duties.length) return nothing;
    return html`<div class="chips" role="group" aria-label=${say("職務", "Duty")}>
      ${this.desk.duties.map(
        (duty) =>
          html`<button
            class=${this._duty === duty.code ? "chosen" : ""}
            data-duty=${duty.code}
            aria-pressed=${this._duty === duty.code}
            @click=${() => (this._duty = duty.code)}
          >
            ${dutyName(duty)}
          </button>`,
      )}
    </div>`;
  }

  #pin() {
    return html`<div class="chips" role="group" aria-label=${say("PINでサインインする職員", "Who signs in with a PIN")}>
        ${this.desk.colleagues.map(
          ({ person, name }) =>
            html`<button
              class=${this._colleague === person ? "chosen" : ""}
              translate="no"
              data-colleague=${person}
              aria-pressed=${this._colleague === person}
              @click=${() => (this._colleague = person)}
            >
              ${name}
            </button>`,
        )}
      </div>
      ${this._colleague ? this.#digits("PIN", (pin) => this.desk.byPin(this._colleague, pin, this._duty)) : nothing}`;
  }

  /** Adds a passkey, or sets a PIN, with a one-time code of an administrator. */
  #code() {
    return html`<form
        class="row"
        @submit=${(event) => this.#submitted(event, ({ code }) => this.desk.addPasskey(code, this._duty))}
      >
        <label
          >${both("登録コード", "one-time code")}
          <input name="code" required autocomplete="off" spellcheck="false" data-field="code" .value=${codeOfPerson ?? ""} />
        </label>
        <button class="primary" data-act="add-passkey" ?disabled=${this._busy}>${say("パスキーを登録", "Add a passkey")}</button>
      </form>
      ${this.#duties()}
      ${
        this.desk.ways.includes("pin")
          ? this.#digits(say("新しいPIN(6桁以上)", "New PIN (6 digits or more)"), (pin) => this.desk.setPin(this.renderRoot.querySelector("[data-field=code]").value, pin, this._duty))
          : nothing
      }`;
  }

  #digits(label, act) {
    return html`<form class="row" @submit=${(event) => this.#submitted(event, ({ pin }) => act(pin))}>
      <label
        >${label}
        <input
          name="pin"
          type="password"
          required
          inputmode="numeric"
          autocomplete="off"
          minlength="6"
          maxlength="12"
          data-field="pin"
        />
      </label>
      <button class="primary" data-act="pin" ?disabled=${this._busy}>${say("決定", "Enter")}</button>
    </form>`;
  }

  #submitted(event, act) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = Object.fromEntries(new FormData(form));
    form.querySelector("[name=pin]")?.form.reset();
    return this.#try(() => act(given));
  }

  async #try(act) {
    this._busy = true;
    this._said = undefined;
    const before = this.desk.there.length;
    try {
      await act();
      this._colleague = this._duty = undefined;
      if (this.desk.there.length > before) this.#close();
    } catch (error) {
      if (!DECLINED.includes(error.name)) this._said = error.message;
      else this._said = say("サインインは中止されました。", "Signing in was stopped.");
    } finally {
      this._busy = false;
    }
  }

  #key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#close();
  }

  /** Closes the panel; the focus that stood in it goes back to the button that opened it. */
  #close() {
    this._open = this._withCode = false;
    this._said = undefined;
    if (this.renderRoot.activeElement) this.renderRoot.querySelector("[data-act=sign-in]").focus();
  }
}

function dutyName({ code, ja } = {}) {
  return code ? say(ja, english(code)) : "";
}
customElements.define("sign-in-panel", SignInPanel);
