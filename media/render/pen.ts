/** Drawing primitives: crisp at any pixel ratio, each shape told apart without its colour. */

import { TextCache } from '../text.ts';
import type { Hue, Palette } from '../theme.ts';
import { Bands } from './bands.ts';
import { Tile } from './tiles.ts';

/** How a box is drawn. */
export type BoxStyle = 'hold' | 'wait' | 'join' | 'custom';

/** What is asked of a box beside its place. */
export interface BoxLook {
  readonly style: BoxStyle;
  readonly hue: Hue;
  readonly labels: readonly string[];
  /** Highlighted together with its resource. */
  readonly lit?: boolean;
  /** Another resource is highlighted. */
  readonly dim?: boolean;
  /** Still going on: no right edge. */
  readonly open?: boolean;
  /** Ended badly: timed out, broken, failed. */
  readonly bad?: boolean;
}

/** A 2D context with a palette, scaled to CSS pixels. */
export class Pen {
  readonly ctx: CanvasRenderingContext2D;
  palette: Palette;
  text: TextCache;
  width = 0;
  height = 0;
  ratio = 1;
  readonly #tiles = new Map<string, Tile>();
  #bands: Bands | undefined;
  #font = '';

  constructor(ctx: CanvasRenderingContext2D, palette: Palette) {
    this.ctx = ctx;
    this.palette = palette;
    this.text = new TextCache((text) => this.ctx.measureText(text).width);
    this.setPalette(palette);
  }

  /** Where pixels can be written as they are; undefined: this pen draws shapes. */
  get bands(): Bands | undefined {
    this.#bands ??= new Bands();
    this.#bands.resize(Math.max(1, Math.round(this.width * this.ratio)));
    return this.#bands;
  }

  /** The size of labels in pixels. */
  get labelPx(): number {
    return Math.max(10, this.palette.fontPx - 2);
  }

  setPalette(palette: Palette): void {
    this.palette = palette;
    this.#tiles.clear();
    this.#font = `${this.labelPx}px ${palette.fontFamily}`;
    this.ctx.font = this.#font;
    this.text = new TextCache((text) => this.ctx.measureText(text).width);
  }

