/** Draws an actor's lane: boxes for what it waits for and holds, a base line for running and sleeping, glyphs for moments. */

import type { ExitReason } from '../../src/trace/schema.ts';
import { bareName, exitWords, wasCutOff } from '../describe.ts';
import { formatDuration } from '../format.ts';
import type { ActorLane, Instant, Item, Scene, Span } from '../scene.ts';
import { t } from '../strings.ts';
import { oneLine } from '../text.ts';
import type { Hue } from '../theme.ts';
import { nsPerPixel, timeToX, type Viewport, viewEnd } from '../viewport.ts';
import { baseLine, boxTop, type Density } from './geometry.ts';
import type { BoxStyle, Pen } from './pen.ts';
import { Strip } from './strip.ts';

/** What every lane is drawn with. */
export interface DrawContext {
  readonly pen: Pen;
  readonly scene: Scene;
  readonly view: Viewport;
  readonly density: Density;
  /** The resource that is highlighted everywhere. */
  readonly litResource: string | undefined;
  readonly selected: Item | undefined;
  readonly hovered: Item | undefined;
  /** Where the present stands: open spans end there. */
  readonly nowNs: number;
  readonly hue: (resource: string | undefined) => Hue;
}

/** Narrower boxes are strokes: neither hatching nor frames can be seen in them. */
const NARROW_PX = 7;

/** Draws what an actor does and waits for, with its top at `top`. The small strokes come with flushStrips, for all lanes at once. */
export function drawActorLane(context: DrawContext, lane: ActorLane, top: number): void {
  const { pen, scene, view, density, litResource } = context;
  const minNs = leastNs(view);
  const from = view.startNs;
  const to = viewEnd(view);
  const { box } = density;
  const base = baseLine(lane, top, density);
  drawLife(context, lane, base, top);
  const strip = new Strip(pen);
  scene.spans(lane.id, from, to, minNs, (span) => {
    const x0 = timeToX(view, span.startNs);
    const x1 = timeToX(view, span.endNs);
    if (x1 < 0 || x0 > pen.width) return;
    if (isBase(span)) {
      if (span.kind === 'running') strip.solid(x0, x1, base - 1.5, 3, pen.palette.running, false);
      else pen.base(x0, x1, base, span.kind as 'running');
      return;
    }
    const y = boxTop(lane, top, span.row, density);
    const narrow = x1 - x0 < NARROW_PX && !span.open;
    if (span.count > 1 || (narrow && (span.kind === 'waiting' || span.kind === 'holding'))) {
      const { resource } = span;
      const dim = litResource !== undefined && resource !== litResource;
      // Merged waits and holds share the height: waits above, dotted, holds below.
      const merged = span.count > 1;
      const half = merged ? Math.floor(box / 2) - 1 : box;
      if (span.kind === 'waiting') strip.dots(x0, x1, merged ? y + 1 : y, half, context.hue(resource).line, dim);
      else if (merged) strip.solid(x0, x1, y + half + 2, box - half - 3, context.hue(resource).line, dim);
      else strip.solid(x0, x1, y, box, context.hue(resource).line, dim);
    } else drawBox(context, span, x0, x1, y);
  });
  if (litResource === undefined) return;
  // What is too short to stand alone is shown all the same for the resource that one looks at.
  const colour = context.hue(litResource).line;
  const y = boxTop(lane, top, 0, density);
  const half = Math.floor(box / 2) - 1;
  scene.shortOf(litResource, lane.id, from, to, minNs, (kind, startNs, endNs) => {
    const x0 = timeToX(view, startNs);
    const x1 = Math.max(timeToX(view, endNs), x0 + 1);
    if (kind === 'waiting') strip.dots(x0, x1, y + 1, half, colour, false);
    else strip.solid(x0, x1, y + half + 2, box - half - 3, colour, false);
  });
}

/** Draws what lies over an actor's spans: its moments, and frames around what is selected or pointed at. */
export function drawMoments(context: DrawContext, lane: ActorLane, top: number): void {
  const { pen, scene, view, density, selected, hovered } = context;
  const minNs = leastNs(view);
  const from = view.startNs;
  const to = viewEnd(view);
  const base = baseLine(lane, top, density);
  const marks = [selected, hovered].filter((item) => item?.lane === lane.id).map((item) => item!.id);
  if (marks.length > 0)
    scene.spans(lane.id, from, to, minNs, (span) => {
      if (!marks.includes(span.id)) return;
      const [x0, x1] = [timeToX(view, span.startNs), timeToX(view, span.endNs)];
      if (isBase(span)) markSpan(context, x0, x1, base - 5, 10, span.id);
      else markSpan(context, x0, x1, boxTop(lane, top, span.row, density), density.box, span.id);
    });
  drawEnd(context, lane, base, top);
  let lastTextEnd = Number.NEGATIVE_INFINITY;
  scene.instants(lane.id, from, to, minNs * 2, (instant) => {
    const x = timeToX(view, instant.atNs);
    if (x < -8 || x > pen.width + 8) return;
    lastTextEnd = drawInstant(context, instant, x, base, lastTextEnd);
    if (marks.includes(instant.id))
      pen.frame(x - 6, base - 6, 12, 12, pen.palette.focus, instant.id === selected?.id ? 2 : 1);
  });
}

