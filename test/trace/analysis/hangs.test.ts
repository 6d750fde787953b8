import assert from 'node:assert/strict';
import { actorKey } from '../../../src/trace/schema.ts';
import { Script } from './script.ts';

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
