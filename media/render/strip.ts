/** Draws what is too small to be told apart: neighbours of one colour become one stroke, so that a million spans cost as much as a few. */

import type { Pen } from './pen.ts';

/** Every third pixel of a dotted stroke is drawn. */
const DOTS_PX = 3;
const DIM = 0.4;

/** Strokes of one lane: dotted ones and solid ones. A pen with pixels gets them as bands, any other as rectangles. */
export class Strip {
  readonly #pen: Pen;

  constructor(pen: Pen) {
    this.#pen = pen;
    pen.bands?.nextLane();
  }

  solid(x0: number, x1: number, y: number, height: number, colour: string, dim: boolean): void {
    const pen = this.#pen;
    const left = Math.max(x0, -4);
    const right = Math.min(Math.max(x1, x0 + 1), pen.width + 4);
    const { bands, ratio } = pen;
    const top = pen.snap(y);
    const band = bands?.band(top, pen.snap(y + height) - top) ?? -1;
    if (bands !== undefined && band >= 0) {
      const from = Math.round(left * ratio);
      bands.fill(band, from, Math.max(Math.round(right * ratio), from + 1), bands.pixel(colour, dim ? DIM : 1));
      return;
    }
    if (dim) pen.ctx.globalAlpha = DIM;
    pen.rect(left, y, right - left, height, colour);
    if (dim) pen.ctx.globalAlpha = 1;
  }

  /** The dots stand on a grid of the picture, so that neighbours continue them; every stroke has one at least. */
  dots(x0: number, x1: number, y: number, height: number, colour: string, dim: boolean): void {
    const pen = this.#pen;
    const left = Math.max(x0, -4);
    const right = Math.min(Math.max(x1, x0 + 1), pen.width + 4);
    const { bands, ratio } = pen;
    const top = pen.snap(y);
    const band = bands?.band(top, pen.snap(y + height) - top) ?? -1;
    const pixel = band < 0 ? 0 : bands!.pixel(colour, dim ? DIM : 1);
    if (band < 0 && dim) pen.ctx.globalAlpha = DIM;
    const first = Math.ceil(left / DOTS_PX) * DOTS_PX;
    let x = first < right ? first : left;
    do {
      if (band < 0) pen.rect(x, y, 1, height, colour);
      else bands!.fill(band, Math.round(x * ratio), Math.round((x + 1) * ratio), pixel);
      x += DOTS_PX;
    } while (x < right);
    if (band < 0 && dim) pen.ctx.globalAlpha = 1;
  }
}

/** Brings the strokes of all lanes onto the canvas. */
export function flushStrips(pen: Pen): void {
  pen.bands?.flush(pen.ctx, pen.ratio);
}
