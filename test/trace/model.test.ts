import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FLOW_KINDS, RESOURCE_STATES } from '../../src/trace/derived.ts';
import { TraceModel } from '../../src/trace/model.ts';
import { describe as facts, flowInto, neighbour, resourceAt, rowsOf, stateAt } from '../../src/trace/query.ts';
import { actorKey, type EventData, resourceKey } from '../../src/trace/schema.ts';
import { cellFor, SPAN_KINDS, SpanRow, SpanSlice } from '../../src/trace/span-row.ts';
import { synthesize, TraceWriter } from '../support/synthetic.ts';

const main = actorKey(500, 0);
const a = actorKey(500, 1);
const b = actorKey(600, 0);
const lock = resourceKey(1, true);

/** A writer with main, a and b announced, and one shared resource. */
function begun(kind = 'lock', data: EventData = {}): TraceWriter {
  const writer = new TraceWriter();
  writer.session();
  writer.event(main, 'actor', 'instant', { data: { name: 'MainProcess', kind: 'process' } });
  writer.event(main, 'resource', 'instant', { resource: lock, data: { name: 'door', kind, ...data } });
  writer.event(a, 'actor', 'instant', { data: { name: 'A', parent: main } });
  writer.event(b, 'actor', 'instant', { data: { name: 'B', parent: main } });
  writer.flush();
  return writer;
}
function modelOf(writer: TraceWriter): TraceModel {
  const model = new TraceModel();
  model.append(writer.trace().bytes);
  model.complete();
  assert.equal(model.failure, undefined);
  return model;
}
const laneOf = (model: TraceModel, name: string) => model.lanes[model.actors.find((actor) => actor.name === name)!.id]!;
const spans = (row: SpanRow) =>
  Array.from({ length: row.length }, (_, n) => [SPAN_KINDS[row.kind[n]!], row.start[n], row.end[n]]);
const at = (writer: TraceWriter, now: number) => {
  writer.now = now;
  return writer;
};
/** a holds from 10 to 50, b waits from 20 and holds from 52 to 80; b's end of wait is told before a's release. */
function contended(): TraceWriter {
  const writer = begun();
  at(writer, 8).event(a, 'acquire', 'begin', { resource: lock });
  at(writer, 10).event(a, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 1 });
  at(writer, 20).event(b, 'acquire', 'begin', { resource: lock });
  at(writer, 52).event(b, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 3 });
  at(writer, 80).event(b, 'release', 'instant', { resource: lock, rseq: 4 });
  writer.flush(b);
  at(writer, 54).event(a, 'release', 'instant', { resource: lock, rseq: 2 });
  return writer;
}

