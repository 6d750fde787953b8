/** Draws the time axis and the lines that continue it through the lanes. */

import { ticks } from '../axis.ts';
import { formatDuration, formatMoment } from '../format.ts';
import { nsPerPixel, timeToX, type Viewport, viewEnd } from '../viewport.ts';
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
  const label = plateLabel(view, marks);
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
    const from = tick.x + 4;
    if (label !== undefined && overlaps(plateOf(pen, view, label), from, from + width)) continue;
    pen.ctx.fillStyle = palette.muted;
    pen.ctx.fillText(tick.label, from, pen.height / 2 - 1);
  }
  pen.rect(0, pen.height - 1, pen.width, 1, palette.grid);
  if (label === undefined) return;
  const { x, width } = plateOf(pen, view, label);
  pen.rect(x, 2, width, pen.height - 5, palette.background);
  pen.frame(x, 2, width, pen.height - 5, palette.muted);
  pen.ctx.fillStyle = palette.foreground;
  pen.ctx.fillText(label.text, x + 5, pen.height / 2);
}

interface PlateLabel {
  readonly atNs: number;
  readonly text: string;
}

/** What stands on a plate of its own: how long the selected stretch is, or where the pointer stands. */
function plateLabel(view: Viewport, marks: AxisMarks): PlateLabel | undefined {
  const { range, cursorNs } = marks;
  if (range !== undefined)
    return { atNs: (range.startNs + range.endNs) / 2, text: formatDuration(range.endNs - range.startNs) };
  if (cursorNs === undefined || cursorNs < 0) return undefined;
  return { atNs: cursorNs, text: formatMoment(cursorNs, Math.max(1, nsPerPixel(view)), viewEnd(view)) };
}

/** The plate's place: centred on its time and kept inside. */
function plateOf(pen: Pen, view: Viewport, label: PlateLabel): { x: number; width: number } {
  const width = pen.text.width(label.text) + 10;
  const x = Math.min(Math.max(timeToX(view, label.atNs) - width / 2, 0), Math.max(0, pen.width - width));
  return { x, width };
}

function overlaps(plate: { readonly x: number; readonly width: number }, from: number, to: number): boolean {
  return to > plate.x - 3 && from < plate.x + plate.width + 3;
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
