/** A table for spreadsheets: RFC 4180, one event a line. */
import type { TraceModel } from '../model.ts';
import { byTime } from '../query.ts';
import { chunked, EventLines } from './events.ts';

const COLUMNS = ['seq', 'at', 'actor', 'actor_name', 'op', 'phase', 'resource', 'resource_name', 'outcome', 'rseq', 'site', 'data'] as const; // biome-ignore format: a table

/** The events in order of time, with the names beside the ids. */
export function csv(model: TraceModel): Generator<string> {
  return chunked(lines(model));
}

function* lines(model: TraceModel): Generator<string> {
  const events = new EventLines(model);
  const actorNames = new Map(model.actors.map((actor) => [actor.display, actor.name]));
  yield `${COLUMNS.join(',')}\r\n`;
  for (const event of byTime(model)) {
    if (model.store.op(event) === 'site') continue;
    const line = events.line(event);
    const row: Record<(typeof COLUMNS)[number], string | number | undefined> = {
      ...line,
      resource: line.resource,
      outcome: line.outcome,
      rseq: line.rseq,
      site: line.site,
      actor_name: actorNames.get(line.actor),
      resource_name: model.resources[model.store.resource(event)]?.name,
      data: line.data && JSON.stringify(line.data),
    };
    yield `${COLUMNS.map((column) => cell(row[column])).join(',')}\r\n`;
  }
}

/** Quoted where needed. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
