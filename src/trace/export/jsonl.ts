/** One JSON object a line: `--format json`. */
import type { TraceModel } from '../model.ts';
import { byTime } from '../query.ts';
import { chunked, EventLines } from './events.ts';

/** The events in order of time, announcements included; call sites stand in the events themselves. */
export function jsonl(model: TraceModel): Generator<string> {
  return chunked(lines(model));
}

function* lines(model: TraceModel): Generator<string> {
  const events = new EventLines(model);
  for (const event of byTime(model))
    if (model.store.op(event) !== 'site') yield `${JSON.stringify(events.line(event))}\n`;
}
