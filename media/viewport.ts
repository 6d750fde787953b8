/**
 * Which stretch of time is seen, and the maths of moving it. Pure: every function returns a new viewport.
 * Times are nanoseconds since the session began, distances CSS pixels.
 */

/** A visible stretch of time: `spanNs` nanoseconds from `startNs`, over `width` pixels. */
export interface Viewport {
  readonly startNs: number;
  readonly spanNs: number;
  readonly width: number;
}

/** What there is to see. */
export interface Extent {
  readonly startNs: number;
  readonly endNs: number;
}

/** The closest zoom: below it the clocks of the machine tell nothing. */
export const MIN_SPAN_NS = 200;
/** Kept free at either side of a fitted view, as a share of its span. */
const FIT_MARGIN = 0.02;
/** And at least so many pixels: what stands at the very end can be seen. */
const FIT_AIR_PX = 12;
/** At least this share of the view always shows something of the extent. */
const KEEP_IN_SIGHT = 0.1;

/** The pixel at which a time is drawn. */
export function timeToX(view: Viewport, atNs: number): number {
  return ((atNs - view.startNs) / view.spanNs) * view.width;
}

/** The time that is drawn at a pixel. */
export function xToTime(view: Viewport, x: number): number {
  return view.startNs + (x / Math.max(1, view.width)) * view.spanNs;
}

/** Nanoseconds that one pixel stands for. */
export function nsPerPixel(view: Viewport): number {
  return view.spanNs / Math.max(1, view.width);
}

/** The end of what is seen. */
export function viewEnd(view: Viewport): number {
  return view.startNs + view.spanNs;
}

/** Keeps a view within reach of the extent: not closer than the clocks tell, not wider than four times all, never beside it. */
export function clampView(view: Viewport, extent: Extent): Viewport {
  const all = Math.max(extent.endNs - extent.startNs, MIN_SPAN_NS);
  const spanNs = Math.min(Math.max(view.spanNs, MIN_SPAN_NS), all * 4);
  const keep = spanNs * KEEP_IN_SIGHT;
  const lowest = extent.startNs - spanNs + keep;
  const highest = extent.endNs - keep;
  const startNs = Math.min(Math.max(view.startNs, Math.min(lowest, highest)), Math.max(lowest, highest));
  return { startNs, spanNs, width: view.width };
}

/** Zooms by `factor` (above 1: closer) while the time under pixel `x` stays where it is. */
export function zoomAt(view: Viewport, factor: number, x: number, extent: Extent): Viewport {
  const anchorNs = xToTime(view, x);
  const all = Math.max(extent.endNs - extent.startNs, MIN_SPAN_NS);
  const spanNs = Math.min(Math.max(view.spanNs / factor, MIN_SPAN_NS), all * 4);
  const startNs = anchorNs - (x / Math.max(1, view.width)) * spanNs;
  return clampView({ startNs, spanNs, width: view.width }, extent);
}

/** Moves the view by `pixels` (positive: towards later times). */
export function panBy(view: Viewport, pixels: number, extent: Extent): Viewport {
  return clampView({ ...view, startNs: view.startNs + pixels * nsPerPixel(view) }, extent);
}

/** The view that shows a stretch of time with a little air around it. */
export function fitView(width: number, range: Extent, margin = FIT_MARGIN): Viewport {
  const spanNs = Math.max(range.endNs - range.startNs, MIN_SPAN_NS);
  const air = spanNs * (margin > 0 ? Math.max(margin, FIT_AIR_PX / Math.max(width, 4 * FIT_AIR_PX)) : 0);
  return { startNs: range.startNs - air, spanNs: spanNs + 2 * air, width };
}

/** The same stretch of time over another width. */
export function resizeView(view: Viewport, width: number): Viewport {
  return { ...view, width };
}

/** Whether two views show the same. */
export function sameView(a: Viewport, b: Viewport): boolean {
  return a.startNs === b.startNs && a.spanNs === b.spanNs && a.width === b.width;
}

/** Moves the view as little as possible so that `atNs` is well inside. */
export function revealTime(view: Viewport, atNs: number, extent: Extent): Viewport {
  const margin = view.spanNs * 0.1;
  if (atNs < view.startNs + margin) return clampView({ ...view, startNs: atNs - view.spanNs * 0.3 }, extent);
  if (atNs > viewEnd(view) - margin) return clampView({ ...view, startNs: atNs - view.spanNs * 0.7 }, extent);
  return view;
}

/** Stretches that live following shows, so that the picture rescales seldom: each is full before the next is taken. */
const FOLLOW_SPANS_S = [0.5, 1, 2, 3, 5, 8, 12, 20, 30];

/** Where a live view stands: the whole run on a scale that grows in steps, then the last stretch of it. */
export function followView(width: number, nowNs: number, chosenSpanNs?: number): Viewport {
  if (chosenSpanNs !== undefined) {
    const lead = chosenSpanNs * 0.08;
    return { startNs: Math.max(nowNs + lead - chosenSpanNs, -chosenSpanNs * FIT_MARGIN), spanNs: chosenSpanNs, width };
  }
  const seconds = nowNs / 1e9;
  const step = FOLLOW_SPANS_S.find((span) => seconds <= span * 0.96) ?? FOLLOW_SPANS_S.at(-1)!;
  const spanNs = step * 1e9;
  const startNs = Math.max(0, nowNs - spanNs * 0.96);
  return { startNs: startNs - spanNs * FIT_MARGIN, spanNs: spanNs * (1 + FIT_MARGIN), width };
}
