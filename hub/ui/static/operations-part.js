/** A part of operations that asks the hub for its state as long as it is shown. */
import { LitElement } from "./vendor/lit.js";
import { read } from "./session.js";

const LOOK_MS = 10_000;

/** A part says its `path`; what the hub answered stands in `_told`, and gets old where the hub is silent. */
export class OperationsPart extends LitElement {
  static properties = { session: { attribute: false }, names: { attribute: false }, _told: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this._timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._timer);
  }

  async look() {
    try {
      this._told = await read(this.session, this.constructor.path);
    } catch {
      // what is shown gets old, and the banner of the page says so
    }
  }
}
