/** Writes traces by hand, event by event in the order in which they happened, and sends them in any order of flushes. */
import { Analysis } from '../../../src/trace/analysis/analysis.ts';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import {
  actorKey,
  type EventData,
  type Op,
  type Outcome,
  type Phase,
  type ResourceKey,
  type ResourceKind,
  resourceKey,
} from '../../../src/trace/schema.ts';
import { TraceWriter } from '../../support/synthetic.ts';

/** One event as it happened. */
export interface Step {
  readonly actor: number;
  readonly op: Op;
  readonly phase: Phase;
  /** Number of the resource, or 0. */
  readonly resource: number;
  readonly rseq: number;
  readonly data: EventData;
}

/** Threads of one process, numbered, and what they share, numbered from 1. Thread 0 starts the others. */
export class TraceScript {
  readonly writer = new TraceWriter();
  readonly steps: Step[] = [];
  readonly #counts = new Map<number, number>();
  #sites = 0;

  constructor(threads: number) {
    this.writer.session();
    this.instant(0, 'actor', 0, { name: 'main', kind: 'process' });
    for (let id = 0; id < 100; id++)
      for (let thread = 0; thread <= threads; thread++)
        this.writer.event(this.key(thread), 'site', 'instant', {
          data: { id: id + 1, file: '/program.ts', line: id + 1, column: 1, fn: 'play' },
        });
    for (let thread = 1; thread <= threads; thread++) this.start(thread);
  }
  key(thread: number) {
    return actorKey(100, thread);
  }
  /** The next number of a resource's count. */
  count(resource: number): number {
    const count = (this.#counts.get(resource) ?? 0) + 1;
    this.#counts.set(resource, count);
    return count;
  }
  /** The site of the events that follow, as a line of the program. */
  at(line: number): this {
    this.#sites = line;
    return this;
  }
  event(
    actor: number,
    op: Op,
    phase: Phase,
    resource: number,
    data: EventData = {},
    more: { rseq?: number; outcome?: Outcome; flight?: number } = {},
  ): this {
    this.writer.now += 1000;
    const { rseq = 0 } = more;
    const key = (resource > 0 ? resourceKey(resource, false) : 0) as ResourceKey;
    const site = phase === 'end' ? 0 : this.#sites;
    this.writer.event(this.key(actor), op, phase, { resource: key, data, site, ...more });
    this.steps.push({ actor, op, phase, resource, rseq, data });
    return this;
  }
  instant(actor: number, op: Op, resource: number, data: EventData = {}): this {
    const counted = resource > 0 && op !== 'resource';
    return this.event(actor, op, 'instant', resource, data, counted ? { rseq: this.count(resource) } : {});
  }
  start(thread: number, by = 0): this {
    this.instant(by, 'start', 0, { target: this.key(thread) });
    return this.instant(thread, 'actor', 0, { name: `t${thread}`, kind: 'thread', parent: this.key(by) });
  }
  join(thread: number, by = 0): this {
    const data = { target: this.key(thread) };
    this.instant(thread, 'exit', 0, { reason: 'returned', code: 0 });
    this.flush(thread);
    return this.event(by, 'join', 'begin', 0, data).event(by, 'join', 'end', 0, data, { outcome: 'ok' });
  }
  resource(number: number, kind: ResourceKind, name: string, data: EventData = {}): this {
    return this.instant(0, 'resource', number, { name, kind, domain: 'threads', ...data });
  }
  /** A whole wait that succeeds. */
  done(actor: number, op: Op, resource: number, data: EventData = {}, limit: EventData = {}): this {
    this.event(actor, op, 'begin', resource, limit);
    return this.event(actor, op, 'end', resource, data, { outcome: 'ok', rseq: this.count(resource) });
  }
  take(actor: number, ...locks: number[]): this {
    for (const lock of locks) this.done(actor, 'acquire', lock);
    return this;
  }
  give(actor: number, ...locks: number[]): this {
    for (const lock of locks) this.instant(actor, 'release', lock);
    return this;
  }
  read(actor: number, resource: number, value = 0): this {
    return this.instant(actor, 'read', resource, { index: 0, value });
  }
  write(actor: number, resource: number, value = 0): this {
    return this.instant(actor, 'write', resource, { index: 0, value });
  }
  /** An atomic operation. */
  exchange(actor: number, resource: number, former: number, value: number): this {
    const rseq = this.count(resource);
    const data = { index: 0, value, former, until: this.count(resource) };
    return this.event(actor, 'write', 'instant', resource, data, { rseq });
  }
  watch(actor: number, resource: number, access: 'read' | 'write'): this {
    return this.event(actor, 'watch', 'instant', resource, { name: 'file', access });
  }
  flush(...threads: number[]): this {
    for (const thread of threads) this.writer.flush(this.key(thread));
    return this;
  }
  /** What is found when everything has come, looked at frame by frame. */
  found(): Finding[] {
    this.writer.flush();
    const model = new TraceModel();
    const analysis = new Analysis(model);
    for (const frame of this.writer.frames) {
      model.append(frame);
      analysis.look(model.endNs);
    }
    model.complete();
    analysis.look(Number.POSITIVE_INFINITY);
    return analysis.findings.filter(({ finding }) => finding === 'race' || finding === 'lock-order');
  }
}
