/** Draws a finding over the lanes: outlines around what takes part, its steps as numbers, and their order as arrows. */

import type { PlacedStep } from '../finding-items.ts';
import type { ActorLane } from '../scene.ts';
import { timeToX, type Viewport } from '../viewport.ts';
import { baseLine, boxTop, type Density } from './geometry.ts';
import { isBase } from './lane.ts';
import type { Pen } from './pen.ts';

/** What is drawn, and where its lanes stand. */
export interface FindingMarks {
  readonly steps: readonly PlacedStep[];
  readonly ordered: boolean;
  readonly error: boolean;
  /** What a lost write is labelled with. */
  readonly lostWords: string;
  readonly density: Density;
  /** The lane and its top in this picture; undefined when it is not among the rows. */
  readonly place: (lane: string) => { readonly lane: ActorLane; readonly top: number } | undefined;
}

/** A number's place. */
export interface Mark {
  readonly step: PlacedStep;
  readonly x: number;
  readonly y: number;
}

const RADIUS = 8;
const APART = RADIUS * 2 + 2;

/** Where the numbers stand: at their moments, and beside each other where those are too close to tell apart. Pure. */
export function placeMarks(view: Viewport, marks: Pick<FindingMarks, 'steps' | 'density' | 'place'>): Mark[] {
  const placed: Mark[] = [];
  const nextX = new Map<string, number>();
  // Steps of different lanes that follow each other at once keep their order from left to right, too.
  const byTime = [...marks.steps].sort((a, b) => a.atNs - b.atNs || a.step.number - b.step.number);
  for (const step of byTime) {
    const at = marks.place(step.lane);
    if (at === undefined) continue;
    const { item } = step;
    const onBox = item?.type === 'span' && !isBase(item);
    const row = onBox ? boxTop(at.lane, at.top, item.row, marks.density) : undefined;
    const y = row === undefined ? baseLine(at.lane, at.top, marks.density) : row + marks.density.box / 2;
    const key = `${step.lane} ${Math.round(y)}`;
    // Before a box, so that its words can be read; a box that begins further left has it at the edge of the picture.
    const wanted = onBox
      ? Math.max(timeToX(view, item.startNs) - RADIUS - 4, leftEdge(view, item))
      : timeToX(view, step.atNs);
    const x = Math.max(wanted, nextX.get(key) ?? Number.NEGATIVE_INFINITY);
    nextX.set(key, x + APART);
    placed.push({ step, x, y });
  }
  return placed;
}

function leftEdge(view: Viewport, item: { readonly endNs: number }): number {
  return timeToX(view, item.endNs) > 0 ? RADIUS + 3 : Number.NEGATIVE_INFINITY;
}

/** Draws the finding into the canvas that lies over the lanes. */
export function drawFindingMarks(pen: Pen, view: Viewport, marks: FindingMarks): void {
  const { palette } = pen;
  const colour = marks.error ? palette.error : palette.warning;
  for (const { item, lane } of marks.steps) {
    const at = marks.place(lane);
    if (at === undefined || item?.type !== 'span' || isBase(item)) continue;
    const y = boxTop(at.lane, at.top, item.row, marks.density);
    const x0 = Math.max(timeToX(view, item.startNs), -4);
    const x1 = Math.min(Math.max(timeToX(view, item.endNs), x0 + 4), pen.width + 4);
    if (x1 < 0 || x0 > pen.width) continue;
    pen.frame(x0 - 3, y - 3, x1 - x0 + 6, marks.density.box + 6, palette.background, 1);
    pen.frame(x0 - 2, y - 2, x1 - x0 + 4, marks.density.box + 4, colour, 2);
  }
  const placed = placeMarks(view, marks).sort((a, b) => a.step.step.number - b.step.step.number);
  if (marks.ordered) for (let i = 1; i < placed.length; i++) arrow(pen, placed[i - 1]!, placed[i]!, colour);
  for (const mark of placed) number(pen, mark, colour, marks.lostWords);
}

function number(pen: Pen, { step: { step }, x, y }: Mark, colour: string, lostWords: string): void {
  const { ctx, palette } = pen;
  if (x < -RADIUS || x > pen.width + RADIUS) return;
  const disc = (radius: number, fill: string) => {
    ctx.fillStyle = fill;
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, Math.PI * 2);
    ctx.fill();
  };
  disc(RADIUS + 1.5, palette.background);
  disc(RADIUS, colour);
  // What was lost is hollow, and called so.
  if (step.lost) disc(RADIUS - 1.5, palette.background);
  const text = String(step.number);
  ctx.fillStyle = step.lost ? colour : palette.background;
  ctx.fillText(text, x - pen.text.width(text) / 2, y + 0.5);
  if (!step.lost) return;
  const width = pen.text.width(lostWords);
  const below = y + RADIUS + 9;
  const left = Math.min(Math.max(4, x - width / 2), pen.width - width - 4);
  pen.rect(left - 3, below - 8, width + 6, 15, palette.background);
  ctx.fillStyle = colour;
  ctx.fillText(lostWords, left, below);
}

/** From one number to the next, from rim to rim. */
function arrow(pen: Pen, from: Mark, to: Mark, colour: string): void {
  const { ctx, palette } = pen;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length < APART + 4 || Math.max(from.x, to.x) < 0 || Math.min(from.x, to.x) > pen.width) return;
  const [ux, uy] = [dx / length, dy / length];
  const start = RADIUS + 1;
  const end = length - RADIUS - 3;
  const at = (along: number, aside = 0): [number, number] => [
    from.x + ux * along - uy * aside,
    from.y + uy * along + ux * aside,
  ];
  for (const [width, stroke] of [
    [4, palette.background],
    [1.5, colour],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = stroke;
    ctx.beginPath();
    ctx.moveTo(...at(start));
    ctx.lineTo(...at(end));
    ctx.stroke();
  }
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(...at(end + 2));
  ctx.lineTo(...at(end - 6, 4));
  ctx.lineTo(...at(end - 6, -4));
  ctx.fill();
}
