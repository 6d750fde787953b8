/** How the user has arranged the lanes: folded, pinned, moved, and how wide their names stand. */

import type { App } from './app.ts';
import { Chart } from './chart.ts';
import { setAttribute } from './dom.ts';
import type { Arrangement } from './layout.ts';
import type { Kept } from './state.ts';

const HEAD_PX = { narrow: 92, wide: 190, least: 48, most: 420 } as const;

/** Arranges lanes. */
export class Arranging {
  /** Goes up with every change. */
  arrangementVersion = 0;
  readonly #app: App;
  readonly #folded: Set<string>;
  #pinned: string[];
  #order: string[];
  #headWidth: number | undefined;

  constructor(app: App, kept: Kept) {
    this.#app = app;
    this.#folded = new Set(kept.folded);
    this.#pinned = kept.pinned;
    this.#order = kept.order;
    this.#headWidth = kept.headWidth;
  }

  /** What VS Code keeps of it. */
  get kept(): Pick<Kept, 'folded' | 'pinned' | 'order' | 'headWidth'> {
    return { folded: [...this.#folded], pinned: this.#pinned, order: this.#order, headWidth: this.#headWidth };
  }

  /** The page has another width: the names adapt, unless their width was chosen. */
  adapt(): void {
    this.setHeadWidth(this.#headWidth);
  }

  get arrangement(): Arrangement {
    return { folded: this.#folded, pinned: this.#pinned, order: this.#order };
  }

  isFolded(id: string): boolean | undefined {
    return this.#app.chart.rowOf(id)?.folded;
  }

  #arranged(): void {
    this.arrangementVersion++;
    this.#app.keep();
    this.#app.loop.invalidate();
  }

  fold(id: string): void {
    if (this.isFolded(id) === undefined) return;
    if (!this.#folded.delete(id)) this.#folded.add(id);
    this.#arranged();
  }

  foldCurrent(): void {
    const lane = this.#app.scene.lane(this.#app.picking.currentLane ?? '');
    const id = lane?.type === 'actor' ? (lane.process ?? lane.id) : undefined;
    if (id !== undefined) this.fold(id);
  }

  pinCurrent(): void {
    const id = this.#app.picking.currentLane;
    if (id === undefined) return;
    this.#pinned = this.#pinned.includes(id) ? this.#pinned.filter((other) => other !== id) : [...this.#pinned, id];
    this.#arranged();
    this.#app.chart.revealLane(id);
  }

  moveCurrent(by: 1 | -1): void {
    const id = this.#app.picking.currentLane;
    const { rows } = this.#app.chart;
    const row = rows.find((other) => other.id === id);
    if (id === undefined || row === undefined) return;
    const siblings = rows
      .filter(
        (other) =>
          other.depth === row.depth && other.id[0] === id[0] && this.#parentOf(other.id) === this.#parentOf(id),
      )
      .map((other) => other.id);
    const at = siblings.indexOf(id);
    const to = at + by;
    if (to < 0 || to >= siblings.length) return;
    siblings.splice(at, 1);
    siblings.splice(to, 0, id);
    this.#order = [...this.#order.filter((other) => !siblings.includes(other)), ...siblings];
    this.#arranged();
    this.#app.chart.revealLane(id);
  }

  #parentOf(id: string): string | undefined {
    const lane = this.#app.scene.lane(id);
    return lane?.type === 'actor' ? lane.process : undefined;
  }

  get headWidth(): number {
    return this.#headWidth ?? (Chart.isNarrow(document.body.clientWidth) ? HEAD_PX.narrow : HEAD_PX.wide);
  }

  setHeadWidth(width: number | undefined): void {
    this.#headWidth =
      width === undefined
        ? undefined
        : Math.min(HEAD_PX.most, Math.max(HEAD_PX.least, Math.min(width, document.body.clientWidth - 120)));
    this.#app.element.style.setProperty('--head-width', `${this.headWidth}px`);
    const { splitter } = this.#app.chart;
    setAttribute(splitter, 'aria-valuenow', String(Math.round(this.headWidth)));
    setAttribute(splitter, 'aria-valuemin', String(HEAD_PX.least));
    setAttribute(splitter, 'aria-valuemax', String(HEAD_PX.most));
    this.#app.keep();
    this.#app.loop.invalidate();
  }
}
