/** Labels that fit or leave: widths from a cache, shortened with an ellipsis by bisection. */

/** Measures text in one font; the canvas does it for real, tests give their own. */
export type Measure = (text: string) => number;

/** Fewer pixels than this show no label at all. */
const SHORTEST_PX = 14;
/** Labels that are remembered at most: a few screens full of them. */
const MOST_LABELS = 5000;

/** Widths and shortened forms of the labels of one font. */
export class TextCache {
  readonly #measure: Measure;
  readonly #widths = new Map<string, number>();
  readonly #fitted = new Map<string, string>();

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  /** The width of a text in pixels. */
  width(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > MOST_LABELS) this.#widths.clear();
      width = this.#measure(text);
      this.#widths.set(text, width);
    }
    return width;
  }

  /** The text, a shortened form with an ellipsis, or the empty string when not even three letters fit. */
  fit(text: string, pixels: number): string {
    if (pixels < SHORTEST_PX || text === '') return '';
    if (this.width(text) <= pixels) return text;
    const room = Math.floor(pixels);
    const key = `${room}\n${text}`;
    let fitted = this.#fitted.get(key);
    if (fitted === undefined) {
      if (this.#fitted.size > MOST_LABELS) this.#fitted.clear();
      fitted = shorten(text, room, this.#measure);
      this.#fitted.set(key, fitted);
    }
    return fitted;
  }

  /** The first of several wordings, longest first, that fits whole; else the last one shortened. */
  fitOne(wordings: readonly string[], pixels: number): string {
    for (const wording of wordings) if (this.width(wording) <= pixels) return wording;
    return this.fit(wordings.at(-1) ?? '', pixels);
  }
}

/** Cuts a text to a width, whole code points only. */
export function shorten(text: string, pixels: number, measure: Measure): string {
  const points = Array.from(text.length > 400 ? text.slice(0, 400) : text);
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${points.slice(0, middle).join('').trimEnd()}…`) <= pixels) low = middle;
    else high = middle - 1;
  }
  return low < 3 ? '' : `${points.slice(0, low).join('').trimEnd()}…`;
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** A name from a trace on one line: control and direction characters show as a space, and it has an end. */
export function oneLine(text: string, limit = 200): string {
  const line = text
    .slice(0, limit * 2)
    .replace(UNPRINTABLE, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
