/**
 * 施設・端末・鍵: who takes part and how each stands; a code for a new device or passkey, an end to a right.
 *
 * What was lost or never bound stands first. Only one's own organisation is given codes; a right may be taken away from
 * whoever is looked after, once its id is typed.
 */
import { html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { both, say } from "./language.js";
import { post } from "./session.js";
import { OperationsPart } from "./operations-part.js";
import { panelStyles } from "./operations-styles.js";
import { moment } from "./operations-words.js";
import { ago, clock, term } from "./words.js";
import "./operations-code.js";
import "./operations-keys.js";
import "./operations-revoke.js";

const QUIET_S = 600;

/** State of a device → Japanese, English, sign, kind; the first that is true of it stands. */
const STANDINGS = [
  [({ is_revoked: is }) => is, "失効", "revoked", "✕", "off"],
  [({ is_system: is }) => is, "システム鍵", "system key", "◆", "good"],
  [({ code_until: until, is_bound: is }) => until && !is, "コード発行済", "code issued", "◌", "warn"],
  [({ is_bound: is }) => !is, "未登録", "not enrolled", "○", "warn"],
  [({ seen_at: at }, now) => at && now - Date.parse(at) < QUIET_S * 1000, "使用中", "in use", "●", "good"],
  [() => true, "登録済", "enrolled", "●", "good"],
];
const MEMBER_STANDINGS = [
  [({ is_revoked: is }) => is, "失効", "revoked", "✕", "off"],
  [({ signed_in_at: at }) => at.length, "サインイン中", "signed in", "●", "good"],
  [({ passkeys, has_pin: pin, has_provider: id }) => passkeys || pin || id, "登録済", "enrolled", "●", "good"],
  [({ code_until: until }) => until, "コード発行済", "code issued", "◌", "warn"],
  [() => true, "未登録", "not enrolled", "○", "warn"],
];

const standingOf = (each, now) => (each.roles ? MEMBER_STANDINGS : STANDINGS).find(([is]) => is(each, now));

export class OperationsRegister extends OperationsPart {
  static path = "/operations/register";
  static properties = {
    now: { attribute: false },
    _organisation: { state: true },
    _sought: { state: true },
    _standing: { state: true },
    _issued: { state: true },
    _ending: { state: true },
    _said: { state: true },
  };
  static styles = [shared, panelStyles];

  connectedCallback() {
    super.connectedCallback();
    this._organisation = this._sought = this._standing = "";
  }

  render() {
    if (!this._told) return nothing;
    const { organisations, devices, members } = this._told;
    const isShown = (each) =>
      (!this._standing || standingOf(each, this.now)[2] === this._standing) &&
      (!this._organisation || each.organisation === this._organisation) &&
      `${each.id} ${each.name}`.toLowerCase().includes(this._sought.toLowerCase());
    return html`<h2>${both("施設・端末・鍵", "Organisations, devices, keys")}</h2>
      ${this.#filters(organisations)}
      <p class="said" role="status" ?hidden=${!this._said}>${this._said}</p>
      ${this._issued ? html`<operations-code .issued=${this._issued} .now=${this.now} @leave=${() => this.#leave()}></operations-code>` : nothing}
      ${
        this._ending
          ? html`<operations-revoke
              .target=${this._ending}
              @leave=${() => this.#leave()}
              @confirm=${({ detail }) => this.#revoke(detail)}
            ></operations-revoke>`
          : nothing
      }
      ${this.#devices(devices.filter(isShown))} ${this.#members(members.filter(isShown))}
      <operations-keys .session=${this.session} .now=${this.now}></operations-keys>`;
  }

  #filters(organisations) {
    const standings = new Map([...STANDINGS, ...MEMBER_STANDINGS].map(([, ja, en]) => [en, ja]));
    return html`<div class="filters">
      ${
        organisations.length > 1
          ? html`<label
              >${say("機関", "Organisation")}
              <select data-field="organisation" @change=${({ target }) => (this._organisation = target.value)}>
                <option value="">${say(`すべて（${organisations.length}機関）`, `All ${organisations.length}`)}</option>
                ${organisations.map(({ id, name }) => html`<option value=${id} translate="no">${name}</option>`)}
              </select>
            </label>`
          : nothing
      }
      <label
        >${say("状態", "State")}
        <select data-field="standing" @change=${({ target }) => (this._standing = target.value)}>
          <option value="">${say("すべて", "All")}</option>
          ${[...standings].map(([en, ja]) => html`<option value=${en}>${say(ja, en)}</option>`)}
        </select>
      </label>
      <label
        >${say("端末・職員をさがす", "Find a device or a person")}
        <input type="search" data-field="sought" autocomplete="off" @input=${({ target }) => (this._sought = target.value.trim())} />
      </label>
    </div>`;
  }

  #devices(devices) {
    const heads = [
      say("状態", "State"),
      say("端末", "Device"),
      ...this.#ifMany(say("機関", "Organisation")),
      say("役割", "Role"),
      say("鍵の登録", "Key bound"),
      say("最終通信", "Last heard of"),
    ];
    return this.#table("devices", both("端末", "Devices"), heads, devices.map((each) => this.#device(each)));
  }

  #members(members) {
    const heads = [
      say("状態", "State"),
      say("職員", "Person"),
      ...this.#ifMany(say("機関", "Organisation")),
      say("役割", "Role"),
      say("認証手段", "Signs in by"),
      say("サインイン中の端末", "Signed in at"),
    ];
    return this.#table("members", both("職員", "Persons"), heads, members.map((each) => this.#member(each)));
  }

  #table(name, title, heads, rows) {
    return html`<section data-list=${name}>
      <h3>${title} <span class="num soft">${rows.length}</span></h3>
      ${
        rows.length
          ? html`<table>
              <caption class="hidden">
                ${name === "devices" ? say("端末", "Devices") : say("職員", "Persons")}
              </caption>
              <thead>
                <tr>
                  ${heads.map((head) => html`<th scope="col">${head}</th>`)}
                  <th scope="col"><span class="hidden">${say("操作", "Actions")}</span></th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>`
          : html`<p class="soft">${say("該当はありません。", "Nothing here.")}</p>`
      }
    </section>`;
  }

  #device(each) {
    const unit = this.#organisation(each)?.units.find(({ id }) => id === each.unit);
    return html`<tr data-caller=${each.id}>
      <td>${this.#state(each)}</td>
      <th scope="row"><b translate="no">${each.name}</b><small class="soft under" translate="no">${each.id}</small></th>
      ${this.#ifMany(html`<td translate="no">${this.#organisation(each)?.name}</td>`)}
      <td>${term("role", each.role)}${unit ? html`<small class="soft under" translate="no">${unit.name}</small>` : nothing}</td>
      <td class="moment">${this.#at(each.bound_at)}</td>
      <td class="moment">${each.seen_at ? ago(each.seen_at, this.now) : "–"}</td>
      <td class="end">${this.#acts(each, "callers", each.is_bound ? say("再登録", "Enrol anew") : say("登録コード", "Issue a code"))}</td>
    </tr>`;
  }

  #member(each) {
    const ways = [
      each.passkeys ? say(`パスキー ${each.passkeys}`, `${each.passkeys} passkey(s)`) : "",
      each.has_pin ? "PIN" : "",
      each.has_provider ? say("機関のID", "own provider") : "",
    ].filter(Boolean);
    return html`<tr data-person=${each.id}>
      <td>${this.#state(each)}</td>
      <th scope="row"><b translate="no">${each.name}</b><small class="soft under" translate="no">${each.id}</small></th>
      ${this.#ifMany(html`<td translate="no">${this.#organisation(each)?.name}</td>`)}
      <td>${each.roles.map((role) => term("role", role)).join("・")}</td>
      <td>${ways.join("・") || "–"}</td>
      <td translate="no">${each.signed_in_at.join(" ") || "–"}</td>
      <td class="end">${this.#acts(each, "persons", say("登録コード", "Issue a code"))}</td>
    </tr>`;
  }

  #state(each) {
    const [, ja, en, sign, kind] = standingOf(each, this.now);
    return html`<span class="state ${kind}"><i aria-hidden="true">${sign}</i> ${say(ja, en)}</span>
      ${each.code_until ? html`<small class="soft under num">${say(`コード ${clock(each.code_until)}まで`, `code until ${clock(each.code_until)}`)}</small>` : nothing}`;
  }

  #acts(each, kind, code) {
    if (each.is_revoked) return nothing;
    const canIssue = each.organisation === this._told.own && !each.is_system;
    return html`<div class="acts">
      ${
        canIssue
          ? html`<button data-act="code" aria-label="${code} ${each.id}" @click=${() => this.#issue(kind, each)}>${code}</button>`
          : nothing
      }
      ${
        this.#isSelf(each)
          ? nothing
          : html`<button
              class="alarm-line"
              data-act="end"
              aria-label=${say(`失効 ${each.id}`, `Revoke ${each.id}`)}
              @click=${() => this.#end(kind, each)}
            >
              ${say("失効", "Revoke")}
            </button>`
      }
    </div>`;
  }

  /** The device that acts, and who has signed in at it: another administrator ends their rights. */
  #isSelf({ id, signed_in_at: places = [] }) {
    return id === this.session.caller || places.includes(this.session.caller);
  }

  /** What is shown only where there is more than one's own organisation. */
  #ifMany(shown) {
    return this._told.organisations.length > 1 ? [shown] : [];
  }

  #organisation({ organisation }) {
    return this._told.organisations.find(({ id }) => id === organisation);
  }

  #at(at) {
    return at ? moment(at, { withSeconds: false }) : "–";
  }

  async #issue(kind, { id, name }) {
    this.#leave();
    try {
      this._issued = { ...(await post(this.session, `/operations/${kind}/${id}/code`)), id, name };
      await this.look();
    } catch (error) {
      this._said = error.message;
    }
  }

  #end(kind, { id, name }) {
    this.#leave();
    this._ending = { kind, id, name };
  }

  async #revoke(typed) {
    const { kind, id, name } = this._ending;
    try {
      this._told = await post(this.session, `/operations/${kind}/${id}/revoke`, { typed });
      this.#leave();
      this._said = say(`${name}(${id})の権限を取り消しました。`, `${id} has no right any more.`);
    } catch (error) {
      this._said = error.message;
    }
  }

  #leave() {
    this._issued = this._ending = this._said = undefined;
  }
}
customElements.define("operations-register", OperationsRegister);
