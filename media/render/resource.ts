/** Draws a resource's lane: who holds it and who waits, or how its level goes up and down. */

import { bareName } from '../describe.ts';
import { formatDuration } from '../format.ts';
import type { QueueCell, ResourceLane, Step } from '../scene.ts';
import { t } from '../strings.ts';
import { oneLine } from '../text.ts';
import { hasItems } from '../trace-queue.ts';
import { nsPerPixel, timeToX, viewEnd } from '../viewport.ts';
import type { DrawContext } from './lane.ts';

/** Draws one resource's lane with its top at `top`. */
export function drawResourceLane(context: DrawContext, lane: ResourceLane, top: number, height: number): void {
  if (!context.scene.ready(lane.id)) return;
  const { scene, view, litResource, pen } = context;
  const lit = litResource === lane.id;
  if (litResource !== undefined && !lit) pen.ctx.globalAlpha = pen.palette.highContrast ? 0.6 : 0.45;
  const items = lane.chart === 'level' && drawItems(context, lane, top, height, lit);
  const draw =
    lane.chart === 'level' ? drawLevel(context, lane, top, height, items) : drawHeld(context, lane, top, height, lit);
  scene.steps(lane.id, view.startNs, viewEnd(view), nsPerPixel(view) * 1.5, (step) => {
    const x0 = timeToX(view, step.startNs);
    const x1 = timeToX(view, step.endNs);
    if (x1 < 0 || x0 > pen.width) return;
    draw(step, x0, x1);
  });
  draw(undefined, 0, 0);
  pen.ctx.globalAlpha = 1;
}

type DrawStep = (step: Step | undefined, x0: number, x1: number) => void;

/** Locks and flags: a bar while held or set; heavy edges while somebody waits, and how many. */
function drawHeld(context: DrawContext, lane: ResourceLane, top: number, height: number, lit: boolean): DrawStep {
  const { pen, scene } = context;
  const hue = context.hue(lane.id);
  const y = top + 6;
  const tall = height - 12;
  return (step, x0, x1) => {
    if (step === undefined) return;
    const left = Math.max(x0, -4);
    const width = Math.min(x1, pen.width + 4) - left;
    if (step.value <= 0) {
      if (step.waiters > 0) pen.frame(left, y, width, tall, hue.line, 1, [3, 2]);
      else pen.rect(left, top + height / 2 - 0.5, width, 1, pen.palette.grid);
      return;
    }
    if (step.count > 1) {
      pen.rect(left, y + 2, Math.max(width, 1), tall - 4, hue.line);
      return;
    }
    pen.rect(left, y, width, tall, lit ? hue.strong : hue.fill);
    pen.frame(left, y, width, tall, hue.line, 1);
    if (step.waiters > 0) {
      pen.rect(left, y, width, 3, hue.line);
      pen.rect(left, y + tall - 3, width, 3, hue.line);
    }
    if (width < 18) return;
    const waiting = step.waiters === 1 ? t('resource.oneWaiter') : t('resource.waiters', step.waiters);
    const who = lane.chart === 'flag' ? t('resource.set') : bareName(scene, step.holder);
    const from = Math.max(left, 0) + 5;
    const label = pen.text.fitOne(step.waiters > 0 ? [`${who} · ${waiting}`, who] : [who], left + width - from - 4);
    pen.words(label, from, y + tall / 2 + 0.5, width, hue.text);
  };
}

/** The scale of a chart of levels. */
function scaleOf(context: DrawContext, lane: ResourceLane, top: number, height: number) {
  const floor = top + height - 6;
  const room = height - 14;
  const most = Math.max(1, lane.capacity ?? 0, context.scene.peak(lane.id));
  return { floor, yOf: (value: number) => floor - (Math.max(0, value) / most) * room };
}

/** Items lower than this cannot be told apart. */
const LEAST_ITEM_PX = 6;
/** Items that are drawn at most; what is more than that is a level. */
const MOST_CELLS = 1500;

