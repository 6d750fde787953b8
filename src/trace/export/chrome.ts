/**
 * Chrome's Trace Event format, as Perfetto opens it: the same lanes, counters and flows.
 *
 * Complete events of one thread must nest. So each lane is one slice for the actor's whole life, inside it what it
 * does and waits for; what may overlap (holds, asynchronous operations) are async events beside it. The outer slice
 * is also what flows can bind to where the actor just runs.
 */
import { FLOW_KINDS } from '../derived.ts';
import type { Actor } from '../identities.ts';
import type { TraceModel } from '../model.ts';
import { flowInto, laneEnd, rowsOf, siteOf } from '../query.ts';
import { SPAN_KINDS, type SpanRow } from '../span-row.ts';
import { NO_EVENT } from '../store.ts';
import { type ChromeEvent, resourceGroup, resourceTracks } from './chrome-resources.ts';
import { chunked, fileName } from './events.ts';

/** One JSON object, in chunks. Times are microseconds since the session's start, with decimals. */
export function chrome(model: TraceModel): Generator<string> {
  return chunked(parts(model));
}

function* parts(model: TraceModel): Generator<string> {
  yield '{"displayTimeUnit":"ns","otherData":';
  yield JSON.stringify({ version: 'heddle', program: model.session?.program, node: model.session?.node });
  yield ',"traceEvents":[';
  let separator = '\n';
  for (const event of events(model)) {
    yield separator + JSON.stringify(event);
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* events(model: TraceModel): Generator<ChromeEvent> {
  for (const actor of model.actors) yield* lane(model, actor);
  yield* resourceGroup(model);
  let flowId = 0;
  for (const resource of model.resources) {
    const derived = model.resource(resource.id);
    if (!derived) continue;
    const { steps, flows } = derived;
    yield* resourceTracks(model, resource, steps);
    for (let index = 0; index < flows.length; index++) {
      const common = { cat: 'flow', name: FLOW_KINDS[flows.kind[index]!], id: ++flowId };
      yield { ph: 's', ...common, ...place(model, flows.from[index]!), ts: flows.fromAt[index]! / 1000 };
      yield { ph: 'f', bp: 'e', ...common, ...place(model, flows.to[index]!), ts: flows.toAt[index]! / 1000 };
    }
  }
}

function place(model: TraceModel, event: number): { pid: number; tid: number } {
  const actor = model.actors[model.store.actor(event)]!;
  return { pid: actor.process, tid: actor.id };
}

function* lane(model: TraceModel, actor: Actor): Generator<ChromeEvent> {
  const at = { pid: actor.process, tid: actor.id };
  const name = `${actor.name || actor.kind} (${actor.display})`;
  if (actor.kind !== 'thread') {
    yield { ph: 'M', name: 'process_name', pid: actor.process, args: { name: `${name}, pid ${actor.pid}` } };
    yield { ph: 'M', name: 'process_sort_index', pid: actor.process, args: { sort_index: actor.process } };
  }
  yield { ph: 'M', name: 'thread_name', ...at, args: { name } };
  yield { ph: 'M', name: 'thread_sort_index', ...at, args: { sort_index: actor.id } };
  if (actor.kind === 'session') return;
  const endNs = Math.max(laneEnd(model, actor.id), actor.lastNs);
  const { atNs: _, ...exit } = actor.exit ?? { atNs: 0 };
  const args = { daemon: actor.daemon, ...(actor.exit ? { exit } : {}) };
  yield { ph: 'X', cat: 'actor', name, ...at, ...stretch(actor.bornNs, endNs), args };
  yield* lifeFlows(model, actor);
  const source = model.lanes[actor.id];
  if (!source) return;
  yield* nested(model, at, [...source.state, ...source.named, ...source.flights], endNs);
  for (const row of rowsOf(source)) {
    if (row.group !== 'hold') continue;
    for (let index = 0; index < row.length; index++) yield* overlapping(model, at, row, index, endNs);
  }
  for (let index = 0; index < source.instantCount; index++) {
    const event = source.instants[index]!;
    const op = model.store.op(event);
    const data = model.store.data(event);
    const label = op === 'mark' || op === 'output' ? String(data?.text ?? op).trimEnd() : op;
    yield { ph: 'i', s: 't', cat: op, name: label, ...at, ts: source.instantAt[index]! / 1000, args: data ?? {} };
  }
}

/** A start brings an actor to life; its end lets those go on that join it. */
function* lifeFlows(model: TraceModel, actor: Actor): Generator<ChromeEvent> {
  const at = { pid: actor.process, tid: actor.id };
  const flow = function* (name: string, id: string, from: object, fromNs: number, to: object, toNs: number) {
    const common = { cat: 'flow', name, id };
    yield { ph: 's', ...common, ...from, ts: fromNs / 1000 };
    yield { ph: 'f', bp: 'e', ...common, ...to, ts: toNs / 1000 };
  };
  const parent = model.actors[actor.parent];
  if (parent !== undefined && parent.kind !== 'session' && actor.runNs !== undefined)
    yield* flow('start', `start${actor.id}`, { pid: parent.process, tid: parent.id }, actor.bornNs, at, actor.runNs);
  for (const row of model.lanes[actor.id] ? rowsOf(model.lanes[actor.id]!) : [])
    for (let index = 0; index < row.length; index++) {
      const finish = row.finish[index]!;
      if (SPAN_KINDS[row.kind[index]!] !== 'joining' || finish === NO_EVENT) continue;
      const cause = flowInto(model, finish);
      if (cause === undefined) continue;
      yield* flow('join', `join${finish}`, place(model, cause.from), cause.fromNs, at, row.end[index]!);
    }
}

/** A stretch of time in microseconds. */
function stretch(startNs: number, endNs: number): { ts: number; dur: number } {
  return { ts: startNs / 1000, dur: (endNs - startNs) / 1000 };
}

/** Slices of a thread in the order that lets them nest; one that does not fit into the one around it becomes async. */
function* nested(model: TraceModel, at: object, rows: readonly SpanRow[], laneEndNs: number): Generator<ChromeEvent> {
  const next = rows.map(() => 0);
  const open: number[] = [];
  while (true) {
    let best = -1;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      if (next[index]! >= row.length) continue;
      if (best < 0) best = index;
      const difference = row.start[next[index]!]! - rows[best]!.start[next[best]!]!;
      if (difference < 0 || (difference === 0 && row.end[next[index]!]! > rows[best]!.end[next[best]!]!)) best = index;
    }
    if (best < 0) return;
    const row = rows[best]!;
    const index = next[best]!++;
    const start = row.start[index]!;
    const end = Math.min(row.end[index]!, Math.max(laneEndNs, start));
    while (open.length > 0 && open[open.length - 1]! <= start) open.pop();
    const around = open.length > 0 ? open[open.length - 1]! : laneEndNs;
    // Each slice around this one may have been shortened by a nanosecond.
    if (open.length > 0 && end > around + open.length) {
      yield* overlapping(model, at, row, index, laneEndNs);
      continue;
    }
    // Viewers add up and take off: where two slices end together, the inner one ends a nanosecond earlier.
    const shown = end < around ? end : Math.max(start, around - 1);
    open.push(shown);
    yield {
      ph: 'X',
      ...head(model, row, index),
      ...at,
      ...stretch(start, shown),
      args: facts(model, row, index),
    };
  }
}

function* overlapping(
  model: TraceModel,
  at: object,
  row: SpanRow,
  index: number,
  laneEndNs: number,
): Generator<ChromeEvent> {
  const start = row.start[index]!;
  const end = Math.min(row.end[index]!, Math.max(laneEndNs, start));
  const id = row.begin[index] === NO_EVENT ? `f${row.finish[index]}` : `b${row.begin[index]}`;
  const common = { ...head(model, row, index), id, ...at };
  yield { ph: 'b', ...common, ts: start / 1000, args: facts(model, row, index) };
  yield { ph: 'e', ...common, ts: end / 1000 };
}

function head(model: TraceModel, row: SpanRow, index: number): { cat: string; name: string } {
  const kind = SPAN_KINDS[row.kind[index]!]!;
  const resource = model.resources[row.resource[index]! - 1];
  const begin = row.begin[index]!;
  const own = begin === NO_EVENT ? undefined : model.store.data(begin)?.name;
  const op = kind === 'waiting' && begin !== NO_EVENT ? model.store.op(begin) : kind;
  const name = kind === 'named' || kind === 'task' ? String(own ?? kind) : resource ? `${op} ${resource.name}` : op;
  return { cat: kind, name };
}

function facts(model: TraceModel, row: SpanRow, index: number): Record<string, unknown> {
  const begin = row.begin[index]!;
  const finish = row.finish[index]!;
  const site = begin === NO_EVENT || row.group === 'hold' ? undefined : siteOf(model, begin);
  return {
    resource: model.resources[row.resource[index]! - 1]?.display,
    outcome: finish === NO_EVENT ? undefined : model.store.outcome(finish),
    site: site && `${fileName(site.file)}:${site.line}:${site.column}`,
  };
}
