/** Heights and places within a lane. Pure. */

import type { Lane } from '../scene.ts';
import { hasItems } from '../trace-queue.ts';

/** How tall things are: roomy while all lanes fit, compact when there are many. */
export interface Density {
  /** Height of a box: a wait, a hold, a join, a span of the program. */
  readonly box: number;
  /** Space above the boxes of a lane. */
  readonly above: number;
  /** Space under the base line. */
  readonly below: number;
  /** Height of a chart of levels, and of a bar of states. */
  readonly level: number;
  readonly bar: number;
  /** Height of an item in a queue. */
  readonly item: number;
}

/** While there is much more room than lanes. */
export const SPACIOUS: Density = { box: 26, above: 12, below: 13, level: 78, bar: 46, item: 19 };
/** While everything fits. */
export const ROOMY: Density = { box: 21, above: 8, below: 9, level: 54, bar: 36, item: 15 };
/** When there is much to see. */
export const COMPACT: Density = { box: 16, above: 5, below: 6, level: 40, bar: 28, item: 13 };

/** Space above and under a chart of levels. */
export const LEVEL_AIR = 16;
/** Space between boxes that stand on each other. */
export const BOX_GAP = 2;
/** From the boxes down to the middle of the base line, on which running and sleeping are drawn. */
export const BASE_DROP = 5;
/** Rows of boxes that are drawn at most; what is nested deeper shares the last one. */
export const MOST_ROWS = 6;

/** The height of a lane with its contents. */
export function laneHeight(lane: Lane, density: Density): number {
  if (lane.type === 'resource') {
    if (lane.chart !== 'level') return density.bar;
    // A queue's items lie on each other: each gets a row while there are few.
    const items = hasItems(lane) ? Math.min(MOST_ROWS, lane.capacity || 4) : 0;
    return Math.max(density.level, LEVEL_AIR + items * density.item);
  }
  const rows = Math.min(MOST_ROWS, Math.max(1, lane.rows));
  return density.above + rows * density.box + (rows - 1) * BOX_GAP + BASE_DROP + density.below;
}

/** The top of a box, given the top of its lane; the first row stands lowest. */
export function boxTop(lane: { readonly rows: number }, laneTop: number, row: number, density: Density): number {
  const rows = Math.min(MOST_ROWS, Math.max(1, lane.rows));
  return laneTop + density.above + (rows - 1 - Math.min(row, rows - 1)) * (density.box + BOX_GAP);
}

/** The middle of the base line, given the top of a lane. */
export function baseLine(lane: { readonly rows: number }, laneTop: number, density: Density): number {
  return boxTop(lane, laneTop, 0, density) + density.box + BASE_DROP;
}
