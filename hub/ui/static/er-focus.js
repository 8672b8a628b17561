/** Focus is not lost when what had it vanishes or rests: it stays with the part that it was in. */

const WORKED = "button:not(:disabled), a[href], input:not(:disabled)";

/** The element that has the focus, through every shadow tree. */
export function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

/** A component that keeps the focus when the button that had it is no more, or waits. */
export const keepsFocus = (Base) =>
  class extends Base {
    update(changed) {
      const had = this.renderRoot.activeElement;
      super.update(changed);
      if (!had || (had.isConnected && !had.matches(":disabled"))) return;
      const next = this.tabIndex >= 0 ? this : this.renderRoot.querySelector(WORKED);
      next?.focus({ preventScroll: true });
    }
  };
