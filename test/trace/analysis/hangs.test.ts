import assert from 'node:assert/strict';
import { Analysis } from '../../../src/trace/analysis/analysis.ts';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { FrameEncoder } from '../../../src/trace/codec.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import {
  actorKey,
  type EventData,
  OPS,
  type Op,
  OUTCOMES,
  PHASES,
  type ResourceKind,
} from '../../../src/trace/schema.ts';

/** Writes a trace by hand: actors are threads of one process, numbered; resources are numbered. */
class Script {
  readonly model = new TraceModel();
  readonly analysis = new Analysis(this.model);
  readonly #encoders = new Map<number, FrameEncoder>();
  readonly #counts = new Map<number, number>();
  #at = 1e9;

  event(
    actor: number,
    op: Op,
    phase: 'begin' | 'end' | 'instant',
    more: { resource?: number; outcome?: 'ok' | 'timeout'; flight?: number; data?: EventData } = {},
  ): this {
    let encoder = this.#encoders.get(actor);
    if (!encoder) {
      encoder = new FrameEncoder(7, actor, (frame) => this.model.append(frame.slice()));
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
      0,
      more.data,
    );
    encoder.flush();
    return this;
  }
  actors(...names: string[]): this {
    names.forEach(
      (name, i) => void this.event(i, 'actor', 'instant', { data: { name, kind: i === 0 ? 'process' : 'thread' } }),
    );
    return this;
  }
  resource(id: number, kind: ResourceKind, name: string, data: EventData = {}): this {
    return this.event(0, 'resource', 'instant', { resource: id, data: { name, kind, domain: 'threads', ...data } });
  }
  take(actor: number, resource: number): this {
    return this.event(actor, 'acquire', 'begin', { resource }).event(actor, 'acquire', 'end', { resource });
  }
  wants(actor: number, resource: number, data?: EventData): this {
    return this.event(actor, 'acquire', 'begin', { resource, data });
  }
  gives(actor: number, resource: number): this {
    return this.event(actor, 'release', 'instant', { resource });
  }
  ends(actor: number): this {
    return this.event(actor, 'exit', 'instant', { data: { reason: 'returned', code: 0 } });
  }
  /** What is found when nothing more comes for a while. */
  found(): Finding[] {
    const now = this.model.endNs;
    return [...this.analysis.look(now), ...this.analysis.look(now + 50e6), ...this.analysis.look(now + 100e6)];
  }
}

