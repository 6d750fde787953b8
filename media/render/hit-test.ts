/** Finds what stands where, by the same places that the drawing uses: only the rows that are asked about are looked at. */

import type { Lane, Scene } from '../scene.ts';
import { nsPerPixel, timeToX, type Viewport, xToTime } from '../viewport.ts';
import { baseLine, boxTop, type Density } from './geometry.ts';
import type { HitMap } from './hits.ts';
import { isBase } from './lane.ts';

/** Where one looks. */
export interface HitPlace {
  readonly scene: Scene;
  readonly view: Viewport;
  readonly density: Density;
  /** Pixels from and to which things are looked for. */
  readonly fromX: number;
  readonly toX: number;
}

/** Adds everything that stands on a lane between two pixels. */
export function addHits(hits: HitMap, place: HitPlace, lane: Lane, top: number, height: number): void {
  const { scene, view, density } = place;
  const from = xToTime(view, place.fromX);
  const to = xToTime(view, place.toX);
  const minNs = nsPerPixel(view) * 1.5;
  if (lane.type === 'resource') {
    scene.steps(lane.id, from, to, minNs, (step) => {
      const x0 = timeToX(view, step.startNs);
      const x1 = timeToX(view, step.endNs);
      hits.add({ x0, x1, y0: top + 1, y1: top + height - 1, resource: lane.id, step, weight: 0 });
    });
    return;
  }
  const base = baseLine(lane, top, density);
  scene.spans(lane.id, from, to, minNs, (span) => {
    const x0 = timeToX(view, span.startNs);
    const x1 = timeToX(view, span.endNs);
    if (isBase(span)) {
      hits.add({ x0, x1, y0: base - 5, y1: base + 6, item: span, weight: 0 });
      return;
    }
    const y = boxTop(lane, top, span.row, density);
    hits.add({ x0, x1: Math.max(x1, x0 + 2), y0: y - 1, y1: y + density.box + 1, item: span, weight: 1 });
  });
  scene.instants(lane.id, from, to, minNs * 2, (instant) => {
    const x = timeToX(view, instant.atNs);
    hits.add({ x0: x - 5, x1: x + 5, y0: base - 6, y1: top + height, item: instant, weight: 2 });
  });
}
