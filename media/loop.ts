/** One animation frame loop for the whole page: it draws only what is dirty, and only while somebody can see it. */

/** What wants drawing again. */
export type Layer = 'scene' | 'overlay';

/** Counts that tests and benchmarks read. */
export interface LoopStats {
  frames: number;
  scenes: number;
  longestMs: number;
  /** What the latest picture took. */
  latestMs: number;
}

/** Schedules drawing; nothing runs while nothing is dirty or the page is hidden. */
export class DrawLoop {
  readonly stats: LoopStats = { frames: 0, scenes: 0, longestMs: 0, latestMs: 0 };
  readonly #draw: (layers: ReadonlySet<Layer>, nowMs: number) => void;
  readonly #dirty = new Set<Layer>();
  #frame = 0;
  #inSight = true;

  constructor(draw: (layers: ReadonlySet<Layer>, nowMs: number) => void) {
    this.#draw = draw;
    document.addEventListener('visibilitychange', () => this.#schedule());
  }

  /** Asks for a layer to be drawn in the next frame. The scene carries the overlay along. */
  invalidate(layer: Layer = 'scene'): void {
    this.#dirty.add(layer);
    this.#schedule();
  }

  /** Told by whoever watches the page's place on the screen. */
  setInSight(inSight: boolean): void {
    this.#inSight = inSight;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#dirty.size === 0 || !this.#inSight || document.visibilityState === 'hidden') return;
    this.#frame = requestAnimationFrame((nowMs) => this.#run(nowMs));
  }

  #run(nowMs: number): void {
    this.#frame = 0;
    if (!this.#inSight || document.visibilityState === 'hidden') return;
    const layers = new Set(this.#dirty);
    this.#dirty.clear();
    const before = performance.now();
    this.#draw(layers, nowMs);
    this.stats.frames++;
    if (layers.has('scene')) this.stats.scenes++;
    this.stats.latestMs = performance.now() - before;
    this.stats.longestMs = Math.max(this.stats.longestMs, this.stats.latestMs);
    this.#schedule();
  }
}

/** Calls back when the page moves to a screen of another pixel ratio. */
export function watchPixelRatio(changed: () => void): void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener(
    'change',
    () => {
      changed();
      watchPixelRatio(changed);
    },
    { once: true },
  );
}
