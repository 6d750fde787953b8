/** The whole run in a strip: one thin line for each actor, and a window where the view is. */

import type { Scene } from '../scene.ts';
import type { Hue } from '../theme.ts';
import { type Extent, fitView, nsPerPixel, timeToX, type Viewport, viewEnd, xToTime } from '../viewport.ts';
import type { Pen } from './pen.ts';
import { flushStrips, Strip } from './strip.ts';

/** A line for an actor takes so many pixels at least: of more actors than have room, every nth is drawn. */
const LEAST_PITCH_PX = 2;

/** Draws the lives of all actors, compressed; the result can be kept until the trace changes. */
export function drawMinimap(pen: Pen, scene: Scene, extent: Extent, hue: (resource: string | undefined) => Hue): void {
  pen.begin(pen.palette.background);
  const whole = minimapView(pen.width, extent);
  const room = Math.max(1, Math.floor((pen.height - 5) / LEAST_PITCH_PX));
  const every = Math.max(1, Math.ceil(scene.actors.length / room));
  const actors = scene.actors.filter((_, i) => i % every === 0);
  const pitch = Math.min(6, (pen.height - 5) / Math.max(1, actors.length));
  const thick = Math.max(1, Math.min(3, pitch - 1));
  const minNs = nsPerPixel(whole) * 2;
  actors.forEach((actor, i) => {
    const strip = new Strip(pen);
    const y = 2 + i * pitch;
    const x0 = timeToX(whole, actor.startNs);
    pen.rect(x0, y + thick / 2, timeToX(whole, actor.endNs ?? extent.endNs) - x0, 1, pen.palette.grid);
    scene.spans(actor.id, extent.startNs, extent.endNs, minNs, (span) => {
      if (span.kind === 'starting' || span.kind === 'sleeping' || span.kind === 'joining') return;
      const from = timeToX(whole, span.startNs);
      const width = Math.max(1, timeToX(whole, span.endNs) - from);
      if (span.kind === 'waiting') strip.dots(from, from + width, y, thick, hue(span.resource).line, false);
      else if (span.kind === 'holding') strip.solid(from, from + width, y, thick, hue(span.resource).line, false);
      else strip.solid(from, from + width, y + (thick - 1) / 2, 1, pen.palette.muted, false);
    });
  });
  flushStrips(pen);
}

/** The window on the strip. */
export function drawMinimapWindow(pen: Pen, extent: Extent, view: Viewport): void {
  pen.begin(undefined);
  const whole = minimapView(pen.width, extent);
  const x0 = Math.max(0, timeToX(whole, view.startNs));
  const x1 = Math.min(pen.width, timeToX(whole, viewEnd(view)));
  pen.ctx.globalAlpha = 0.55;
  pen.rect(0, 0, x0, pen.height, pen.palette.background);
  if (x1 < pen.width) pen.rect(x1, 0, pen.width - x1, pen.height, pen.palette.background);
  pen.ctx.globalAlpha = 1;
  if (x0 > 0.5 || x1 < pen.width - 0.5) pen.frame(x0, 0, Math.max(4, x1 - x0), pen.height, pen.palette.muted, 1);
}

/** The view of the strip itself. */
export function minimapView(width: number, extent: Extent): Viewport {
  return fitView(width, extent, 0);
}

/** The view that a press at pixel `x` of the strip asks for. */
export function minimapTarget(width: number, extent: Extent, x: number, view: Viewport): Viewport {
  return { ...view, startNs: xToTime(minimapView(width, extent), x) - view.spanNs / 2 };
}