/** What is shorter than this comes merged. */
function leastNs(view: Viewport): number {
  return nsPerPixel(view) * 1.5;
}

/** What is drawn on the base line rather than as a box. */
export function isBase(span: Span): boolean {
  return span.kind === 'starting' || span.kind === 'running' || span.kind === 'sleeping' || span.kind === 'cpu';
}

function markSpan(context: DrawContext, x0: number, x1: number, y: number, height: number, id: string): void {
  const { pen } = context;
  const left = Math.max(x0, -4);
  const right = Math.min(Math.max(x1, x0 + 2), pen.width + 4);
  const selected = id === context.selected?.id;
  const around = selected ? 2 : 1;
  pen.frame(
    left - around,
    y - around,
    right - left + 2 * around,
    height + 2 * around,
    pen.palette.focus,
    selected ? 2 : 1,
  );
}

function drawBox(context: DrawContext, span: Span, x0: number, x1: number, y: number): void {
  const { pen, litResource } = context;
  const lit = litResource !== undefined && span.resource === litResource;
  const hue = context.hue(span.resource);
  pen.box(x0, x1, y, context.density.box, {
    style: styleOf(span),
    hue,
    labels: x1 - x0 < 18 ? [] : labelsOf(context, span),
    lit,
    dim: litResource !== undefined && !lit,
    open: span.open,
    bad: span.outcome !== undefined && span.outcome !== 'ok',
  });
  if (span.kind === 'holding' && x1 - x0 > 3) drawContention(context, span, y, hue.line);
}

/** While others wait, a held lock wears a heavy bar along its top: held alone and held up are told apart by shape. */
function drawContention(context: DrawContext, span: Span, y: number, colour: string): void {
  const { pen, scene, view } = context;
  if (span.resource === undefined || !scene.ready(span.resource)) return;
  const from = Math.max(span.startNs, view.startNs);
  const to = Math.min(span.endNs, viewEnd(view));
  let start = Number.NaN;
  let end = Number.NaN;
  const flush = () => {
    if (Number.isNaN(start)) return;
    const x0 = Math.max(timeToX(view, start), -6);
    const x1 = Math.min(timeToX(view, end), pen.width + 6);
    if (x1 - x0 < 1) return;
    pen.rect(x0, y, x1 - x0, 3, colour);
    pen.rect(x0, y + context.density.box - 3, x1 - x0, 3, colour);
  };
  scene.steps(span.resource, from, to, nsPerPixel(view), (step) => {
    if (step.waiters <= 0) return;
    const [s, e] = [Math.max(step.startNs, from), Math.min(step.endNs, to)];
    if (s <= end) end = Math.max(end, e);
    else {
      flush();
      start = s;
      end = e;
    }
  });
  flush();
}

function styleOf(span: Span): BoxStyle {
  switch (span.kind) {
    case 'holding':
      return 'hold';
    case 'waiting':
      return 'wait';
    case 'joining':
      return 'join';
    default:
      return 'custom';
  }
}

function labelsOf({ scene }: DrawContext, span: Span): string[] {
  const duration = formatDuration(span.endNs - span.startNs);
  const resource = bareName(scene, span.resource);
  switch (span.kind) {
    case 'holding':
      return [`${t('span.holding', resource)} · ${duration}`, t('span.holding', resource), resource];
    case 'waiting': {
      const words =
        span.op === 'put'
          ? t('span.putting', resource)
          : span.op === 'get'
            ? t('span.getting', resource)
            : span.op === 'join-queue'
              ? t('span.joinQueue', resource)
              : t(span.op === 'wait' ? 'span.waitingOn' : 'span.waiting', resource);
      return [`${words} · ${duration}`, words, resource];
    }
    case 'joining': {
      const name = bareName(scene, span.target);
      return [`${t('span.joining', name)} · ${duration}`, t('span.joining', name), name];
    }
    default:
      return [oneLine(span.name ?? '', 80)];
  }
}

