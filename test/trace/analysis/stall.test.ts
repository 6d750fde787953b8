import assert from 'node:assert/strict';
import { actorKey } from '../../../src/trace/schema.ts';
import { Script } from './script.ts';

const kinds = (script: Script) => script.found().map(({ finding, scope }) => `${finding} ${scope}`);
const PRIVATE = { module: false };

describe('Stalls', () => {
  it('say since when and what became of those who could have helped', () => {
    const script = new Script().actors('main', 'producer', 'consumer').resource(1, 'queue', 'buns');
    script.does(1, 'put', 1).does(2, 'get', 1).begin(2, 'get', 1);
    script.ends(1, 'error', { error: 'out of flour\n  at bake' }).isEnding(0, 2);
    const [found] = script.found();
    assert.equal(
      found!.message,
      'consumer waits to get from the empty queue buns since 0.01 s, and nobody is left who will put. ' +
        'producer, who put into it, ended with an error at 0.01 s: out of flour.',
    );
    assert.equal(found!.scope, 'all');
  });

  it('are told while main goes on, when main does not have what is waited for', () => {
    const script = new Script().actors('main', 'service', 'helper').resource(1, 'queue', 'orders', PRIVATE, 1);
    script.hands(1, 2, 1).begin(2, 'get', 1);
    assert.deepEqual(kinds(script), [], 'the service has it');
    script.ends(1);
    assert.deepEqual(kinds(script), ['stall some']);
  });

  it('are not told while a handle is on its way', () => {
    const script = new Script().actors('main', 'service', 'helper').resource(1, 'queue', 'orders', PRIVATE, 1);
    script.hands(1, 2, 1).begin(2, 'get', 1).instant(1, 'pass', 1, { n: 1 }).ends(1);
    assert.deepEqual(kinds(script), []);
    script.instant(0, 'pass', 1, { n: -1 });
    assert.deepEqual(kinds(script), [], 'main has it now');
  });

  it('are not told of what somebody had who was killed, and may have handed it on', () => {
    const script = new Script().actors('main', 'service', 'helper').resource(1, 'queue', 'orders', PRIVATE, 1);
    script.hands(1, 2, 1).begin(2, 'get', 1).ends(1, 'signal', { signal: 'SIGKILL' });
    assert.deepEqual(kinds(script), []);
  });

  it('count on who was started, also when the trace ends before it has told of itself', () => {
    const script = new Script().actors('main').resource(1, 'queue', 'q');
    script
      .event(0, 'start', 'instant', { data: { target: actorKey(7, 1) } })
      .begin(0, 'get', 1)
      .later(500);
    script.ends(1, 'session').ends(0, 'session');
    assert.deepEqual(script.foundAtOnce(), []);
  });

  it('count on main as long as its function has not ended', () => {
    const script = new Script().actors('main', 'worker').resource(1, 'event', 'go').begin(1, 'wait', 1);
    assert.deepEqual(kinds(script), []);
    script.joins(0, 1, 5, { rule: 'end' });
    assert.deepEqual(kinds(script), [], 'its event loop may have more to do');
    script.idle(0, 1);
    assert.deepEqual(kinds(script), [], 'it has');
    script.idle(0, 0);
    assert.deepEqual(kinds(script), ['stall all']);
  });

  it('leave out what main still does for others after its end', () => {
    const script = new Script().actors('main', 'asks', 'answers').resource(1, 'event', 'done');
    script.resource(2, 'queue', 'questions').begin(1, 'wait', 1).begin(0, 'get', 2, {}, 3).isEnding(0, 1);
    assert.deepEqual(kinds(script), [], 'answers may put a question, and main then set the event');
    script.ends(2);
    assert.deepEqual(kinds(script), ['stall all']);
  });

  it('believe an idle event loop only until it does something', () => {
    const script = new Script().actors('main', 'worker').resource(1, 'event', 'go').begin(1, 'wait', 1);
    script
      .joins(0, 1, 5)
      .idle(0)
      .event(0, 'mark', 'instant', { data: { text: 'goes on' } });
    assert.deepEqual(kinds(script), []);
  });

  it('are no matter of daemons that wait for more to do', () => {
    const script = new Script().actors('main', 'worker').daemon(2, 'daemon').resource(1, 'queue', 'q');
    script
      .begin(2, 'get', 1)
      .isEnding(0, 1)
      .event(1, 'sleep', 'begin', { data: { ms: 1000 } });
    assert.deepEqual(kinds(script), []);
  });

  it('name all who wait where nothing goes on', () => {
    const script = new Script()
      .actors('main', 'a', 'b')
      .resource(1, 'event', 'x')
      .resource(2, 'semaphore', 'y', { value: 0 });
    script.begin(1, 'wait', 1).wants(2, 2).isEnding(0, 1);
    const found = script.found();
    assert.equal(found.length, 1);
    assert.match(found[0]!.message, /a waits for event x since .*; b waits for semaphore y since/);
  });

  it('tell of those who come to wait later, and not again of the others', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'queue', 'x', PRIVATE, 1);
    script.resource(2, 'queue', 'y', PRIVATE, 2).begin(1, 'get', 1);
    assert.equal(script.found().length, 1);
    script.begin(2, 'get', 2);
    const [found] = script.found();
    assert.deepEqual(
      found?.resources.map(({ name }) => name),
      ['y'],
    );
  });

  describe('of semaphores', () => {
    const script = (value: number) => new Script().actors('main', 'a', 'b').resource(1, 'semaphore', 's', { value });
    it('are told when all permits are gone', () => {
      assert.deepEqual(kinds(script(2).take(1, 1).take(1, 1).ends(1).wants(2, 1).isEnding(0, 2)), ['stall all']);
    });
    it('are not told while a permit is left, which the waiter is about to take', () => {
      assert.deepEqual(kinds(script(2).take(1, 1).ends(1).wants(2, 1).isEnding(0, 2)), []);
      assert.deepEqual(kinds(script(0).wants(2, 1).gives(1, 1, { n: 1 }).ends(1).isEnding(0, 2)), []);
    });
    it('are not deadlocks when they are used as signals', () => {
      const signal = script(1).take(1, 1).gives(2, 1, { n: 1 }).take(1, 1).wants(1, 1).ends(2).isEnding(0, 1);
      assert.deepEqual(kinds(signal), ['stall all']);
    });
  });

  describe('of conditions', () => {
    const script = () => new Script().actors('main', 'a', 'b', 'notifier').resource(1, 'condition', 'c');
    it('are told when the notification came before', () => {
      const late = script()
        .instant(3, 'notify', 1, { n: 1, woken: 0 })
        .ends(3)
        .begin(1, 'wait', 1)
        .ends(2)
        .isEnding(0, 1);
      assert.match(late.found()[0]!.message, /the last notification came before, at/);
    });
    it('are told of the second when only one was woken', () => {
      const one = script().begin(1, 'wait', 1).begin(2, 'wait', 1).instant(3, 'notify', 1, { n: 1, woken: 1 }).ends(3);
      one.isEnding(0, 1);
      const [found] = one.found();
      assert.deepEqual(found, undefined, 'the first one may notify the second');
      one.end(1, 'wait', 1).ends(1);
      assert.deepEqual(
        one.found()[0]?.actors.map(({ name }) => name),
        ['b'],
      );
    });
    it('are not told of who was notified and has not said so yet', () => {
      const woken = script().begin(1, 'wait', 1).instant(3, 'notify', 1, { n: -1, woken: 1 }).ends(3).ends(2);
      assert.deepEqual(kinds(woken.isEnding(0, 1)), []);
    });
  });

  describe('of barriers', () => {
    const script = () => new Script().actors('main', 'a', 'b', 'c').resource(1, 'barrier', 'x', { capacity: 2 });
    it('are told when one is missing', () => {
      const short = script().begin(1, 'wait', 1).ends(2).ends(3).isEnding(0, 1);
      assert.match(short.found()[0]!.message, /a waits at barrier x since .*, where 1 of 2 have arrived/);
    });
    it('are not told of who was let go and has not said so yet', () => {
      const open = script().begin(1, 'wait', 1).begin(2, 'wait', 1).end(2, 'wait', 1, { index: 1 }).ends(2).ends(3);
      assert.deepEqual(kinds(open.isEnding(0, 1)), []);
    });
    it('are told in a later round', () => {
      const round = script().begin(1, 'wait', 1).begin(2, 'wait', 1).end(2, 'wait', 1).end(1, 'wait', 1);
      assert.deepEqual(kinds(round.ends(2).ends(3).begin(1, 'wait', 1).isEnding(0, 1)), ['stall all']);
    });
    it('are not told of a barrier that was broken', () => {
      const broken = script().begin(1, 'wait', 1).instant(2, 'abort', 1).ends(2).ends(3).isEnding(0, 1);
      assert.deepEqual(kinds(broken), []);
    });
  });

  describe('of events', () => {
    const script = () => new Script().actors('main', 'a', 'b').resource(1, 'event', 'e');
    it('are told when it was set and cleared before the wait', () => {
      const pulse = script().instant(2, 'set', 1).instant(2, 'clear', 1).ends(2).begin(1, 'wait', 1).isEnding(0, 1);
      assert.deepEqual(kinds(pulse), ['stall all']);
    });
    it('are not told when it was set during the wait', () => {
      const set = script().begin(1, 'wait', 1).instant(2, 'set', 1).instant(2, 'clear', 1).ends(2).isEnding(0, 1);
      assert.deepEqual(kinds(set), []);
    });
  });

  describe('of queues', () => {
    const script = (capacity = 1) => new Script().actors('main', 'a', 'b').resource(1, 'queue', 'q', { capacity });
    it('are told of a put that nobody makes room for', () => {
      assert.deepEqual(kinds(script().does(1, 'put', 1).begin(1, 'put', 1).ends(2).isEnding(0, 1)), ['stall all']);
    });
    it('are not told of a put without a bound, nor after a shutdown', () => {
      assert.deepEqual(kinds(script(0).does(1, 'put', 1).begin(1, 'put', 1).ends(2).isEnding(0, 1)), []);
      const shut = script().does(1, 'put', 1).begin(1, 'put', 1).instant(2, 'shutdown', 1, { value: 0 }).ends(2);
      assert.deepEqual(kinds(shut.isEnding(0, 1)), []);
    });
    it('are told of tasks that nobody works off', () => {
      const tasks = script(0).does(2, 'get', 1).does(1, 'put', 1).begin(1, 'join-queue', 1).ends(2).isEnding(0, 1);
      assert.deepEqual(kinds(tasks), ['stall all']);
      const done = script(0)
        .does(2, 'get', 1)
        .does(1, 'put', 1)
        .begin(1, 'join-queue', 1)
        .instant(2, 'task-done', 1, { value: 0 });
      assert.deepEqual(kinds(done.ends(2).isEnding(0, 1)), []);
    });
    it('tell the two ends of a pipe apart', () => {
      const pipe = new Script()
        .actors('main', 'a')
        .resource(1, 'pipe', 'p')
        .begin(1, 'put', 1, { index: 1 })
        .end(1, 'put', 1);
      pipe.begin(1, 'get', 1, { index: 1 }).begin(0, 'get', 1, { index: 0 });
      assert.deepEqual(kinds(pipe), [], 'main has something to get');
      pipe.end(0, 'get', 1).begin(0, 'get', 1, { index: 0 });
      const now = pipe.model.endNs;
      const found = [now, now + 500e6].flatMap((at) => pipe.analysis.look(at));
      assert.deepEqual(
        found.map(({ finding }) => finding),
        ['stall'],
      );
    });
  });

  describe('of locks', () => {
    const script = () => new Script().actors('main', 'a', 'b').resource(1, 'lock', 'l');
    it('are told when the holder has returned with it', () => {
      assert.deepEqual(kinds(script().take(1, 1).ends(1).wants(2, 1).isEnding(0, 2)), ['stall all']);
    });
    it('are not told when the holder died: it is recovered', () => {
      assert.deepEqual(kinds(script().take(1, 1).ends(1, 'error').wants(2, 1).isEnding(0, 2)), []);
    });
    it('are not told of one that is taken twice while somebody may release it', () => {
      assert.deepEqual(kinds(script().take(1, 1).wants(1, 1)), []);
    });
  });
});
