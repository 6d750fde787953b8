/** Ticks of the time axis. Pure. */

import { formatMoment } from './format.ts';
import { nsPerPixel, timeToX, type Viewport, viewEnd } from './viewport.ts';

/** One tick: major ones carry a label. */
export interface Tick {
  readonly atNs: number;
  readonly x: number;
  readonly label: string;
  readonly major: boolean;
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `ns`. */
export function niceStep(ns: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ns, 1)));
  for (const factor of [1, 2, 5]) if (factor * power >= ns * 0.999999) return factor * power;
  return 10 * power;
}

/** Ticks for a view with labelled ones at least `labelPixels` apart and none before the session began. */
export function ticks(view: Viewport, labelPixels = 90): Tick[] {
  const step = niceStep(nsPerPixel(view) * labelPixels);
  const parts = step / 10 ** Math.floor(Math.log10(step) + 1e-9) > 1.5 && step >= 10 ? (isTwo(step) ? 4 : 5) : 5;
  const minor = step >= 5 ? step / parts : step;
  const result: Tick[] = [];
  const first = Math.max(0, Math.ceil((view.startNs - 1e-6) / minor));
  const last = Math.floor(viewEnd(view) / minor);
  for (let i = first; i <= last && result.length < 2000; i++) {
    const atNs = i * minor;
    const major = Math.abs(atNs / step - Math.round(atNs / step)) < 1e-6;
    result.push({ atNs, x: timeToX(view, atNs), label: major ? formatMoment(atNs, step, viewEnd(view)) : '', major });
  }
  return result;
}

function isTwo(step: number): boolean {
  return Math.round(step / 10 ** Math.floor(Math.log10(step) + 1e-9)) === 2;
}
