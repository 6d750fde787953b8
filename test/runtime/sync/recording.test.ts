import assert from 'node:assert/strict';
import { type Recorder, setRecorder } from '../../../src/runtime/record/recorder.ts';
import { backends, Steps } from './support/backend.ts';

/** What was recorded, one line an event: op, phase, outcome, and the count of operations on the resource. */
let told: string[] = [];
let flights = 0;
const recorder: Recorder = {
  begin: (op, _resource, flight, data, rseq) => void told.push(line(op, 'begin', flight, rseq, undefined, data)),
  flush: () => void told.push('flush'),
  end: (op, _resource, flight, outcome, rseq, data) => void told.push(line(op, outcome, flight, rseq, undefined, data)),
  instant: (op, _resource, rseq, data) => void told.push(line(op, 'instant', 0, rseq, undefined, data)),
  resource: (_key, kind, name) => void told.push(`${kind} ${name}`),
  nextFlight: () => ++flights,
};
function line(op: string, what: string, flight: number, rseq?: number, _none?: undefined, data?: object): string {
  return [op, what, flight && `flight ${flight}`, rseq && `#${rseq}`, data && JSON.stringify(data)]
    .filter(Boolean)
    .join(' ');
}
/** Records while fn runs. */
async function record(fn: () => unknown): Promise<string[]> {
  told = [];
  flights = 0;
  setRecorder(recorder);
  try {
    await fn();
  } finally {
    setRecorder(undefined);
  }
  return told;
}

for (const backend of backends) {
  const { Barrier, Condition, Event, Lock, RLock, Semaphore, Value } = backend.classes;
  describe(`Recording of primitives between ${backend.domain}`, () => {
    it('tells each operation, and is written out before a wait that may block', async () => {
      const events = await record(async () => {
        const lock = new Lock({ name: 'door' });
        lock.acquire();
        lock.acquire(0);
        lock.acquire(1);
        lock.release();
        await lock.acquireAsync();
        lock.release();
      });
      assert.deepEqual(events, [
        'lock door',
        'acquire begin',
        'acquire ok #1',
        'acquire begin {"ms":0}',
        'acquire timeout',
        'acquire begin {"ms":1}',
        'flush',
        'acquire timeout',
        'release instant #2',
        'flush', // the one that gave up may still be waiting, as far as can be seen
        'acquire begin flight 1',
        'acquire ok flight 1 #3',
        'release instant #4',
      ]);
    });
    it('tells permits, depth, marks and signals', async () => {
      const events = await record(async () => {
        const keys = new Semaphore(2, { name: 'keys' });
        keys.acquire();
        keys.release();
        const lock = new RLock({ name: 'again' });
        lock.acquire();
        lock.acquire();
        lock.release();
        const event = new Event({ name: 'ready' });
        event.set();
        event.wait();
        assert.equal(event.isSet() && event.isSet(), true);
        event.clear();
        const value = new Value('int32', 1, { name: 'n' });
        value.value = value.value + 1;
        value.add(3);
        new Barrier(1, { name: 'all' }).wait();
      });
      assert.deepEqual(events, [
        'semaphore keys',
        'acquire begin',
        'acquire ok #1 {"value":1}',
        'release instant #2 {"value":2,"n":1}',
        'rlock again',
        'acquire begin',
        'acquire ok #1 {"depth":1}',
        'acquire begin',
        'acquire ok #2 {"depth":2}',
        'release instant #3 {"depth":1}',
        'event ready',
        'set instant #1',
        'wait begin',
        'wait ok #2 {"signalled":true}',
        'look instant #3 {"value":1}',
        'clear instant #4',
        'value n',
        'read instant #1 {"index":0,"value":1}',
        'write instant #2 {"index":0,"value":2}',
        'write instant #3 {"index":0,"value":5,"former":2,"until":4}',
        'barrier all',
        'wait begin #1',
        'wait ok #2 {"index":0,"n":0}',
      ]);
    });
    it('tells that a wait for a condition lets its lock go and takes it again', async () => {
      const events = await record(() => {
        const condition = new Condition(new Lock({ name: 'its lock' }), { name: 'ready' });
        condition.acquire();
        condition.wait(1);
        condition.notify();
        condition.release();
      });
      assert.deepEqual(events, [
        'lock its lock',
        'condition ready',
        'acquire begin',
        'acquire ok #1',
        'wait begin {"ms":1}',
        'release instant #2 {"depth":0}',
        'flush',
        'wait timeout',
        'acquire begin',
        'acquire ok #3',
        'notify instant #1 {"n":1,"woken":0}',
        'release instant #4',
      ]);
    });
    it('tells that a lock was abandoned', async () => {
      const lock = new Lock();
      const steps = new Steps(backend);
      const holder = backend.start('holdUntilTold', lock, backend.domain, steps.place);
      await steps.reached(1);
      await holder.kill();
      const events = await record(() => lock.acquire());
      assert.deepEqual(
        events.filter((event) => event !== 'flush'),
        ['acquire begin', 'acquire abandoned #1 {"abandoned":true}'],
      );
    });
  });
}
