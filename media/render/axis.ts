/** Draws the time axis and the lines that continue it through the lanes. */

import { ticks } from '../axis.ts';
import { formatDuration, formatMoment } from '../format.ts';
import { nsPerPixel, timeToX, type Viewport } from '../viewport.ts';
import type { Pen } from './pen.ts';

/** A stretch of time. */
export interface Stretch {
  readonly startNs: number;
  readonly endNs: number;
}

/** What the axis shows beside the ticks. */
export interface AxisMarks {
  readonly cursorNs: number | undefined;
  readonly range: Stretch | undefined;
  readonly nowNs: number | undefined;
}

/** Draws the axis into its own canvas. */
export function drawAxis(pen: Pen, view: Viewport, marks: AxisMarks): void {
  const { palette } = pen;
  pen.begin(palette.background);
  if (marks.range) {
    const x0 = timeToX(view, marks.range.startNs);
    const x1 = timeToX(view, marks.range.endNs);
    pen.rect(Math.max(x0, 0), 0, Math.min(x1, pen.width) - Math.max(x0, 0), pen.height, palette.selectedRow);
  }
  for (const tick of ticks(view, labelRoom(pen, view))) {
    pen.rect(
      tick.x,
      pen.height - (tick.major ? 8 : 4),
      1,
      tick.major ? 8 : 4,
      tick.major ? palette.muted : palette.grid,
    );
    if (!tick.major) continue;
    const width = pen.text.width(tick.label);
    if (tick.x + 4 + width > pen.width || tick.x < -2) continue;
    pen.ctx.fillStyle = palette.muted;
    pen.ctx.fillText(tick.label, tick.x + 4, pen.height / 2 - 1);
  }
  pen.rect(0, pen.height - 1, pen.width, 1, palette.grid);
  if (marks.range)
    plate(
      pen,
      view,
      (marks.range.startNs + marks.range.endNs) / 2,
      formatDuration(marks.range.endNs - marks.range.startNs),
    );
  else if (marks.cursorNs !== undefined && marks.cursorNs >= 0) {
    plate(
      pen,
      view,
      marks.cursorNs,
      formatMoment(marks.cursorNs, Math.max(1, nsPerPixel(view)), view.startNs + view.spanNs),
    );
  }
}

/** A label on a plate of its own, centred on a time and kept inside. */
function plate(pen: Pen, view: Viewport, atNs: number, label: string): void {
  const width = pen.text.width(label) + 10;
  const x = Math.min(Math.max(timeToX(view, atNs) - width / 2, 0), Math.max(0, pen.width - width));
  pen.rect(x, 2, width, pen.height - 5, pen.palette.background);
  pen.frame(x, 2, width, pen.height - 5, pen.palette.muted);
  pen.ctx.fillStyle = pen.palette.foreground;
  pen.ctx.fillText(label, x + 5, pen.height / 2);
}

/** Lines of the labelled ticks, behind the lanes. */
export function drawGrid(pen: Pen, view: Viewport): void {
  for (const tick of ticks(view, labelRoom(pen, view))) {
    if (tick.major) pen.rect(tick.x, 0, 1, pen.height, pen.palette.gridFaint);
  }
}

function labelRoom(pen: Pen, view: Viewport): number {
  const sample = formatMoment(view.startNs + view.spanNs, nsPerPixel(view) * 80, view.startNs + view.spanNs);
  return Math.max(64, pen.text.width(sample) + 22);
}