describe('trace model', () => {
  it('shows who waits and who holds on the lanes', () => {
    const model = modelOf(contended());
    assert.deepEqual(spans(laneOf(model, 'A').state[0]!), [['waiting', 8, 10]]);
    assert.deepEqual(spans(laneOf(model, 'A').holds[0]!), [['holding', 10, 54]]);
    assert.deepEqual(spans(laneOf(model, 'B').state[0]!), [['waiting', 20, 52]]);
    assert.deepEqual(spans(laneOf(model, 'B').holds[0]!), [['holding', 52, 80]]);
    assert.deepEqual(
      model.actors.map((actor) => actor.display),
      ['session', 'p1.t0', 'p1.t1', 'p2.t0'],
    );
    assert.equal(model.resources[0]!.display, 'r1');
  });

  it("orders a resource by its own count where the actors' clocks say otherwise", () => {
    const model = modelOf(contended());
    const { steps, flows } = model.resource(0)!;
    const states = Array.from({ length: steps.length }, (_, n) => [
      RESOURCE_STATES[steps.state[n]!],
      steps.holder[n]! - 1,
    ]);
    const [idA, idB] = [laneOf(model, 'A').actor, laneOf(model, 'B').actor];
    assert.deepEqual(states.slice(-4), [['held', idA], ['contended', idA], ['held', idB], ['free', -1]].toSpliced(2, 0, ['free', -1]).slice(-4)); // biome-ignore format: a table
    assert.equal(flows.length, 1);
    assert.equal(FLOW_KINDS[flows.kind[0]!], 'release');
    assert.equal(model.store.op(flows.from[0]!), 'release');
    assert.equal(model.store.actor(flows.to[0]!), idB);
  });

  it('says of a wait who held meanwhile and what let it end', () => {
    const model = modelOf(contended());
    const lane = laneOf(model, 'B');
    const told = facts(model, lane.actor, lane.state[0]!, 0);
    assert.equal(told.kind, 'waiting');
    assert.equal(told.op, 'acquire');
    assert.equal(told.outcome, 'ok');
    assert.equal(told.durationNs, 32);
    assert.deepEqual(
      told.heldBy.map((h) => [h.actor.name, h.fromNs, h.toNs]),
      [['A', 20, 52]],
    );
    assert.equal(told.unblockedBy?.kind, 'release');
    const now = resourceAt(model, 0, 30);
    assert.equal(now.state, 'contended');
    assert.deepEqual(
      now.holders.map((h) => h.actor.name),
      ['A'],
    );
    assert.deepEqual(
      now.waiters.map((w) => [w.actor.name, w.sinceNs]),
      [['B', 20]],
    );
  });

  it('ends a hold when somebody else releases', () => {
    const writer = begun();
    at(writer, 10).event(a, 'acquire', 'begin', { resource: lock });
    at(writer, 10).event(a, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 1 });
    at(writer, 40).event(b, 'release', 'instant', { resource: lock, rseq: 2 });
    writer.flush(b); // before the hold itself is told
    writer.flush(a);
    assert.deepEqual(spans(laneOf(modelOf(writer), 'A').holds[0]!), [['holding', 10, 40]]);
  });

  it('keeps a reentrant lock held until its last release', () => {
    const writer = begun('rlock');
    for (const now of [10, 20]) {
      at(writer, now).event(a, 'acquire', 'begin', { resource: lock });
      writer.event(a, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: now });
    }
    at(writer, 30).event(a, 'release', 'instant', { resource: lock, rseq: 30 });
    at(writer, 40).event(a, 'release', 'instant', { resource: lock, rseq: 40 });
    const model = modelOf(writer);
    assert.deepEqual(spans(laneOf(model, 'A').holds[0]!), [['holding', 10, 40]]);
    assert.equal(resourceAt(model, 0, 35).state, 'held');
    assert.equal(resourceAt(model, 0, 41).state, 'free');
  });

  it('counts the permits of a semaphore and holds each', () => {
    const writer = begun('semaphore', { value: 2, capacity: 2 });
    const take = (who: typeof a, now: number, rseq: number, value: number) => {
      at(writer, now).event(who, 'acquire', 'begin', { resource: lock });
      writer.event(who, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq, data: { value } });
    };
    take(a, 10, 1, 1);
    take(b, 20, 2, 0);
    at(writer, 30).event(a, 'release', 'instant', { resource: lock, rseq: 3, data: { value: 1, n: 1 } });
    const model = modelOf(writer);
    const values = [5, 15, 25, 35].map((time) => resourceAt(model, 0, time).value);
    assert.deepEqual(values, [2, 1, 0, 1]);
    assert.deepEqual(
      resourceAt(model, 0, 35).holders.map((h) => h.actor.name),
      ['B'],
    );
  });

  it('ties each get to the put of its item', () => {
    const writer = begun('queue', { capacity: 3, value: 0 });
    at(writer, 10).event(b, 'get', 'begin', { resource: lock });
    writer.flush(b);
    at(writer, 20).event(a, 'put', 'begin', { resource: lock });
    at(writer, 21).event(a, 'put', 'end', { resource: lock, outcome: 'ok', rseq: 1, data: { item: 1, value: 1 } });
    at(writer, 24).event(b, 'get', 'end', { resource: lock, outcome: 'ok', rseq: 2, data: { item: 1, value: 0 } });
    writer.flush(b); // the get is told before the put
    const model = modelOf(writer);
    const lane = laneOf(model, 'B');
    const flow = flowInto(model, lane.state[0]!.finish[0]!);
    assert.equal(flow?.kind, 'item');
    assert.equal(model.store.op(flow.from), 'put');
    assert.deepEqual(
      [15, 22, 30].map((time) => resourceAt(model, 0, time).value),
      [0, 1, 0],
    );
  });

  it('ties waits to the notify or set that ended them', () => {
    for (const [kind, op] of [
      ['condition', 'notify'],
      ['event', 'set'],
    ] as const) {
      // biome-ignore format: short
      const writer = begun(kind);
      at(writer, 10).event(b, 'wait', 'begin', { resource: lock });
      at(writer, 20).event(a, op, 'instant', { resource: lock, rseq: 1, data: { n: 1, woken: 1 } });
      at(writer, 24).event(b, 'wait', 'end', { resource: lock, outcome: 'ok', rseq: 2 });
      const model = modelOf(writer);
      const lane = laneOf(model, 'B');
      assert.equal(facts(model, lane.actor, lane.state[0]!, 0).unblockedBy?.kind, op);
    }
  });

  it('ties a run to its start and a join to the exit', () => {
    const writer = begun();
    at(writer, 10).event(main, 'start', 'instant', { data: { target: b } });
    at(writer, 30).event(b, 'run', 'instant', { data: { name: 'work' } });
    at(writer, 40).event(main, 'join', 'begin', { data: { target: b } });
    at(writer, 60).event(b, 'exit', 'instant', { data: { reason: 'returned', code: 0 } });
    at(writer, 70).event(main, 'join', 'end', { outcome: 'ok', data: { target: b } });
    const model = modelOf(writer);
    const lane = laneOf(model, 'MainProcess');
    assert.deepEqual(spans(lane.state[0]!), [['joining', 40, 70]]);
    assert.equal(facts(model, lane.actor, lane.state[0]!, 0).unblockedBy?.kind, 'join');
    const actor = model.actors.find((one) => one.name === 'B')!;
    assert.deepEqual([actor.runNs, actor.exit?.atNs, actor.exit?.reason], [30, 60, 'returned']);
    const runs = neighbour(model, laneOf(model, 'B'), 25, 1);
    assert.equal(flowInto(model, runs)?.kind, 'start');
  });

  it('nests operations and lets asynchronous ones overlap', () => {
    const writer = begun();
    at(writer, 5).event(a, 'span', 'begin', { data: { name: 'outer' } });
    at(writer, 10).event(a, 'wait', 'begin', { resource: lock });
    at(writer, 20).event(a, 'acquire', 'begin', { resource: lock });
    at(writer, 30).event(a, 'acquire', 'end', { resource: lock, outcome: 'timeout' });
    at(writer, 40).event(a, 'wait', 'end', { resource: lock, outcome: 'ok' });
    for (const flight of [1, 2]) at(writer, 50 + flight).event(a, 'sleep', 'begin', { flight });
    for (const flight of [1, 2]) at(writer, 60 + flight).event(a, 'sleep', 'end', { flight, outcome: 'ok' });
    at(writer, 70).event(a, 'span', 'end', {});
    const lane = laneOf(modelOf(writer), 'A');
    assert.deepEqual(lane.state.map(spans), [[['waiting', 10, 40]], [['waiting', 20, 30]]]);
    assert.deepEqual(lane.flights.map(spans), [[['sleeping', 51, 61]], [['sleeping', 52, 62]]]);
    assert.deepEqual(lane.named.map(spans), [[['named', 5, 70]]]);
    assert.equal(lane.holds.length, 0);
    assert.equal(stateAt(lane, 25)?.row.level, 1);
    assert.equal(stateAt(lane, 45), undefined);
  });

  it('counts what is missing in a stream and shows it', () => {
    const writer = begun();
    for (let n = 0; n < 6; n++) {
      at(writer, 100 + n).event(a, 'mark', 'instant', { data: { text: `${n}` } });
      writer.flush(a);
    }
    const frames = writer.trace().frames;
    const model = new TraceModel();
    for (const frame of frames.toSpliced(-4, 2)) model.append(frame);
    assert.equal(model.reader.lost, 2);
    const lane = laneOf(model, 'A');
    const ops = Array.from(lane.instants.subarray(0, lane.instantCount), (event) => model.store.op(event));
    assert.deepEqual(ops, ['mark', 'mark', 'lost', 'mark', 'mark']);
    assert.equal(model.store.data(lane.instants[2]!)?.n, 2);
  });

  it('tells a process id that came back from its former bearer', () => {
    const writer = begun();
    at(writer, 50).event(b, 'exit', 'instant', { data: { reason: 'signal', signal: 'SIGKILL' } });
    const later = new TraceWriter();
    at(later, 90).event(b, 'actor', 'instant', { data: { name: 'B again' } });
    at(later, 95).event(b, 'mark', 'instant', {});
    const model = new TraceModel();
    model.append(writer.trace().bytes);
    model.append(later.trace().bytes);
    assert.deepEqual(
      model.actors.filter((actor) => actor.key === b).map((actor) => [actor.name, actor.display, actor.exit?.signal]),
      [['B', 'p2.t0', 'SIGKILL'], ['B again', 'p3.t0', undefined]],
    ); // biome-ignore format: a table
    assert.equal(model.reader.lost, 0);
  });

  it('fills in a resource that is announced after its first use', () => {
    const writer = new TraceWriter();
    writer.session();
    at(writer, 5).event(b, 'acquire', 'begin', { resource: lock });
    writer.flush(b);
    at(writer, 2).event(main, 'resource', 'instant', { resource: lock, data: { name: 'late', kind: 'lock' } });
    const model = modelOf(writer);
    assert.equal(model.resources.length, 1);
    assert.deepEqual([model.resources[0]!.name, model.resources[0]!.kind, model.resources[0]!.display], ['late', 'lock', 'r1']); // biome-ignore format: a table
  });

  it('keeps resources of different processes apart unless they are shared', () => {
    const own = resourceKey(1, false);
    const writer = begun();
    writer.event(a, 'acquire', 'begin', { resource: own });
    writer.event(b, 'acquire', 'begin', { resource: own });
    writer.event(main, 'acquire', 'begin', { resource: own });
    const model = modelOf(writer);
    assert.deepEqual(model.resources.map((r) => [r.domain, r.process]), [['processes', 0], ['threads', 1], ['threads', 2]]); // biome-ignore format: a table
  });

  it('derives the same of a live trace in any cut as of the whole one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), (seed, step) => {
        const { frames, bytes } = synthesize({ events: 900, lanes: 6, locks: 2, queues: 1, seed, flushEvery: 5 });
        const whole = new TraceModel();
        whole.append(bytes);
        whole.complete();
        const live = new TraceModel();
        for (let n = 0; n < frames.length; n++) {
          live.append(frames[n]!);
          if (n % step === 0) for (const resource of live.resources) live.resource(resource.id);
        }
        live.complete();
        for (const { id } of whole.resources) assert.deepEqual(columns(live, id), columns(whole, id));
      }),
      { numRuns: 25 },
    );
  });

  it('derives the same in slices as at once, whatever comes in between', () => {
    const { bytes } = synthesize({ events: 20_000, lanes: 12, locks: 2, queues: 1, flushEvery: 60 });
    const whole = new TraceModel();
    whole.append(bytes);
    whole.complete();
    const sliced = new TraceModel();
    let slices = 0;
    for (let part = 0; part < 4; part++) {
      sliced.append(bytes.subarray((bytes.length * part) >> 2, (bytes.length * (part + 1)) >> 2));
      for (const { id } of sliced.resources) if (!sliced.deriveSome(id, () => false)) slices++;
    }
    sliced.complete();
    for (const { id } of whole.resources) {
      while (!sliced.deriveSome(id, () => false)) slices++;
      assert.deepEqual(columns(sliced, id), columns(whole, id));
    }
    assert.ok(slices > 10, `${slices} slices`);
  });

  it('never shows an exclusive lock held twice', () => {
    const { bytes } = synthesize({ events: 4000, lanes: 12, locks: 2, seed: 7 });
    const model = new TraceModel();
    model.append(bytes);
    model.complete();
    const holds = model.lanes.flatMap((lane) =>
      lane.holds.flatMap((row) => spans(row).map(([, start, end], n) => ({ start, end, resource: row.resource[n] }))),
    ) as { start: number; end: number; resource: number }[];
    assert.ok(holds.length > 500);
    for (const resource of new Set(holds.map((hold) => hold.resource))) {
      const sorted = holds.filter((hold) => hold.resource === resource).sort((x, y) => x.start - y.start);
      for (let n = 1; n < sorted.length; n++) assert.ok(sorted[n]!.start >= sorted[n - 1]!.end);
    }
    for (const lane of model.lanes) for (const row of rowsOf(lane)) assert.ok(!row.open);
  });

  it('keeps no room for more once nothing more will come', () => {
    const model = new TraceModel();
    model.append(synthesize({ events: 5000, lanes: 5 }).bytes);
    model.complete();
    const rows = model.lanes.flatMap((lane) => [...lane.state, ...lane.holds]);
    assert.ok(rows.length > 5);
    for (const row of rows) assert.equal(row.start.length, row.length);
    for (const { id } of model.resources) {
      const { steps, flows } = model.resource(id)!;
      assert.equal(steps.time.length, steps.length);
      assert.equal(flows.toAt.length, flows.length);
    }
  });

  it('takes at most 64 bytes an event in its store', () => {
    const model = new TraceModel();
    model.append(synthesize({ events: 100_000, lanes: 20 }).bytes);
    assert.ok(model.store.length > 90_000);
    assert.ok(model.store.byteLength / model.store.length < 64);
  });
});