/** The thread of a life: a faint rail from start to end, and a cap where it ends. */
function drawLife(context: DrawContext, lane: ActorLane, base: number, top: number): void {
  const { pen, view, nowNs } = context;
  const { palette } = pen;
  const x0 = timeToX(view, lane.startNs);
  const x1 = timeToX(view, lane.endNs ?? nowNs);
  if (x1 >= 0 && x0 <= pen.width) {
    const left = Math.max(x0, 0);
    pen.rect(left, base - 0.5, Math.min(x1, pen.width) - left, 1, palette.grid);
    if (x0 >= 0) pen.rect(x0 - 1, base - 4, 2, 8, palette.muted);
  }
  if (lane.exit === undefined || lane.endNs === undefined || x1 < -200 || x1 > pen.width) return;
  const cut = wasCutOff(lane);
  const colour = endColour(context, lane.exit.reason, cut);
  const boxes = boxTop(lane, top, 0, context.density);
  if (cut) {
    // Cut off: a cross where the thread breaks.
    const { ctx } = pen;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.beginPath();
    const x = x1 + 5;
    ctx.moveTo(x - 4, base - 4);
    ctx.lineTo(x + 4, base + 4);
    ctx.moveTo(x + 4, base - 4);
    ctx.lineTo(x - 4, base + 4);
    ctx.stroke();
  } else pen.rect(x1 - 1, boxes + 2, 2, base - boxes + 2, colour);
}

/** Why a lane ends: behind its end, or before it where there is no room and the end was not its own. */
function drawEnd(context: DrawContext, lane: ActorLane, base: number, top: number): void {
  const { pen, view } = context;
  const { exit, endNs } = lane;
  if (exit === undefined || endNs === undefined) return;
  const x1 = timeToX(view, endNs);
  if (x1 < -200 || x1 > pen.width + 8) return;
  const cut = wasCutOff(lane);
  const colour = endColour(context, exit.reason, cut);
  const short = exitWords(exit);
  const long = exit.reason === 'error' && exit.error ? `${short}: ${oneLine(exit.error, 80)}` : short;
  const at = x1 + (cut ? 14 : 6);
  const words = [long, short].find((wording) => at + pen.text.width(wording) <= pen.width - 4);
  if (words !== undefined) {
    // Beside the boxes, where no mark of the last moment stands.
    const y = cut ? base : boxTop(lane, top, 0, context.density) + context.density.box / 2;
    pen.words(words, at, y, pen.width - at - 4, colour);
  } else if (cut) {
    const room = Math.min(pen.text.width(short), Math.max(0, x1 - 8));
    const from = Math.min(x1, pen.width - 8) - 6 - room;
    pen.rect(from - 3, base - 7, room + 6, 14, pen.palette.background);
    pen.words(short, from, base + 0.5, room + 1, colour);
  }
}

function endColour({ pen }: DrawContext, reason: ExitReason, cut: boolean): string {
  const { palette } = pen;
  if (reason === 'error' || reason === 'signal') return palette.error;
  return cut ? palette.warning : palette.muted;
}

function drawInstant(context: DrawContext, instant: Instant, x: number, base: number, lastTextEnd: number): number {
  const { pen } = context;
  const { palette, ctx } = pen;
  switch (instant.op) {
    case 'output': {
      // A little page with lines; standard error is filled.
      const colour = instant.stream === 2 ? palette.error : palette.foreground;
      pen.rect(x - 4, base - 4, 8, 9, instant.stream === 2 ? colour : palette.background);
      pen.frame(x - 4, base - 4, 8, 9, colour, 1);
      const ink = instant.stream === 2 ? palette.background : colour;
      pen.rect(x - 2, base - 1.5, 4, 1, ink);
      pen.rect(x - 2, base + 1, 4, 1, ink);
      return lastTextEnd;
    }
    case 'mark': {
      ctx.fillStyle = palette.warning;
      ctx.beginPath();
      ctx.moveTo(x, base - 5);
      ctx.lineTo(x + 5, base);
      ctx.lineTo(x, base + 5);
      ctx.lineTo(x - 5, base);
      ctx.fill();
      const from = Math.max(x + 8, lastTextEnd + 6);
      if (from > x + 40) return lastTextEnd;
      const text = pen.text.fit(oneLine(instant.text ?? '', 60), 120);
      pen.rect(from - 2, base - 7, pen.text.width(text) + 4, 14, palette.background);
      pen.words(text, from, base + 1, 120, palette.foreground);
      return from + pen.text.width(text);
    }
    case 'lost':
      pen.frame(x - 5, base - 5, 10, 10, palette.error, 2);
      pen.words('!', x - 1.5, base + 0.5, 20, palette.error);
      return lastTextEnd;
    case 'run':
    case 'exit':
    case 'start':
      pen.vertical(x, base - 4, base + 4, palette.muted, 1);
      return lastTextEnd;
    default: {
      const lit = context.litResource !== undefined && instant.resource === context.litResource;
      const colour = context.hue(instant.resource).line;
      if (context.litResource !== undefined && !lit) ctx.globalAlpha = 0.4;
      pen.rect(x - 1, base - 4, 2, 8, colour);
      ctx.globalAlpha = 1;
      return lastTextEnd;
    }
  }
}