/** The items of a queue, each where it lies: the next one to go is the strongest. False where they cannot be told apart. */
function drawItems(context: DrawContext, lane: ResourceLane, top: number, height: number, lit: boolean): boolean {
  const { pen, scene, view, nowNs } = context;
  const { floor, yOf } = scaleOf(context, lane, top, height);
  const tall = floor - yOf(1);
  if (tall < LEAST_ITEM_PX || !hasItems(lane)) return false;
  const cells: QueueCell[] = [];
  const known = scene.cells(lane.id, view.startNs, viewEnd(view), (cell) => {
    if (cells.length <= MOST_CELLS) cells.push(cell);
  });
  if (!known || cells.length > MOST_CELLS) return false;
  const hue = context.hue(lane.id);
  for (const cell of cells) {
    const x0 = Math.max(timeToX(view, cell.startNs), -4);
    const x1 = Math.min(timeToX(view, cell.endNs), pen.width + 4);
    const y = yOf(cell.place + 1);
    pen.rect(x0, y, x1 - x0, tall, cell.next || lit ? hue.strong : hue.fill);
    if (x1 - x0 >= 3) pen.frame(x0, y, x1 - x0, tall, hue.line, 1);
    // The next one is told by its shape, too.
    if (cell.next && x1 - x0 >= 6) pen.rect(x0, y, 3, tall, hue.line);
    if (x1 - x0 < 24 || tall < 11) continue;
    const name = unquoted(oneLine(cell.item.preview ?? t('resource.item', cell.item.number), 60));
    const age = formatDuration(Math.min(cell.takenNs, Math.max(nowNs, cell.endNs)) - cell.item.sinceNs);
    const from = Math.max(x0, 0) + 6;
    const label = pen.text.fitOne([`${name} · ${age}`, name], Math.min(x1, pen.width) - from - 3);
    pen.words(label, from, y + tall / 2 + 0.5, x1 - x0, hue.text);
  }
  return true;
}

/** A text without the marks around it, which cost more room than they tell. */
function unquoted(preview: string): string {
  return /^"[^"]+"$/.test(preview) ? preview.slice(1, -1) : preview;
}

/** Levels: a step chart with the capacity as a dashed line, and the number where there is room. */
function drawLevel(
  context: DrawContext,
  lane: ResourceLane,
  top: number,
  height: number,
  itemsDrawn: boolean,
): DrawStep {
  const { pen } = context;
  const { palette } = pen;
  const hue = context.hue(lane.id);
  const { floor, yOf } = scaleOf(context, lane, top, height);
  pen.rect(0, floor, pen.width, 1, palette.grid);
  const capacity = lane.capacity ?? 0;
  if (capacity > 0) {
    for (let x = 0; x < pen.width; x += 8) pen.rect(x, yOf(capacity), 4, 1, palette.muted);
  }
  let lastX = Number.NaN;
  let lastY = floor;
  let lastLabelEnd = Number.NEGATIVE_INFINITY;
  return (step, x0, x1) => {
    if (step === undefined) return;
    const left = Math.max(x0, -4);
    const right = Math.min(x1, pen.width + 4);
    const width = Math.max(right - left, 1);
    const y = yOf(step.value);
    const full = isFull(lane, step);
    if (!itemsDrawn) pen.rect(left, y, width, floor - y, full ? hue.fill : hue.faint);
    if (step.peak > step.value && !itemsDrawn) pen.rect(left, yOf(step.peak), width, y - yOf(step.peak), hue.fill);
    pen.rect(left, y - 1, width, 2, hue.line);
    if (!Number.isNaN(lastX)) {
      const [a, b] = [Math.min(lastY, y), Math.max(lastY, y)];
      pen.rect(left - 1, a - 1, 2, b - a + 2, hue.line);
    }
    lastX = right;
    lastY = y;
    // Somebody waits for a permit, an item or a free place: a row of teeth under the floor.
    if (step.waiters > 0) for (let x = left; x < right - 1; x += 4) pen.rect(x, floor + 2, 2, 3, palette.foreground);
    if (itemsDrawn && step.value > 0) return;
    const text =
      step.waiters > 0 && width > 90 ? `${step.value} · ${t('resource.waiters', step.waiters)}` : `${step.value}`;
    const from = Math.max(left, 0) + 4;
    const wide = pen.text.width(text);
    if (step.count === 1 && wide + 8 <= right - from && from > lastLabelEnd) {
      const above = y - 7 > top + 4;
      pen.ctx.fillStyle = palette.foreground;
      pen.ctx.fillText(text, from, above && floor - y < 14 ? y - 7 : y + 8);
      lastLabelEnd = from + wide + 4;
    }
  };
}

/** Whether the next one would have to wait. */
function isFull(lane: ResourceLane, step: Step): boolean {
  const semaphore = lane.kind === 'semaphore' || lane.kind === 'bounded-semaphore';
  return semaphore ? step.value <= 0 : lane.capacity !== undefined && lane.capacity > 0 && step.value >= lane.capacity;
}
