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
  #program: string | undefined;

  constructor(app: App, kept: Kept) {
    this.#app = app;
    this.#folded = new Set(kept.folded);
    this.#pinned = kept.pinned;
    this.#order = kept.order;
    this.#headWidth = kept.headWidth;
    this.#program = kept.program;
  }

  /** A run begins to be shown: the lanes of another program are others. */
  begin(program: string | undefined): void {
    this.arrangementVersion++;
    if (program === undefined || program === this.#program) return;
    if (this.#program !== undefined) {
      this.#folded.clear();
      this.#pinned = [];
      this.#order = [];
    }
    this.#program = program;
  }

  /** What VS Code keeps of it. */
  get kept(): Pick<Kept, 'folded' | 'pinned' | 'order' | 'headWidth' | 'program'> {
    return {
      folded: [...this.#folded],
      pinned: this.#pinned,
      order: this.#order,
      headWidth: this.#headWidth,
      program: this.#program,
    };
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
    this.#app.chart.revealLane(id);
  }

  foldCurrent(): void {
    const { currentLane } = this.#app.picking;
    const lane = this.#app.scene.lane(currentLane ?? '');
    const id = lane?.type === 'actor' ? (lane.process ?? lane.id) : currentLane;
    if (id !== undefined) this.fold(id);
  }

  pinCurrent(): void {
    const id = this.#app.picking.currentLane;
    if (id !== undefined && this.#app.chart.rowOf(id)?.title === undefined) this.pin(id);
  }

  /** Pins a lane to the top, or lets it go. */
  pin(id: string): void {
    this.#pinned = this.#pinned.includes(id) ? this.#pinned.filter((other) => other !== id) : [...this.#pinned, id];
    this.#arranged();
    this.#app.chart.revealLane(id);
  }

  moveCurrent(by: 1 | -1): void {
    const id = this.#app.picking.currentLane;
    const siblings = id === undefined ? [] : this.#siblings(id);
    const to = id === undefined ? undefined : siblings[siblings.indexOf(id) + by];
    if (id === undefined || to === undefined) return;
    this.moveTo(id, to);
    this.#app.chart.revealLane(id);
  }

  /** Moves a lane to the place of another that it may stand beside. */
  moveTo(id: string, place: string): void {
    const siblings = this.#siblings(id);
    const to = siblings.indexOf(place);
    if (to < 0 || place === id) return;
    siblings.splice(siblings.indexOf(id), 1);
    siblings.splice(to, 0, id);
    if (this.#pinned.includes(id)) this.#pinned = siblings;
    else this.#order = [...this.#order.filter((other) => !siblings.includes(other)), ...siblings];
    this.#arranged();
  }

  /** The lane beside which one stands at a row: itself, or the one that it is a part of. */
  placeOf(id: string, at: string): string | undefined {
    const siblings = this.#siblings(id);
    for (let place: string | undefined = at; place !== undefined; place = this.#parentOf(place))
      if (siblings.includes(place)) return place;
    return undefined;
  }

  /** Lanes that a lane may change places with: the pinned ones, or those of its process, kind and run. */
  #siblings(id: string): string[] {
    const { rows } = this.#app.chart;
    const own = rows.find((row) => row.id === id);
    if (own === undefined || own.title !== undefined) return [];
    const { scene } = this.#app;
    return rows
      .filter(
        (row) =>
          row.title === undefined &&
          row.pinned === own.pinned &&
          (own.pinned ||
            (row.id[0] === id[0] &&
              scene.runOf?.(row.id) === scene.runOf?.(id) &&
              this.#parentOf(row.id) === this.#parentOf(id))),
      )
      .map((row) => row.id);
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
