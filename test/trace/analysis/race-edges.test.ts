/** What orders two accesses and what does not, primitive by primitive, in traces written by hand. */
import assert from 'node:assert/strict';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { TraceScript } from './trace-script.ts';

const [N, M, S, E, BAR, Q, RW, FILE] = [1, 2, 3, 4, 5, 6, 7, 8];

function script(threads = 2, permits = 0): TraceScript {
  return new TraceScript(threads)
    .resource(N, 'value', 'n')
    .resource(M, 'lock', 'm')
    .resource(S, 'semaphore', 's', { value: permits })
    .resource(E, 'event', 'e')
    .resource(BAR, 'barrier', 'b', { capacity: 2 })
    .resource(Q, 'queue', 'q', { capacity: 1 })
    .resource(RW, 'rwlock', 'rw')
    .resource(FILE, 'watched', 'file');
}
const words = (found: readonly Finding[]) => found.map(({ message }) => message);
const none = (made: TraceScript) => assert.deepEqual(words(made.found()), []);
const one = (made: TraceScript, message: RegExp) => {
  const found = words(made.found());
  assert.equal(found.length, 1, found.join());
  assert.match(found[0]!, message);
};
const unordered = /t1 writes n and t2 reads it, and nothing orders the two/;

describe('Between a write and a read', () => {
  it('nothing orders what no edge does', () => one(script().write(1, N).read(2, N), unordered));
  it('also when the read came first', () => one(script().read(2, N).write(1, N), unordered));
  it('a start and a join do', () => {
    none(new TraceScript(1).resource(N, 'value', 'n').write(1, N).join(1).read(0, N));
    none(script(1).write(0, N).start(2).read(2, N));
  });
  it('so does seeing that a thread has ended', () => {
    const made = script(1).write(1, N).instant(1, 'exit', 0, { reason: 'returned' }).flush(1);
    none(made.instant(0, 'look', 0, { target: made.key(1) }).read(0, N));
  });
  it('an event does, waited for or looked at; a clear is no set', () => {
    none(script().write(1, N).instant(1, 'set', E).done(2, 'wait', E).read(2, N));
    none(script().write(1, N).instant(1, 'set', E).instant(2, 'look', E, { value: 1 }).read(2, N));
    one(script().instant(2, 'set', E).write(1, N).done(2, 'wait', E).read(2, N), unordered);
  });
  it('the permit does that is needed, and no other one', () => {
    none(script().write(1, N).instant(1, 'release', S, { n: 1 }).done(2, 'acquire', S).read(2, N));
    none(script(2, 1).take(1, S).write(1, N).instant(1, 'release', S, { n: 1 }).take(2, S).read(2, N));
    one(script(2, 2).take(1, S).write(1, N).instant(1, 'release', S, { n: 1 }).take(2, S).read(2, N), unordered);
    one(script().write(1, N).instant(2, 'release', S, { n: 2 }).take(2, S).read(2, N), unordered);
  });
  it('the put of the item that was got does, and the get whose place was needed', () => {
    none(script().write(1, N).done(1, 'put', Q, { item: 1 }).done(2, 'get', Q, { item: 1 }).read(2, N));
    one(script().done(1, 'put', Q, { item: 1 }).write(1, N).done(2, 'get', Q, { item: 1 }).read(2, N), unordered);
    const place = script().done(2, 'put', Q, { item: 1 }).write(1, N).done(1, 'get', Q, { item: 1 });
    none(place.done(2, 'put', Q, { item: 2 }).read(2, N));
  });
  it('taskDone and join do, and a shutdown that ends a get', () => {
    none(script().write(1, N).instant(1, 'task-done', Q, { value: 0 }).done(2, 'join-queue', Q).read(2, N));
    const ended = script()
      .write(1, N)
      .event(2, 'get', 'begin', Q)
      .event(2, 'get', 'end', Q, {}, { outcome: 'shutdown' });
    none(ended.read(2, N).flush(2).instant(1, 'shutdown', Q));
  });
  it('a barrier does for its round, with what its action did', () => {
    const arrive = (made: TraceScript, t: number) => made.event(t, 'wait', 'begin', BAR, {}, { rseq: made.count(BAR) });
    const pass = (made: TraceScript, t: number, n: number) =>
      made.event(t, 'wait', 'end', BAR, { index: 0, n }, { outcome: 'ok', rseq: made.count(BAR) });
    const before = arrive(arrive(script().write(1, N), 1), 2);
    none(pass(pass(before, 2, 0), 1, 0).read(2, N));
    // The other one arrives again before we go on: that is the next round.
    const after = pass(arrive(arrive(script(), 1), 2), 1, 0).write(1, N);
    one(pass(arrive(after, 1), 2, 0).read(2, N), unordered);
    const action = pass(arrive(arrive(script(), 2), 1), 1, 0)
      .write(1, N)
      .instant(1, 'open', BAR, { n: 0 });
    none(pass(action, 2, 0).read(2, N));
  });
  it('the sides of an RWLock do, but not readers among themselves', () => {
    const hold = (made: TraceScript, t: number, mode: string, deed: 'read' | 'write') =>
      made.done(t, 'acquire', RW, { mode })[deed](t, N).instant(t, 'release', RW, { mode });
    none(hold(hold(script(), 1, 'write', 'write'), 2, 'read', 'read'));
    none(hold(hold(script(), 2, 'read', 'read'), 1, 'write', 'write'));
    one(hold(hold(script(), 1, 'read', 'write'), 2, 'read', 'read'), unordered);
  });
  it('a flag that is exchanged does, read in either way; one that is written plainly does not, and races itself', () => {
    const FLAG = 9;
    const flagged = () => script().resource(FLAG, 'value', 'flag').write(1, N);
    none(flagged().exchange(1, FLAG, 0, 1).exchange(2, FLAG, 1, 0).read(2, N));
    none(flagged().exchange(1, FLAG, 0, 1).read(2, FLAG, 1).read(2, N));
    assert.equal(flagged().exchange(1, FLAG, 1, 1).exchange(2, FLAG, 1, 0).read(2, N).found().length, 1);
    assert.equal(flagged().write(1, FLAG, 1).read(2, FLAG, 1).read(2, N).found().length, 2);
  });
  it('a spin lock does that is given back by a plain write of who took it', () => {
    const SPIN = 9;
    const made = script().resource(SPIN, 'value', 'spin');
    made.exchange(1, SPIN, 0, 1).write(1, N).exchange(2, SPIN, 1, 1).write(1, SPIN, 0);
    none(made.exchange(2, SPIN, 0, 1).write(2, N).write(2, SPIN, 0));
  });
});

