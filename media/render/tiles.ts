/**
 * Patterns that fill boxes, such as the hatching of those who wait: drawn once as long strips and copied from there. A
 * hatched box then costs two operations instead of five, of which a picture of many lanes has thousands.
 */

/** Device pixels of a strip at least; longer boxes are made of several. */
const STRIP_PX = 512;

/** Draws a strip of whole periods; a box's left edge stands in its first one only. */
type Paint = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;

/** A pattern that repeats itself along a box, behind the box's left edge. One strip for each height. */
export class Tile {
  readonly #period: number;
  readonly #paint: Paint;
  readonly #strips = new Map<number, ImageBitmap>();

  /** `period` in device pixels. */
  constructor(period: number, paint: Paint) {
    this.#period = period;
    this.#paint = paint;
  }

  /** Fills a part of a box that begins at `origin`, left of the part or at its edge. In CSS pixels, `ratio` device pixels each. */
  fill(
    ctx: CanvasRenderingContext2D,
    x: number,
    y: number,
    width: number,
    height: number,
    origin: number,
    ratio: number,
  ): void {
    const tall = Math.round(height * ratio);
    const first = Math.round(x * ratio);
    const end = first + Math.round(width * ratio);
    if (tall <= 0 || end <= first) return;
    const strip = this.#strip(tall);
    const behind = first - Math.round(origin * ratio);
    let from = behind < strip.width ? behind : this.#period + (behind % this.#period);
    for (let at = first; at < end; from = this.#period) {
      const long = Math.min(end - at, strip.width - from);
      ctx.drawImage(strip, from, 0, long, tall, at / ratio, y, long / ratio, height);
      at += long;
    }
  }

  #strip(tall: number): ImageBitmap {
    let strip = this.#strips.get(tall);
    if (strip === undefined) {
      const width = Math.ceil(STRIP_PX / this.#period) * this.#period;
      const canvas = new OffscreenCanvas(width, tall);
      this.#paint(canvas.getContext('2d', { alpha: false })!, width, tall);
      strip = canvas.transferToImageBitmap();
      this.#strips.set(tall, strip);
    }
    return strip;
  }
}
