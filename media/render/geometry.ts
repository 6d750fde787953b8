/** Heights and places within a lane. Pure. */

import type { Lane } from '../scene.ts';

/** Space above the boxes of a lane. */
export const PAD_TOP = 5;
/** Height of a box: a wait, a hold, a join, a span of the program. */
export const BOX = 16;
/** Space between boxes that stand on each other. */
export const BOX_GAP = 2;
/** From the boxes down to the middle of the base line, on which running and sleeping are drawn. */
export const BASE_DROP = 4;
/** Space under the base line. */
export const PAD_BOTTOM = 6;
/** Rows of boxes that are drawn at most; what is nested deeper shares the last one. */
export const MOST_ROWS = 6;

/** The height of a lane with its contents. */
export function laneHeight(lane: Lane): number {
  if (lane.type === 'resource') return lane.chart === 'level' ? 40 : 28;
  const rows = Math.min(MOST_ROWS, Math.max(1, lane.rows));
  return PAD_TOP + rows * BOX + (rows - 1) * BOX_GAP + BASE_DROP + PAD_BOTTOM;
}

/** The top of a box, given the top of its lane; the first row stands lowest. */
export function boxTop(lane: { readonly rows: number }, laneTop: number, row: number): number {
  const rows = Math.min(MOST_ROWS, Math.max(1, lane.rows));
  return laneTop + PAD_TOP + (rows - 1 - Math.min(row, rows - 1)) * (BOX + BOX_GAP);
}

/** The middle of the base line, given the top of a lane. */
export function baseLine(lane: { readonly rows: number }, laneTop: number): number {
  return boxTop(lane, laneTop, 0) + BOX + BASE_DROP;
}
