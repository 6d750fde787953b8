/** Tells screen readers what matters, and not more: bursts are held back and only the latest is spoken. */

/** Milliseconds between two announcements. */
const PAUSE_MS = 700;

/** A polite live region. */
export class Announcer {
  readonly #region: HTMLElement;
  #pending: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(region: HTMLElement) {
    this.#region = region;
  }

  /** Says a sentence; one that has not been spoken yet gives way to it. */
  say(text: string): void {
    this.#pending = text;
    const wait = Math.max(0, this.#lastMs + PAUSE_MS - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#lastMs = performance.now();
      if (this.#pending === undefined) return;
      // The same words again are only read when the text has changed.
      this.#region.textContent = this.#region.textContent === this.#pending ? `${this.#pending}\u00a0` : this.#pending;
      this.#pending = undefined;
    }, wait);
  }
}
