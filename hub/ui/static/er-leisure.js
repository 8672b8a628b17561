/** A row out of sight follows at leisure, neither laid out nor drawn at once; where it comes into sight it is drawn at once. */

const LEISURE_MS = 2_000;

export const atLeisure = (Base) =>
  class extends Base {
    #isOutOfSight = false;
    #hurry = () => {};

    constructor() {
      super();
      this.addEventListener("contentvisibilityautostatechange", ({ skipped }) => {
        this.#isOutOfSight = skipped;
        if (!skipped) this.#hurry();
      });
    }

    async scheduleUpdate() {
      if (this.#isOutOfSight && this.hasUpdated) await this.#rest();
      return super.scheduleUpdate();
    }

    #rest() {
      return new Promise((resolve) => {
        this.#hurry = resolve;
        setTimeout(resolve, LEISURE_MS * (0.5 + Math.random() / 2));
      });
    }
  };
