import assert from 'node:assert/strict';
import { chrome } from '../../src/trace/export/chrome.ts';
import { csv } from '../../src/trace/export/csv.ts';
import { jsonl } from '../../src/trace/export/jsonl.ts';
import { TraceModel } from '../../src/trace/model.ts';
import { type ActorKey, actorKey, type ResourceKey, resourceKey } from '../../src/trace/schema.ts';
import { synthesize, TraceWriter } from '../support/synthetic.ts';

function small(name = 'door'): TraceModel {
  const writer = new TraceWriter();
  const [main, other] = [actorKey(500, 0), actorKey(500, 1)];
  const lock = resourceKey(1, false);
  writer.session();
  writer.event(main, 'actor', 'instant', { data: { name: 'MainProcess', kind: 'process', daemon: false } });
  writer.event(main, 'resource', 'instant', { resource: lock, data: { name, kind: 'semaphore', value: 1 } });
  writer.event(main, 'start', 'instant', { data: { target: other } });
  writer.event(other, 'actor', 'instant', { data: { name: 'A', parent: main, kind: 'thread', daemon: true } });
  writer.event(other, 'site', 'instant', {
    data: { id: 1, file: 'file:///demo/mutex.ts', line: 12, column: 5, fn: 'work' },
  });
  writer.now = 1500;
  writer.event(other, 'acquire', 'begin', { resource: lock, site: 1 });
  writer.now = 1750;
  writer.event(other, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 1, data: { value: 0 } });
  writer.now = 2500;
  writer.event(other, 'release', 'instant', { resource: lock, rseq: 2, data: { value: 1 } });
  writer.now = 3000;
  writer.event(other, 'exit', 'instant', { data: { reason: 'returned', code: 0 } });
  const model = new TraceModel();
  model.append(writer.trace().bytes);
  model.complete();
  return model;
}
const big = () => {
  const model = new TraceModel();
  model.append(synthesize({ events: 20_000, lanes: 10 }).bytes);
  model.complete();
  return model;
};
interface Slice {
  ph: string;
  name: string;
  cat: string;
  pid: number;
  tid: number;
  ts: number;
  dur: number;
  id: number | string;
  bp?: string;
  args: Record<string, unknown>;
}
const chromeEvents = (model: TraceModel) => JSON.parse([...chrome(model)].join('')).traceEvents as Slice[];

describe('export to JSON lines', () => {
  const lines = (model: TraceModel) =>
    [...jsonl(model)].join('').trimEnd().split('\n').map((line) => JSON.parse(line)); // biome-ignore format: short

  it('writes each event under its keys in their order', () => {
    const text = [...jsonl(small())].join('');
    assert.ok(
      text.includes(
        '{"seq":2,"at":1500,"actor":"p1.t1","op":"acquire","phase":"begin","resource":"r1","site":"mutex.ts:12:5"}\n',
      ),
    );
    assert.ok(
      text.includes(
        '{"seq":3,"at":1750,"actor":"p1.t1","op":"acquire","phase":"end","resource":"r1","outcome":"ok","rseq":1,"data":{"value":0}}\n',
      ),
    );
  });

  it('announces actors and resources before they act, and names actors by their ids', () => {
    const all = lines(small());
    const ops = all.map((line) => line.op);
    assert.deepEqual(ops, ['session', 'actor', 'resource', 'start', 'actor', 'acquire', 'acquire', 'release', 'exit']);
    assert.equal(all[3].data.target, 'p1.t1');
    assert.equal(all[4].data.parent, 'p1.t0');
    assert.equal(all[2].resource, 'r1');
  });

  it('leaves out no event and keeps to the order of time', () => {
    const model = big();
    const all = lines(model);
    let sites = 0;
    for (let index = 0; index < model.store.length; index++) if (model.store.op(index) === 'site') sites++;
    assert.equal(all.length, model.store.length - sites);
    for (let n = 1; n < all.length; n++) assert.ok(all[n].at >= all[n - 1].at);
  });

  it('never makes one giant string', () => {
    const chunks = [...jsonl(big())];
    assert.ok(chunks.length > 10);
    for (const chunk of chunks) assert.ok(chunk.length < 80_000);
  });
});

