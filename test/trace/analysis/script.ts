/** Writes a trace by hand: actors are threads of one process, numbered; resources are numbered. */
import { Analysis } from '../../../src/trace/analysis/analysis.ts';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { FrameEncoder } from '../../../src/trace/codec.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import {
  actorKey,
  type EventData,
  type ExitReason,
  OPS,
  type Op,
  OUTCOMES,
  type Outcome,
  PHASES,
  type Phase,
  type ResourceKind,
} from '../../../src/trace/schema.ts';

const PID = 7;

const isHang = ({ finding }: Finding) => finding === 'deadlock' || finding === 'stall';

export class Script {
  readonly model = new TraceModel();
  readonly analysis = new Analysis(this.model);
  readonly #encoders = new Map<number, FrameEncoder>();
  readonly #counts = new Map<number, number>();
  #at = 1e9;

  event(
    actor: number,
    op: Op,
    phase: Phase,
    more: { resource?: number; outcome?: Outcome; flight?: number; site?: number; data?: EventData } = {},
  ): this {
    let encoder = this.#encoders.get(actor);
    if (!encoder) {
      encoder = new FrameEncoder(PID, actor, (frame) => this.model.append(frame.slice()));
      this.#encoders.set(actor, encoder);
    }
    this.#at += 1e6;
    const counted = more.resource !== undefined && phase !== 'begin';
    const rseq = counted ? (this.#counts.get(more.resource!) ?? 0) + 1 : 0;
    if (counted) this.#counts.set(more.resource!, rseq);
    const outcome = phase === 'end' ? OUTCOMES.indexOf(more.outcome ?? 'ok') : -1;
    encoder.event(
      this.#at,
      OPS.indexOf(op),
      PHASES.indexOf(phase),
      more.flight ?? 0,
      (more.resource ?? 0) * 2,
      outcome,
      rseq,
      more.site ?? 0,
      more.data,
    );
    encoder.flush();
    return this;
  }
  /** Lets time pass. */
  later(ms: number): this {
    this.#at += ms * 1e6;
    return this;
  }
  actors(...names: string[]): this {
    names.forEach(
      (name, i) => void this.event(i, 'actor', 'instant', { data: { name, kind: i === 0 ? 'process' : 'thread' } }),
    );
    return this;
  }
  daemon(actor: number, name: string): this {
    return this.event(actor, 'actor', 'instant', { data: { name, kind: 'thread', daemon: true } });
  }
  /** `module` false: only its creator and whom it was handed to have it. */
  resource(id: number, kind: ResourceKind, name: string, data: EventData = {}, creator = 0): this {
    return this.event(creator, 'resource', 'instant', {
      resource: id,
      data: { name, kind, domain: 'threads', ...data },
    });
  }
  /** A place in the program, as this actor numbers it. */
  site(actor: number, id: number, line: number): this {
    return this.event(actor, 'site', 'instant', { data: { id, file: 'a.ts', line, column: 1, fn: '' } });
  }
  begin(actor: number, op: Op, resource: number, data?: EventData, flight = 0): this {
    return this.event(actor, op, 'begin', { resource, data, flight });
  }
  end(actor: number, op: Op, resource: number, data?: EventData, outcome: Outcome = 'ok', flight = 0): this {
    return this.event(actor, op, 'end', { resource, data, outcome, flight });
  }
  does(actor: number, op: Op, resource: number, data?: EventData): this {
    return this.begin(actor, op, resource).end(actor, op, resource, data);
  }
  take(actor: number, resource: number): this {
    return this.does(actor, 'acquire', resource);
  }
  wants(actor: number, resource: number, data?: EventData): this {
    return this.begin(actor, 'acquire', resource, data);
  }
  gives(actor: number, resource: number, data?: EventData): this {
    return this.event(actor, 'release', 'instant', { resource, data });
  }
  instant(actor: number, op: Op, resource: number, data?: EventData): this {
    return this.event(actor, op, 'instant', { resource, data });
  }
  /** A handle goes from one to another. */
  hands(from: number, to: number, resource: number): this {
    return this.instant(from, 'pass', resource, { n: 1 }).instant(to, 'pass', resource, { n: -1 });
  }
  joins(actor: number, target: number, flight = 0, data: EventData = {}): this {
    return this.event(actor, 'join', 'begin', { flight, data: { target: actorKey(PID, target), ...data } });
  }
  idle(actor: number, n = 0): this {
    return this.event(actor, 'idle', 'instant', { data: { n } });
  }
  /** Its own function has ended, and it waits for the end of a thread. */
  isEnding(actor: number, target: number): this {
    return this.joins(actor, target, 900 + target, { rule: 'end' }).idle(actor);
  }
  ends(actor: number, reason: ExitReason = 'returned', data: EventData = {}): this {
    return this.event(actor, 'exit', 'instant', { data: { reason, code: 0, ...data } });
  }
  /** Hangs that are found when nothing more comes for a while. */
  found(): Finding[] {
    const now = this.model.endNs;
    return [0, 50e6, 100e6].flatMap((more) => this.analysis.look(now + more)).filter(isHang);
  }
  /** Hangs that are found in all of it at once. */
  foundAtOnce(): Finding[] {
    return new Analysis(this.model).look(Number.POSITIVE_INFINITY).filter(isHang);
  }
}
