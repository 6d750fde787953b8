/** What was drawn where: the pointer finds exactly what the eye sees. Pure. */

import type { Item, Step } from '../scene.ts';

/** A drawn thing that can be pointed at. */
export interface Hit {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** Heavier things win over lighter ones under them. */
  readonly weight: number;
  readonly item?: Item;
  /** The resource's lane and its state there. */
  readonly resource?: string;
  readonly step?: Step;
}

/** Hits by horizontal bands, so that a look-up reads one or two rows. */
export class HitMap {
  readonly #bands = new Map<number, Hit[]>();

  add(hit: Hit): void {
    for (let band = hit.y0 >> 5; band <= hit.y1 >> 5; band++) {
      const list = this.#bands.get(band);
      if (list) list.push(hit);
      else this.#bands.set(band, [hit]);
    }
  }

  /** The heaviest, then narrowest thing under a point, `slack` pixels around it counting too. */
  find(x: number, y: number, slack = 2): Hit | undefined {
    let best: Hit | undefined;
    for (const hit of this.#bands.get(y >> 5) ?? []) {
      if (x < hit.x0 - slack || x > hit.x1 + slack || y < hit.y0 || y > hit.y1) continue;
      if (best === undefined || hit.weight > best.weight) best = hit;
      else if (hit.weight === best.weight && hit.x1 - hit.x0 <= best.x1 - best.x0) best = hit;
    }
    return best;
  }

  /** Everything that was drawn, for tests and pictures. */
  all(): Hit[] {
    return [...new Set([...this.#bands.values()].flat())];
  }
}
