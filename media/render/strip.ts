/** Draws what is too small to be told apart: neighbours of one colour become one stroke, so that a million spans cost as much as a few. */

import type { Pen } from './pen.ts';

/** Strokes that join when they touch. Two are under way at a time: dotted ones and solid ones. */
export class Strip {
  readonly #pen: Pen;
  readonly #solid = new Stroke();
  readonly #dots = new Stroke();

  constructor(pen: Pen) {
    this.#pen = pen;
  }

  solid(x0: number, x1: number, y: number, height: number, colour: string, dim: boolean): void {
    if (this.#solid.joins(x0, x1, y, height, colour, dim)) return;
    this.#draw(this.#solid, 1);
    this.#solid.set(x0, x1, y, height, colour, dim);
  }

  dots(x0: number, x1: number, y: number, height: number, colour: string, dim: boolean): void {
    if (this.#dots.joins(x0, x1, y, height, colour, dim)) return;
    this.#draw(this.#dots, 2);
    this.#dots.set(x0, x1, y, height, colour, dim);
  }

  flush(): void {
    this.#draw(this.#solid, 1);
    this.#draw(this.#dots, 2);
  }

  #draw(stroke: Stroke, gap: number): void {
    if (stroke.colour === '') return;
    const { ctx } = this.#pen;
    const left = Math.max(stroke.x0, -4);
    const right = Math.min(Math.max(stroke.x1, stroke.x0 + 1), this.#pen.width + 4);
    if (stroke.dim) ctx.globalAlpha = 0.4;
    if (gap === 1) this.#pen.rect(left, stroke.y, right - left, stroke.height, stroke.colour);
    else {
      // The dots stand on a grid of the picture, so that neighbours continue them.
      ctx.fillStyle = stroke.colour;
      for (let x = Math.max(Math.ceil(left / 3) * 3, left); x < right || x === left; x += 3) {
        ctx.fillRect(x, stroke.y, 1, stroke.height);
      }
      if (right - left < 3) ctx.fillRect(left, stroke.y, 1, stroke.height);
    }
    if (stroke.dim) ctx.globalAlpha = 1;
    stroke.colour = '';
  }
}

class Stroke {
  x0 = 0;
  x1 = 0;
  y = 0;
  height = 0;
  colour = '';
  dim = false;

  set(x0: number, x1: number, y: number, height: number, colour: string, dim: boolean): void {
    this.x0 = x0;
    this.x1 = x1;
    this.y = y;
    this.height = height;
    this.colour = colour;
    this.dim = dim;
  }

  /** Makes the stroke longer when the next one carries it on. */
  joins(x0: number, x1: number, y: number, height: number, colour: string, dim: boolean): boolean {
    if (this.colour !== colour || this.y !== y || this.height !== height || this.dim !== dim || x0 > this.x1 + 0.6)
      return false;
    this.x1 = Math.max(this.x1, x1);
    return true;
  }
}
