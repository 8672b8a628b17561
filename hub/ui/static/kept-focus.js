/** Keeps the focus where a person has put it: a row that moves is taken out of the page for a moment, and loses it. */
export class KeptFocus {
  #held = null;

  /** @param {import("./vendor/lit.js").LitElement} host whose rows move */
  constructor(host) {
    host.addController(this);
  }

  hostUpdate() {
    this.#held = focused();
  }

  hostUpdated() {
    if (this.#held?.isConnected && document.activeElement === document.body) this.#held.focus();
  }
}

function focused() {
  let here = document.activeElement;
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
  return here;
}