describe('Updates', () => {
  it('are lost where both read before either writes, and the write that does it is marked', () => {
    const found = script().at(1).read(1, N, 5).at(2).read(2, N, 5).at(3).write(1, N, 6).at(4).write(2, N, 6).found();
    assert.deepEqual(words(found), ['t1 and t2 both read n = 5 and write it back: the update of t1 is lost.']);
    const [{ edges, events, mark }] = found as [Finding];
    assert.deepEqual(
      edges.map(({ actor, reads, site }) => [actor, reads ? 'reads' : 'writes', site]),
      [
        ['p1.t1', 'reads', '/program.ts:1:1'],
        ['p1.t2', 'reads', '/program.ts:2:1'],
        ['p1.t1', 'writes', '/program.ts:3:1'],
        ['p1.t2', 'writes', '/program.ts:4:1'],
      ],
    );
    assert.equal(mark, events[3]);
  });
  it('that merely may be lost are told once for the two places', () => {
    const made = script();
    for (let i = 0; i < 50; i++) for (const t of [1, 2]) made.at(1).read(t, N, i).at(2).write(t, N, i);
    one(made, /each read n and write it back, and nothing keeps the one out/);
  });
  it('are lost under a lock that is let go between read and write; a flag that all set is none', () => {
    const steps = (from: number, to: number) => {
      const made = script();
      for (const t of [1, 2]) made.take(t, M).read(t, N, from).give(t, M);
      for (const t of [1, 2]) made.take(t, M).write(t, N, to).give(t, M);
      return made;
    };
    one(steps(5, 6), /t2 reads n and writes it in two steps, and t1 writes it in between/);
    none(steps(0, 1));
  });
  it('by plain writes are not safe from atomic ones, which are safe from one another and from readers', () => {
    one(script().exchange(1, N, 0, 1).write(2, N, 0), /t2 writes n by a plain write while t1 changes it atomically/);
    none(script().exchange(1, N, 0, 1).exchange(2, N, 1, 2).read(1, N).exchange(2, N, 2, 3));
  });
});

describe('What is watched', () => {
  const buy = (made: TraceScript, t: number) => made.watch(t, FILE, 'read').watch(t, FILE, 'write');
  it('may be looked at freely, and written under a lock after another look', () => {
    const made = script();
    for (const t of [1, 2]) made.watch(t, FILE, 'read');
    for (const t of [1, 2]) buy(made.take(t, M), t).give(t, M);
    none(made.watch(0, FILE, 'read'));
  });
  it('must not be written on the strength of an old look, with a lock or without', () => {
    const looks = script().watch(1, FILE, 'read').watch(2, FILE, 'read');
    one(
      looks.watch(1, FILE, 'write').watch(2, FILE, 'write'),
      /t1 and t2 both read file and write it back: the update/,
    );
    const made = script().watch(1, FILE, 'read').watch(2, FILE, 'read');
    for (const t of [1, 2]) made.take(t, M).watch(t, FILE, 'write').give(t, M);
    one(made, /t2 reads file and writes it in two steps, and t1 writes it in between/);
  });
  it('races also when the two happen not to meet', () =>
    one(buy(buy(script(), 1), 2), /each read file and write it back/));
});
