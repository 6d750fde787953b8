import assert from 'node:assert/strict';
import type { ResourceKind } from '../../../src/trace/schema.ts';
import { Script } from './script.ts';

const kinds = (script: Script) => script.found().map(({ finding }) => finding);

/** Two actors with one lock each that want the other's. */
function crossed(first: ResourceKind, second: ResourceKind): Script {
  const data = (kind: ResourceKind) => (kind === 'semaphore' ? { value: 1 } : {});
  const script = new Script().actors('main', 'a', 'b').resource(1, first, 'x', data(first));
  script.resource(2, second, 'y', data(second)).take(1, 1).take(2, 2).wants(1, 2).wants(2, 1);
  return script.isEnding(0, 1);
}

describe('Deadlocks', () => {
  for (const kind of ['lock', 'rlock', 'semaphore', 'gil'] as const) {
    it(`are found over ${kind} and lock`, () => {
      const [found] = crossed(kind, 'lock').found();
      assert.equal(found?.finding, 'deadlock');
      assert.equal(found.scope, 'all');
      assert.deepEqual(found.actors.map(({ name }) => name).sort(), ['a', 'b']);
    });
  }

  it('name where each lock was taken and where it is waited for', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'lock', 'x').resource(2, 'lock', 'y');
    for (const actor of [1, 2]) {
      script.site(actor, 1, actor * 10).site(actor, 2, actor * 10 + 1);
      script.event(actor, 'acquire', 'begin', { resource: actor, site: 1 }).end(actor, 'acquire', actor);
    }
    script
      .event(1, 'acquire', 'begin', { resource: 2, site: 2 })
      .event(2, 'acquire', 'begin', { resource: 1, site: 2 });
    const [found] = script.found();
    const edges = found!.edges.map((edge) => `${edge.actor} ${edge.waits ? 'waits' : 'holds'} ${edge.site}`).sort();
    assert.deepEqual(edges, [
      'p1.t1 holds a.ts:10:1',
      'p1.t1 waits a.ts:11:1',
      'p1.t2 holds a.ts:20:1',
      'p1.t2 waits a.ts:21:1',
    ]);
  });

  it('are told while others go on all the time', () => {
    const script = crossed('lock', 'lock').resource(3, 'lock', 'z');
    script.event(3, 'actor', 'instant', { data: { name: 'busy', kind: 'thread' } });
    for (let i = 0; i < 60; i++) script.take(3, 3).gives(3, 3);
    assert.deepEqual(
      script.foundAtOnce().map(({ finding, scope }) => `${finding} ${scope}`),
      ['deadlock some'],
    );
  });

  it('are found in the middle of a trace whose actors have all ended', () => {
    const script = crossed('lock', 'rlock').later(500);
    for (const actor of [1, 2, 0]) script.ends(actor, 'session');
    assert.deepEqual(
      script.foundAtOnce().map(({ finding }) => finding),
      ['deadlock'],
    );
  });

  it('are not made of what lasts shorter than a look', () => {
    const script = crossed('lock', 'lock').later(20);
    for (const actor of [1, 2, 0]) script.ends(actor, 'terminated');
    assert.deepEqual(script.foundAtOnce(), []);
  });

  for (const kind of ['lock', 'semaphore'] as const) {
    it(`are found at once where a ${kind} is taken twice that has been used as a lock before`, () => {
      const script = () => new Script().actors('main', 'a').resource(1, kind, 'x', { value: 1 });
      assert.deepEqual(kinds(script().take(1, 1).wants(1, 1)), [], 'main may release it');
      const used = script().take(1, 1).gives(1, 1, { n: 1 }).take(1, 1).wants(1, 1);
      assert.deepEqual(kinds(used), ['deadlock']);
    });
  }

  it('are found where a reader wants to write', () => {
    const script = new Script().actors('main', 'a').resource(1, 'rwlock', 'page');
    script.begin(1, 'acquire', 1, { mode: 'read' }).end(1, 'acquire', 1).begin(1, 'acquire', 1, { mode: 'write' });
    const [found] = script.found();
    assert.match(found!.message, /a waits for rwlock page, which it holds itself/);
    assert.match(found!.remedy, /before writing/);
  });

  it('are found where a reader waits behind a writer that waits for a reader', () => {
    const script = new Script().actors('main', 'outer', 'writer', 'inner').resource(1, 'rwlock', 'page');
    script.begin(1, 'acquire', 1, { mode: 'read' }).end(1, 'acquire', 1);
    script.begin(2, 'acquire', 1, { mode: 'write' }).begin(3, 'acquire', 1, { mode: 'read' });
    assert.deepEqual(kinds(script), [], 'the reader goes on');
    script.joins(1, 3);
    const [found] = script.found();
    assert.equal(found?.finding, 'deadlock');
    assert.match(found.message, /inner waits to read rwlock page behind writer, who waits to write/);
  });

  it('are no matter of readers that share', () => {
    const script = new Script().actors('main', 'a', 'b', 'w').resource(1, 'rwlock', 'page');
    for (const reader of [1, 2]) script.begin(reader, 'acquire', 1, { mode: 'read' }).end(reader, 'acquire', 1);
    script.begin(3, 'acquire', 1, { mode: 'write' }).joins(1, 3);
    const [found] = script.found();
    assert.equal(found?.finding, 'deadlock', 'one of the readers waits for the writer');
    assert.deepEqual(found.actors.map(({ name }) => name).sort(), ['a', 'w']);
  });

  it('end when a condition lets go of a lock that was taken twice', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'rlock', 'l').resource(2, 'condition', 'c');
    script.take(1, 1).end(1, 'acquire', 1, { depth: 2 }).begin(1, 'wait', 2).gives(1, 1, { depth: 0 });
    script.wants(2, 1);
    assert.deepEqual(kinds(script), []);
  });

  it('are found between a wait for a condition and a lock that its notifier needs', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'lock', 'm').resource(2, 'condition', 'c');
    script.take(1, 1).begin(1, 'wait', 2).wants(2, 1).isEnding(0, 1);
    const [found] = script.found();
    assert.equal(found?.finding, 'deadlock');
    assert.match(found.message, /a waits at condition c for b/);
    assert.match(found.remedy, /Let go of m/);
  });

  it('are found between full queues, whose readers wait to put', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'queue', 'ab', { capacity: 1 });
    script.resource(2, 'queue', 'ba', { capacity: 1 });
    script.does(1, 'put', 1).does(2, 'get', 1).does(2, 'put', 2).does(1, 'get', 2);
    script.does(1, 'put', 1).does(2, 'put', 2).begin(1, 'put', 1).begin(2, 'put', 2).isEnding(0, 1);
    const [found] = script.found();
    assert.equal(found?.finding, 'deadlock');
    assert.match(found.message, /a waits to put into the full queue ab, from which b gets/);
  });

  it('are no matter of a second consumer behind the lock of the first', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'lock', 'l').resource(2, 'queue', 'q');
    script.does(0, 'put', 2).does(0, 'put', 2);
    for (const actor of [1, 2]) script.take(actor, 1).does(actor, 'get', 2).gives(actor, 1);
    script.take(1, 1).begin(1, 'get', 2).wants(2, 1).isEnding(0, 1);
    assert.deepEqual(kinds(script), ['stall']);
  });

  it('are found over all flows of an event loop', () => {
    const script = new Script().actors('main').resource(1, 'lock', 'x').resource(2, 'lock', 'y').take(0, 1).take(0, 2);
    script.begin(0, 'acquire', 2, {}, 1);
    assert.deepEqual(kinds(script), [], 'another flow may give it back');
    script.begin(0, 'acquire', 1, {}, 2).idle(0, 1);
    assert.deepEqual(kinds(script), [], 'a timer is running');
    script.idle(0, 0);
    assert.deepEqual(kinds(script), ['deadlock']);
  });

  it('are found when a limited wait has become one without a limit', () => {
    const script = new Script().actors('main', 'a', 'b').resource(1, 'lock', 'x').resource(2, 'lock', 'y');
    script.take(1, 1).take(2, 2).wants(2, 1).wants(1, 2, { ms: 50 });
    assert.deepEqual(kinds(script), []);
    script.end(1, 'acquire', 2, {}, 'timeout').wants(1, 2);
    assert.deepEqual(kinds(script), ['deadlock']);
  });
});