describe('Analysis of hangs', () => {
  it('names two locks that are taken in two orders', () => {
    const found = new Script()
      .actors('main', 'left', 'right')
      .resource(1, 'lock', 'fork')
      .resource(2, 'lock', 'knife')
      .take(1, 1)
      .take(2, 2)
      .wants(1, 2)
      .wants(2, 1)
      .found();
    assert.equal(found.length, 1);
    assert.equal(found[0]!.finding, 'deadlock');
    assert.equal(found[0]!.scope, 'some');
    assert.deepEqual(found[0]!.actors.map(({ name }) => name).sort(), ['left', 'right']);
    assert.deepEqual(found[0]!.resources.map(({ name }) => name).sort(), ['fork', 'knife']);
    assert.match(found[0]!.message, /left waits for lock knife, held by right/);
  });

  it('tells a hang once', () => {
    const script = new Script()
      .actors('main', 'a')
      .resource(1, 'rlock', 'l')
      .resource(2, 'lock', 'm')
      .take(0, 1)
      .take(1, 2)
      .wants(0, 2)
      .wants(1, 1);
    assert.equal(script.found().length, 1);
    assert.equal(script.found().length, 0);
  });

  it('says that the whole program hangs when main only waits for the threads', () => {
    const script = new Script().actors('main', 'worker').resource(1, 'lock', 'lock').take(1, 1).wants(1, 1);
    script.event(0, 'join', 'begin', { flight: 1, data: { target: actorKey(7, 1) } });
    script.event(0, 'idle', 'instant', { data: { n: 0 } });
    const [finding] = script.found();
    assert.equal(finding?.finding, 'deadlock');
    assert.equal(finding?.scope, 'all');
    assert.match(finding!.message, /which it holds itself/);
  });

  it('finds a ring through a join', () => {
    const script = new Script().actors('main', 'worker').resource(1, 'lock', 'lock').take(0, 1).wants(1, 1);
    script.event(0, 'join', 'begin', { data: { target: actorKey(7, 1) } });
    assert.deepEqual(
      script.found().map(({ finding }) => finding),
      ['deadlock'],
    );
  });

  it('says nothing while a wait gives up by itself', () => {
    assert.deepEqual(
      new Script()
        .actors('main', 'a')
        .resource(1, 'lock', 'l')
        .take(0, 1)
        .wants(1, 1, { ms: 5000 })
        .wants(0, 1, { ms: 100 })
        .found(),
      [],
    );
  });

  it('says nothing when the holder sleeps', () => {
    const script = new Script().actors('main', 'a').resource(1, 'lock', 'l').take(0, 1).wants(1, 1);
    assert.deepEqual(script.event(0, 'sleep', 'begin', { data: { ms: 10_000 } }).found(), []);
  });

  it('believes the later of two operations on a lock, whichever arrives first', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'lock', 'l').resource(2, 'lock', 'm');
    script.take(0, 1).gives(0, 1).take(1, 1).take(2, 2).wants(1, 2).wants(2, 1);
    assert.equal(script.found().length, 1);
  });

  it('says nothing of a lock that somebody else uses to give a signal', () => {
    const script = new Script().actors('main', 'a').resource(1, 'lock', 'signal');
    script.take(0, 1).gives(1, 1).take(0, 1).wants(0, 1);
    assert.deepEqual(script.found(), []);
  });

  it('says who waits for what when everybody is left waiting', () => {
    const script = new Script().actors('main', 'producer').resource(1, 'queue', 'buns', { capacity: 3 });
    script.ends(0);
    const [none] = script.found();
    assert.equal(none, undefined);
  });

  it('waits for somebody who was started and has not told of itself yet', () => {
    const script = new Script().actors('main').resource(1, 'queue', 'films', { capacity: 1 });
    script.event(0, 'start', 'instant', { data: { target: actorKey(7, 1) } });
    script
      .event(0, 'put', 'begin', { resource: 1 })
      .event(0, 'put', 'end', { resource: 1, data: { value: 1, item: 1 } });
    script.event(0, 'put', 'begin', { resource: 1 });
    assert.deepEqual(script.found(), [], 'the viewer may get');
    script.event(1, 'actor', 'instant', { data: { name: 'viewer', kind: 'thread' } }).ends(1);
    assert.deepEqual(
      script.found().map(({ finding }) => finding),
      ['stall'],
    );
  });

  it('says nothing while a getter reads the large item that is there', () => {
    const script = new Script().actors('main', 'viewer').resource(1, 'queue', 'films', { capacity: 1 });
    script.event(1, 'get', 'begin', { resource: 1 });
    script
      .event(0, 'put', 'begin', { resource: 1 })
      .event(0, 'put', 'end', { resource: 1, data: { value: 1, item: 1 } });
    script.event(0, 'put', 'begin', { resource: 1 });
    assert.deepEqual(script.found(), []);
  });

  it('says nothing of a barrier at which all have arrived', () => {
    const script = new Script().actors('main', 'a').resource(1, 'barrier', 'hut', { capacity: 2 });
    script.event(0, 'wait', 'begin', { resource: 1 }).event(1, 'wait', 'begin', { resource: 1 });
    assert.deepEqual(script.found(), []);
  });

  it('names a stall when the only one who could help has ended', () => {
    const script = new Script().actors('main', 'producer', 'consumer').resource(1, 'queue', 'buns');
    script.event(2, 'get', 'begin', { resource: 1 });
    assert.deepEqual(script.found(), [], 'the producer lives');
    script.ends(1);
    assert.deepEqual(script.found(), [], 'main may still put');
    script.event(0, 'join', 'begin', { flight: 1, data: { target: actorKey(7, 2) } });
    assert.deepEqual(script.found(), [], 'main may have timers');
    script.event(0, 'idle', 'instant', { data: { n: 0 } });
    const [finding] = script.found();
    assert.equal(finding?.finding, 'stall');
    assert.equal(finding?.scope, 'all');
    assert.match(finding!.message, /consumer waits to get from the empty queue buns/);
  });
});