describe('span row', () => {
  const row = (lengths: readonly (readonly [gap: number, length: number])[]) => {
    const made = new SpanRow('state', 0);
    let now = 0;
    for (const [gap, length] of lengths) {
      made.push(now + gap, 0, 1, 0);
      now += gap + length;
      made.close(now, 0);
    }
    return made;
  };
  const tuples = (slice: SpanSlice) =>
    Array.from(
      { length: slice.length },
      (_, n) => [slice.start[n]!, slice.end[n]!, slice.first[n]!, slice.count[n]!] as const,
    );
  const lengths = fc.array(fc.tuple(fc.nat(300), fc.oneof(fc.nat(20), fc.nat(2000))), { minLength: 1, maxLength: 200 });

  it('stands for every span once, whatever the resolution', () => {
    fc.assert(
      fc.property(lengths, fc.nat(12), (list, bits) => {
        const made = row(list);
        const drawn = tuples(made.slice(0, Number.POSITIVE_INFINITY, 2 ** bits, new SpanSlice()));
        assert.equal(
          drawn.reduce((sum, one) => sum + one[3], 0),
          made.length,
        );
        for (const [start, end, , count] of drawn)
          if (count > 1) assert.ok(end - start < 2 * 2 ** bits, 'only tiny ones are merged');
      }),
    );
  });

  it('draws the same whatever part of it is looked at', () => {
    fc.assert(
      fc.property(lengths, fc.nat(12), fc.nat(60_000), fc.nat(60_000), (list, bits, x, y) => {
        const made = row(list);
        const [t0, t1] = [Math.min(x, y), Math.max(x, y)];
        const all = tuples(made.slice(0, Number.POSITIVE_INFINITY, 2 ** bits, new SpanSlice()));
        const part = tuples(made.slice(t0, t1, 2 ** bits, new SpanSlice()));
        const wanted = all.filter(([start, end]) => end >= t0 && start <= t1);
        assert.deepEqual(part, wanted);
      }),
    );
  });

  it('uses cells of a power of two of at least a pixel', () => {
    for (const perPixel of [0.3, 1, 3, 1000, 12345]) {
      const cell = cellFor(perPixel);
      assert.ok(cell >= perPixel && cell < perPixel * 2 && Number.isInteger(Math.log2(cell)));
    }
  });
});

function columns(model: TraceModel, id: number) {
  const { steps, flows } = model.resource(id)!;
  const series = [steps.time, steps.state, steps.holder, steps.waiters, steps.value].map((c) => [
    ...c.subarray(0, steps.length),
  ]);
  const edges = [flows.from, flows.to, flows.toAt, flows.kind].map((c) => [...c.subarray(0, flows.length)]);
  return { series, edges };
}