  /** Fits the canvas to a size in CSS pixels; a canvas that fits already is left alone. */
  resize(width: number, height: number, ratio: number): void {
    const canvas = this.ctx.canvas;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      // It forgot its font. Setting that with each picture would bring the page's styles up to date each time.
      this.ctx.font = this.#font;
    }
    if (ratio !== this.ratio) this.#tiles.clear();
    this.width = width;
    this.height = height;
    this.ratio = ratio;
  }

  /** Begins a picture: background and scale. */
  begin(background: string | undefined): void {
    this.ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.ctx.textBaseline = 'middle';
    this.ctx.globalAlpha = 1;
    // Tiles and bands are drawn pixel for pixel.
    this.ctx.imageSmoothingEnabled = false;
    if (background === undefined) this.ctx.clearRect(0, 0, this.width, this.height);
    else this.rect(0, 0, this.width, this.height, background);
  }

  /** The nearest edge between two device pixels. */
  snap(px: number): number {
    return Math.round(px * this.ratio) / this.ratio;
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.ctx.fillStyle = fill;
    const [x0, y0] = [this.snap(x), this.snap(y)];
    this.ctx.fillRect(x0, y0, Math.max(this.snap(x + width) - x0, 1 / this.ratio), this.snap(y + height) - y0);
  }

  /** A frame drawn inside the given rectangle. */
  frame(
    x: number,
    y: number,
    width: number,
    height: number,
    stroke: string,
    thick = 1,
    dash?: readonly number[],
  ): void {
    const { ctx } = this;
    const [x0, y0] = [this.snap(x), this.snap(y)];
    const [w, h] = [this.snap(x + width) - x0, this.snap(y + height) - y0];
    if (w < thick * 2) return;
    ctx.strokeStyle = stroke;
    ctx.lineWidth = thick;
    if (dash) ctx.setLineDash(dash as number[]);
    ctx.strokeRect(x0 + thick / 2, y0 + thick / 2, w - thick, h - thick);
    if (dash) ctx.setLineDash([]);
  }

  vertical(x: number, y0: number, y1: number, stroke: string, thick = 1): void {
    this.rect(this.snap(x) - thick / 2, y0, thick, y1 - y0, stroke);
  }

  /** Running: a solid line. Sleeping: a row of dots. Starting: short strokes. */
  base(x0: number, x1: number, y: number, kind: 'starting' | 'running' | 'cpu' | 'sleeping'): void {
    const left = Math.max(x0, -4);
    const right = Math.min(x1, this.width + 4);
    if (right < left) return;
    if (kind === 'starting') {
      const first = x0 + Math.max(0, Math.floor((left - x0) / 8)) * 8;
      for (let x = first; x < right; x += 8) this.rect(x, y - 0.5, Math.min(4, right - x), 1, this.palette.muted);
      return;
    }
    if (kind === 'sleeping') {
      this.ctx.fillStyle = this.palette.sleeping;
      if (right - left < 3) return;
      // The dots stay with the span while it moves.
      const first = x0 + 2 + Math.max(0, Math.ceil((left - x0 - 2) / 5)) * 5;
      for (let x = first; x < right - 1; x += 5) this.rect(x, y - 1, 2, 2, this.palette.sleeping);
      return;
    }
    const thick = kind === 'cpu' ? 5 : 3;
    this.rect(left, y - thick / 2, Math.max(right - left, 1), thick, this.palette.running);
  }

  /** A box with its label; `x1` may lie beyond the picture. */
  box(x0: number, x1: number, y: number, height: number, look: BoxLook): void {
    const { ctx, palette } = this;
    const left = Math.max(x0, -6);
    const right = Math.min(x1, this.width + 6);
    const width = Math.max(right - left, 1.5);
    if (look.dim) ctx.globalAlpha = palette.highContrast ? 0.6 : 0.38;
    const hue = look.hue;
    const edge = look.bad ? palette.error : hue.line;
    switch (look.style) {
      case 'hold':
        this.rect(left, y, width, height, look.lit ? hue.strong : hue.fill);
        this.frame(left, y, width, height, edge, look.lit ? 2 : 1);
        break;
      case 'wait':
        this.hatched(left, y, width, height, x0, hue, edge, look.lit ? 2 : 1);
        break;
      case 'join':
        this.rect(left, y, width, height, palette.background);
        this.frame(left, y, width, height, edge, look.lit ? 2 : 1);
        break;
      case 'custom':
        this.rect(left, y, width, height, hue.faint);
        this.frame(left, y, width, height, this.palette.grid);
        this.rect(left, y, Math.min(3, width), height, hue.line);
        break;
    }
    if (look.open && width > 8 && right <= this.width) this.#openEdge(right, y, height, edge);
    // What is dimmed stays readable: its words are quiet, not faint.
    if (look.dim) ctx.globalAlpha = 1;
    if (look.labels.length > 0 && width >= 18) this.#label(left, right, y, height, look);
  }

  /** Words at a place, cut to a width. */
  words(text: string, x: number, y: number, width: number, colour: string): void {
    const fitted = this.text.fit(text, width);
    if (fitted === '') return;
    this.ctx.fillStyle = colour;
    this.ctx.fillText(fitted, x, y);
  }

  #label(left: number, right: number, y: number, height: number, look: BoxLook): void {
    const from = Math.max(left, 0) + 5;
    const room = Math.min(right, this.width) - from - 4;
    const label = this.text.fitOne(look.labels, room);
    if (label === '') return;
    const middle = y + height / 2 + 1;
    const plate = look.style === 'wait';
    if (plate) this.rect(from - 3, y + 2, this.text.width(label) + 6, height - 4, this.palette.background);
    const onPaper = plate || look.style === 'join' || look.style === 'custom';
    this.ctx.fillStyle = look.dim ? this.palette.muted : onPaper ? this.palette.foreground : look.hue.text;
    this.ctx.fillText(label, from, middle);
  }

  /** The present: a row of teeth instead of an edge. */
  #openEdge(x: number, y: number, height: number, colour: string): void {
    this.ctx.fillStyle = colour;
    for (let dy = 0; dy < height; dy += 4) this.rect(x - 1, y + dy, 2, 2, colour);
  }

  /** Slanted lines on the background, which move along with what begins at `x0`, in a frame of short strokes above and below. */
  protected hatched(
    x: number,
    y: number,
    width: number,
    height: number,
    x0: number,
    { line }: Hue,
    edge: string,
    thick: number,
  ): void {
    const [left, top, right] = [this.snap(x), this.snap(y), this.snap(x + width)];
    const tall = this.snap(y + height) - top;
    const tile = this.#hatching(line, edge, thick);
    tile.fill(this.ctx, left, top, Math.max(right - left, 1 / this.ratio), tall, this.snap(x0), this.ratio);
    this.rect(right - thick, top, thick, tall, edge);
  }

  #hatching(colour: string, edge: string, thick: number): Tile {
    const key = `${colour} ${edge} ${thick}`;
    let tile = this.#tiles.get(key);
    if (tile === undefined) {
      const { ratio, palette } = this;
      const period = Math.max(4, Math.round(6 * ratio));
      const stroke = Math.round(thick * ratio);
      tile = new Tile(period, (c, width, height) => {
        c.fillStyle = palette.background;
        c.fillRect(0, 0, width, height);
        c.strokeStyle = colour;
        c.lineWidth = Math.max(1, 1.1 * ratio);
        c.globalAlpha = 0.85;
        c.beginPath();
        for (let foot = 0; foot < width + height + period; foot += period) {
          c.moveTo(foot + 1, -1);
          c.lineTo(foot - height - 1, height + 1);
        }
        c.stroke();
        c.globalAlpha = 1;
        for (const y of [0, height - stroke]) {
          c.fillStyle = palette.background;
          c.fillRect(0, y, width, stroke);
          c.fillStyle = edge;
          for (let x = 0; x < width; x += period) c.fillRect(x, y, Math.round(period * 0.6), stroke);
        }
        c.fillRect(0, 0, stroke, height);
      });
      this.#tiles.set(key, tile);
    }
    return tile;
  }
}
