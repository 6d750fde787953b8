/** What moves with the pointer and lies over the lanes: cursor line, selected stretch, replay line, flows. */

import type { Flow } from '../scene.ts';
import { timeToX, type Viewport } from '../viewport.ts';
import type { Stretch } from './axis.ts';
import type { Pen } from './pen.ts';

/** What lies over the lanes. */
export interface OverlayMarks {
  readonly cursorX: number | undefined;
  readonly range: Stretch | undefined;
  readonly nowNs: number | undefined;
  readonly replayNs: number | undefined;
  readonly flows: readonly Flow[];
  /** The moment of a resource that is looked at, with the place of its lane. */
  readonly moment: { readonly atNs: number; readonly top: number; readonly height: number } | undefined;
  /** The middle of a lane in this picture's pixels; undefined when it is not among the rows. */
  readonly laneY: (lane: string) => number | undefined;
}

/** Draws the overlay into its own, see-through canvas. */
export function drawOverlay(pen: Pen, view: Viewport, marks: OverlayMarks): void {
  const { palette, ctx } = pen;
  pen.begin(undefined);
  if (marks.range) {
    const x0 = Math.max(timeToX(view, marks.range.startNs), -2);
    const x1 = Math.min(timeToX(view, marks.range.endNs), pen.width + 2);
    ctx.globalAlpha = palette.highContrast ? 0.2 : 0.1;
    pen.rect(x0, 0, x1 - x0, pen.height, palette.foreground);
    ctx.globalAlpha = 1;
    pen.rect(x0, 0, 1, pen.height, palette.focus);
    pen.rect(x1 - 1, 0, 1, pen.height, palette.focus);
  }
  if (marks.nowNs !== undefined) {
    const x = timeToX(view, marks.nowNs);
    if (x >= 0 && x <= pen.width) dashed(pen, x, palette.muted);
  }
  if (marks.replayNs !== undefined) {
    // What is still to come is veiled.
    const x = timeToX(view, marks.replayNs);
    ctx.globalAlpha = 0.72;
    if (x < pen.width) pen.rect(Math.max(0, x), 0, pen.width - Math.max(0, x), pen.height, palette.background);
    ctx.globalAlpha = 1;
    pen.rect(x - 1, 0, 2, pen.height, palette.focus);
  }
  if (marks.moment !== undefined) {
    const x = timeToX(view, marks.moment.atNs);
    pen.rect(x - 1, marks.moment.top, 2, marks.moment.height, palette.focus);
  }
  for (const flow of marks.flows) drawFlow(pen, view, flow, marks.laneY);
  if (marks.cursorX !== undefined) {
    ctx.globalAlpha = 0.55;
    pen.rect(marks.cursorX, 0, 1, pen.height, palette.cursor);
    ctx.globalAlpha = 1;
  }
}

function dashed(pen: Pen, x: number, colour: string): void {
  for (let y = 0; y < pen.height; y += 6) pen.rect(x, y, 1, 3, colour);
}

/** An arrow from whoever let go to whoever went on. */
function drawFlow(pen: Pen, view: Viewport, flow: Flow, laneY: (lane: string) => number | undefined): void {
  const fromY = laneY(flow.fromLane);
  const toY = laneY(flow.toLane);
  if (fromY === undefined || toY === undefined) return;
  const { ctx, palette } = pen;
  const x0 = timeToX(view, flow.fromNs);
  const x1 = timeToX(view, flow.toNs);
  if (Math.max(x0, x1) < 0 || Math.min(x0, x1) > pen.width) return;
  const bend = Math.min(40, Math.max(12, Math.abs(x1 - x0) / 2));
  for (const [width, colour] of [
    [4, palette.background],
    [1.5, palette.foreground],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.beginPath();
    ctx.moveTo(x0, fromY);
    ctx.bezierCurveTo(x0 + bend, fromY, x1 - bend, toY, x1, toY);
    ctx.stroke();
  }
  ctx.fillStyle = palette.foreground;
  ctx.beginPath();
  ctx.moveTo(x1 + 1, toY);
  ctx.lineTo(x1 - 6, toY - 4);
  ctx.lineTo(x1 - 6, toY + 4);
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x0, fromY, 2.5, 0, Math.PI * 2);
  ctx.fill();
}
