/** As much of a canvas context as the pen uses, written down as SVG. */

import type { Hue, Palette } from '../theme.ts';
import { Pen } from './pen.ts';

/** Collects shapes. Text is measured by a real context in the same font. */
class SvgContext {
  fillStyle = '#000';
  strokeStyle = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  textBaseline = 'middle';
  imageSmoothingEnabled = false;
  readonly shapes: string[] = [];
  readonly hatches = new Map<string, string>();
  readonly canvas = { width: 0, height: 0 };
  readonly #ruler: CanvasRenderingContext2D;
  #path = '';
  #dash = '';
  #font = '';

  constructor(ruler: CanvasRenderingContext2D) {
    this.#ruler = ruler;
  }

  get font(): string {
    return this.#font;
  }
  set font(font: string) {
    this.#font = font;
    this.#ruler.font = font;
  }

  measureText(text: string): TextMetrics {
    return this.#ruler.measureText(text);
  }
  setTransform(): void {}
  clearRect(): void {}
  setLineDash(dash: readonly number[]): void {
    this.#dash = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    if (width > 0 && height > 0) this.#add(`<rect ${box(x, y, width, height)}${this.#fill()}/>`);
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#add(`<rect ${box(x, y, width, height)} fill="none"${this.#stroke()}/>`);
  }
  fillText(text: string, x: number, y: number): void {
    this.#add(`<text x="${n(x)}" y="${n(y)}"${this.#fill()}>${escapeXml(text)}</text>`);
  }
  beginPath(): void {
    this.#path = '';
  }
  moveTo(x: number, y: number): void {
    this.#path += `M${n(x)} ${n(y)}`;
  }
  lineTo(x: number, y: number): void {
    this.#path += `${this.#path === '' ? 'M' : 'L'}${n(x)} ${n(y)}`;
  }
  bezierCurveTo(a: number, b: number, c: number, d: number, x: number, y: number): void {
    this.#path += `C${n(a)} ${n(b)} ${n(c)} ${n(d)} ${n(x)} ${n(y)}`;
  }
  arc(x: number, y: number, r: number): void {
    this.#path += `M${n(x - r)} ${n(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  }
  fill(): void {
    this.#add(`<path d="${this.#path}"${this.#fill()}/>`);
  }
  stroke(): void {
    this.#add(`<path d="${this.#path}" fill="none"${this.#stroke()}/>`);
  }

  #add(shape: string): void {
    this.shapes.push(shape);
  }
  #fill(): string {
    return ` fill="${escapeXml(this.fillStyle)}"${this.#opacity()}`;
  }
  #stroke(): string {
    return ` stroke="${escapeXml(this.strokeStyle)}" stroke-width="${this.lineWidth}"${this.#dash}${this.#opacity()}`;
  }
  #opacity(): string {
    return this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : '';
  }
}

/** A pen that writes SVG. */
export class SvgPen extends Pen {
  readonly #context: SvgContext;

  constructor(palette: Palette, width: number, height: number) {
    const context = new SvgContext(document.createElement('canvas').getContext('2d')!);
    super(context as unknown as CanvasRenderingContext2D, palette);
    this.#context = context;
    this.resize(width, height, 1);
  }

  /** The shapes drawn so far, and the hatchings that they name. */
  get markup(): string {
    const hatches = [...this.#context.hatches].map(
      ([colour, id]) =>
        `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 7L7 -1M-4 4L4 -4M2 10L10 2" stroke="${escapeXml(colour)}" stroke-width="1.1" fill="none"/></pattern>`,
    );
    return `<defs>${hatches.join('')}</defs>${this.#context.shapes.join('\n')}`;
  }

  /** A drawing has shapes only. */
  override get bands(): undefined {
    return undefined;
  }

  protected override hatched(
    x: number,
    y: number,
    width: number,
    height: number,
    _x0: number,
    { line }: Hue,
    edge: string,
    thick: number,
  ): void {
    const { hatches } = this.#context;
    let id = hatches.get(line);
    if (id === undefined) {
      id = `hatch-${line.replaceAll(/\D+/g, '-')}`;
      hatches.set(line, id);
    }
    this.rect(x, y, width, height, this.palette.background);
    this.rect(x, y, width, height, `url(#${id})`);
    this.frame(x, y, width, height, edge, thick, [4, 2]);
  }
}

/** Text that is safe in SVG, as content and in attributes; characters that XML does not know are left out. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function box(x: number, y: number, width: number, height: number): string {
  return `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
}
