/** What both screens of private transport are: a door, then header, banners, their work, and notices. */
import { LitElement, html, nothing } from "./vendor/lit.js";
import { shared } from "./styles.js";
import { frameStyles } from "./frame-styles.js";
import { screenStyles } from "./transport-styles.js";
import { TransportDesk } from "./transport-desk.js";
import { door, notEnrolled } from "./door.js";
import { clock } from "./words.js";
import { deadBanner, linkBadge } from "./link-state.js";
import { displayButtons } from "./display.js";
import { exerciseBanner } from "./exercise.js";
import { both } from "./language.js";

/** A screen says by which name it enters, which streams it reads and its title, and draws its work in `work()`. */
export class TransportFrame extends LitElement {
  static properties = { _problem: { state: true } };
  static styles = [shared, frameStyles, screenStyles];

  async connectedCallback() {
    super.connectedCallback();
    const { screen, streams } = this.constructor;
    try {
      this.desk = await TransportDesk.open(screen, streams);
      if (!this.desk) this._problem = notEnrolled();
      this.desk?.addEventListener("change", () => this.requestUpdate());
    } catch (error) {
      this._problem = error.message;
    }
    this.requestUpdate();
  }

  render() {
    const { constructor, desk } = this;
    if (!desk) return door(constructor.title, this._problem);
    return html`<header>
        <h1>${both(...constructor.title)}</h1>
        <b class="place" translate="no">${desk.organisation?.name ?? ""}</b>
        <span class="spring"></span>
        ${linkBadge(desk.client)} ${displayButtons()}
      </header>
      ${deadBanner(desk.client)}
      ${desk.transports.some(({ document }) => document.is_exercise) ? exerciseBanner() : nothing}
      <main>${this.work()}</main>
      ${desk.notices.length ? this.#notices() : nothing}`;
  }

  #notices() {
    return html`<div role="status">
      <ul class="notices">
        ${this.desk.notices.map(
          ({ text, at, isBad }) =>
            html`<li class=${isBad ? "bad" : ""}><time class="num">${clock(at)}</time> <span translate="no">${text}</span></li>`,
        )}
      </ul>
    </div>`;
  }
}