describe('export to CSV', () => {
  it('has a heading and a row an event', () => {
    const rows = [...csv(small())].join('').trimEnd().split('\r\n');
    assert.equal(rows[0], 'seq,at,actor,actor_name,op,phase,resource,resource_name,outcome,rseq,site,data');
    assert.ok(rows.includes('2,1500,p1.t1,A,acquire,begin,r1,door,,,mutex.ts:12:5,'));
    assert.ok(rows.includes('3,1750,p1.t1,A,acquire,end,r1,door,ok,1,,"{""value"":0}"'));
  });

  it('quotes what would break a row and disarms what a spreadsheet would run', () => {
    assert.ok([...csv(small('a,"b"\n'))].join('').includes('"a,""b""\n"'));
    assert.ok([...csv(small('=cmd()'))].join('').includes(",'=cmd(),"));
  });
});

describe('export to Chrome trace events', () => {
  it('names processes and threads in their order', () => {
    const names = chromeEvents(small()).filter((event) => event.ph === 'M' && event.pid === 1);
    const told = names.map((event) => [event.name, event.args.name ?? event.args.sort_index]);
    assert.ok(told.some(([name, value]) => name === 'process_name' && value === 'MainProcess (p1.t0), pid 500'));
    assert.ok(told.some(([name, value]) => name === 'thread_name' && value === 'A (p1.t1)'));
    assert.equal(told.filter(([name]) => name === 'thread_sort_index').length, 2);
  });

  it('has waits, holds, counters and ends of lanes, in microseconds', () => {
    const events = chromeEvents(small());
    const wait = events.find((event) => event.ph === 'X' && event.cat === 'waiting')!;
    assert.deepEqual([wait.name, wait.ts, wait.dur, wait.args.outcome], ['acquire door', 1.5, 0.25, 'ok']);
    const hold = events.filter((event) => event.cat === 'holding');
    assert.deepEqual(hold.map((event) => [event.ph, event.ts]), [['b', 1.75], ['e', 2.5]]); // biome-ignore format: a table
    const counts = (key: string) =>
      events.flatMap((event) => (event.ph === 'C' && key in event.args ? [[event.ts, event.args[key]]] : []));
    assert.deepEqual(counts('value'), [[0, 1], [1.75, 0], [2.5, 1]]); // biome-ignore format: a table
    assert.deepEqual(counts('waiters'), [[0, 0], [1.5, 1], [1.75, 0]]); // biome-ignore format: a table
    const life = events.find((event) => event.cat === 'actor' && event.name === 'A (p1.t1)')!;
    assert.deepEqual(life.args, { daemon: true, exit: { reason: 'returned', code: 0 } });
  });

  it('nests the slices of a thread, pairs its async events and ties its flows', () => {
    const events = chromeEvents(big());
    const lanes = Map.groupBy(events.filter((event) => event.ph === 'X'), (event) => event.tid); // biome-ignore format: short
    const locks = new Set(events.filter((event) => event.cat === 'resource').map((event) => event.tid));
    assert.equal(lanes.size - locks.size, 11);
    assert.ok(locks.size > 0);
    for (const slices of lanes.values()) {
      const open: number[] = [];
      for (const { ts, dur } of slices) {
        while (open.length > 0 && open.at(-1)! <= ts + 1e-6) open.pop();
        // Clearly within, so that a viewer's rounding does not part them: but for those shorter than the clock tells.
        assert.ok(open.length === 0 || ts + dur <= open.at(-1)! - (dur > 0.002 ? 5e-4 : -1e-6));
        open.push(ts + dur);
      }
    }
    const count = (ph: string) => events.filter((event) => event.ph === ph);
    assert.equal(count('b').length, count('e').length);
    assert.ok(count('s').length > 100);
    const starts = new Map(count('s').map((event) => [event.id, event]));
    for (const finish of count('f')) {
      assert.equal(finish.bp, 'e');
      const from = starts.get(finish.id)!;
      const slice = lanes.get(from.tid)!.find((one) => one.ts <= from.ts && from.ts <= one.ts + one.dur);
      assert.ok(slice, 'a flow starts inside a slice');
    }
  });

  it('has a lane for each lock, with who holds it, and counts who waits', () => {
    const writer = new TraceWriter();
    const [main, ann, ben] = [0, 1, 2].map((n) => actorKey(500, n)) as [ActorKey, ActorKey, ActorKey];
    const [lock, ready, turn] = [1, 2, 3].map((n) => resourceKey(n, false)) as [ResourceKey, ResourceKey, ResourceKey];
    const at = (ns: number) => {
      writer.now = ns;
      return writer;
    };
    writer.session();
    writer.event(main, 'actor', 'instant', { data: { name: 'MainProcess', kind: 'process', daemon: false } });
    for (const [key, name] of [[ann, 'Ann'], [ben, 'Ben']] as const) // biome-ignore format: short
      writer.event(key, 'actor', 'instant', { data: { name, parent: main, kind: 'thread', daemon: false } });
    for (const [
      key,
      name,
      kind,
    ] of [[lock, 'door', 'rwlock'], [ready, 'ready', 'event'], [turn, 'turn', 'condition']] as const) // biome-ignore format: short
      writer.event(main, 'resource', 'instant', { resource: key, data: { name, kind } });
    const data = { mode: 'read' };
    at(1000).event(ann, 'acquire', 'begin', { resource: lock, data });
    at(1000).event(ann, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 1, data });
    at(2000).event(ben, 'acquire', 'begin', { resource: lock, data });
    at(2000).event(ben, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 2, data });
    at(3000).event(main, 'acquire', 'begin', { resource: lock, data: { mode: 'write' } });
    at(4000).event(ann, 'release', 'instant', { resource: lock, rseq: 3, data });
    at(5000).event(ben, 'release', 'instant', { resource: lock, rseq: 4, data });
    at(6000).event(main, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 5, data: { mode: 'write' } });
    at(7000).event(main, 'set', 'instant', { resource: ready, rseq: 1 });
    at(8000).event(main, 'release', 'instant', { resource: lock, rseq: 6, data: { mode: 'write' } });
    at(8500).event(ben, 'wait', 'begin', { resource: turn });
    at(9000).event(main, 'exit', 'instant', { data: { reason: 'returned', code: 0 } });
    const model = new TraceModel();
    model.append(writer.trace().bytes);
    model.complete();
    const events = chromeEvents(model);
    const group = events.find(({ name, args }) => name === 'process_name' && args.name === 'Resources')!.pid;
    const own = events.filter(({ pid }) => pid === group);
    const lanes = new Map(own.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args.name]));
    assert.deepEqual([...lanes.values()], ['door (r1)', 'ready (r2)']);
    assert.deepEqual(
      own.filter(({ ph }) => ph === 'X').map(({ tid, name, ts, dur }) => [lanes.get(tid), name, ts, dur]),
      [
        ['door (r1)', 'Ann', 1, 1],
        ['door (r1)', 'Ann +1', 2, 2],
        ['door (r1)', 'Ben', 4, 1],
        ['door (r1)', 'MainProcess', 6, 2],
        ['ready (r2)', 'set', 7, 2],
      ],
    );
    const counted = own.filter(({ ph }) => ph === 'C').map(({ name, ts, args }) => [name, ts, args.waiters]);
    assert.deepEqual(
      counted.filter(([, , waiters]) => waiters !== 0),
      [
        ['door (r1) waiters', 3, 1],
        ['turn (r3) waiters', 8.5, 1],
      ],
    );
    assert.ok(counted.some(([name, ts]) => name === 'door (r1) waiters' && ts === 6));
    // No actor's lane and no process has such a number.
    assert.ok(own.every(({ pid, tid }) => pid > model.actors.length && (tid === undefined || tid > pid)));
  });
});
