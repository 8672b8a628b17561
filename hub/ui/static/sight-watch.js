/** Tells which rows are really before somebody's eyes: most of the row inside the window, on a page that is visible. */

const RECHECK_MS = 3_000;

export class SightWatch {
  #inView = new Set();
  #partly = new Set();
  #followed = new Set();

  /** @param {(id: string) => void} seen called with a row's `data-case`; again later, for as long as it stays in view */
  constructor(seen) {
    this.seen = seen;
    this.observer = new IntersectionObserver((entries) => this.#crossed(entries), { threshold: [0, 0.75] });
    document.addEventListener("visibilitychange", () => this.#say());
    setInterval(() => this.#say(), RECHECK_MS); // a row that stays in view may be asked a second time
  }

  /** Watches exactly these elements from now on. */
  follow(elements) {
    const now = new Set(elements);
    for (const element of this.#followed) {
      if (now.has(element)) continue;
      this.observer.unobserve(element);
      this.#inView.delete(element);
      this.#partly.delete(element);
    }
    for (const element of now) if (!this.#followed.has(element)) this.observer.observe(element);
    this.#followed = now;
  }

  /** Whether anything of a row is in the window: what is not need not count seconds. */
  sees(id) {
    return [...this.#partly].some(({ dataset }) => dataset.case === id);
  }

  #crossed(entries) {
    for (const { target, intersectionRatio } of entries) {
      if (intersectionRatio >= 0.75) this.#inView.add(target);
      else this.#inView.delete(target);
      if (intersectionRatio > 0) this.#partly.add(target);
      else this.#partly.delete(target);
    }
    this.#say();
  }

  #say() {
    if (document.visibilityState !== "visible") return;
    for (const element of this.#inView) this.seen(element.dataset.case);
  }
}
