import assert from 'node:assert/strict';
import { evaluationEnded } from '../../../src/runtime/context.ts';
import { Pipe } from '../../../src/runtime/multiprocessing.ts';
import { LifoQueue, Queue } from '../../../src/runtime/queue.ts';
import { type EventData, type Recorder, recorder, setRecorder } from '../../../src/runtime/record/recorder.ts';
import { Condition, Event } from '../../../src/runtime/threading.ts';

evaluationEnded();

type Seen = { op: string; phase: string; outcome?: string; rseq?: number; data?: EventData; flight?: number };

/** What a recorder is told while fn runs. */
async function recorded(fn: () => unknown): Promise<Seen[]> {
  const seen: Seen[] = [];
  const before = recorder;
  let flights = 0;
  const listening: Partial<Recorder> = {
    begin: (op, _key, flight, data) => void seen.push({ op, phase: 'begin', flight, data }),
    flush: () => void seen.push({ op: 'flush', phase: 'instant' }),
    end: (op, _key, flight, outcome, rseq, data) => void seen.push({ op, phase: 'end', outcome, rseq, data, flight }),
    instant: (op, _key, rseq, data) => void seen.push({ op, phase: 'instant', rseq, data }),
    resource: () => {},
    nextFlight: () => ++flights,
  };
  setRecorder(listening as Recorder);
  try {
    await fn();
  } finally {
    setRecorder(before);
  }
  return seen;
}
const ends = (seen: Seen[]) => seen.filter(({ phase }) => phase === 'end');

describe('Recording of queues', () => {
  for (const kind of [Queue, LifoQueue]) {
    it(`tells the item, the depth, the size and a short text of what goes through a ${kind.name}`, async () => {
      const q = new kind(2);
      const seen = await recorded(() => {
        q.put({ bun: 1 });
        q.put('long '.repeat(1000));
        q.tryPut(3);
        q.get();
        q.taskDone();
      });
      const [first, second, full, get] = ends(seen);
      assert.deepEqual(
        [first!.rseq, first!.data],
        [1, { item: 1, value: 1, size: first!.data!.size!, preview: '{bun: 1}' }],
      );
      assert.ok((second!.data!.preview as string).length <= 40 && (second!.data!.size as number) > 5000);
      assert.deepEqual([full!.outcome, full!.rseq], ['full', 0]);
      const taken = kind === Queue ? 1 : 2;
      assert.deepEqual([get!.rseq, get!.data!.item, get!.data!.value], [3, taken, 1]);
      assert.deepEqual(seen.at(-1), { op: 'task-done', phase: 'instant', rseq: 4, data: { value: 1 } });
    });
  }

  it('writes everything out before a wait, and names how it ended', async () => {
    const q = new Queue(1);
    const abort = new AbortController();
    const seen = await recorded(async () => {
      assert.equal(q.tryGet(), undefined);
      assert.equal(q.tryGet(5), undefined);
      setTimeout(() => abort.abort(), 5);
      await assert.rejects(q.getAsync({ signal: abort.signal }));
      q.shutdown();
      assert.deepEqual([...q], []);
    });
    assert.deepEqual(
      ends(seen).map(({ outcome }) => outcome),
      ['empty', 'timeout', 'aborted', 'shutdown'],
    );
    // Before two waits, and before a shutdown of which somebody may be waiting to hear.
    assert.equal(seen.filter(({ op }) => op === 'flush').length, 3);
    assert.equal(
      seen.find(({ op, phase }, i) => op === 'flush' && phase === 'instant' && seen[i + 1]?.op === 'get')?.op,
      'flush',
    );
  });

  it('says how long a put or get waits, and which end of a pipe it is', async () => {
    const q = new Queue(1);
    const [first, second] = Pipe();
    const seen = await recorded(async () => {
      q.put(1);
      q.tryPut(2, 3);
      q.tryGet();
      await q.getAsync(4).catch(() => {});
      first.send('a');
      second.recv(5);
    });
    assert.deepEqual(
      seen.filter(({ phase }) => phase === 'begin').map(({ data }) => data),
      [undefined, { ms: 3 }, { ms: 0 }, { ms: 4 }, { index: 0 }, { index: 1, ms: 5 }],
    );
  });

  it('tells of primitives that leave in an item and arrive', async () => {
    const q = new Queue();
    const seen = await recorded(() => {
      q.put({ both: [new Event(), new Condition()] });
      q.tryPut(new Event());
      q.get();
    });
    const passed = seen.filter(({ op }) => op === 'pass').map(({ data }) => data!.n);
    assert.deepEqual(passed, [1, 1, 1, 1, -1, -1, -1], 'a condition brings its lock');
    assert.ok(seen.findLastIndex(({ op }) => op === 'pass') < seen.length - 1, 'told before the get has ended');
  });

  it('counts both directions of a pipe as one resource, and tells their messages apart', async () => {
    const [left, right] = Pipe();
    const seen = await recorded(() => {
      left.send('a');
      right.send('b');
      right.recv();
      left.recv();
    });
    assert.deepEqual(
      ends(seen).map(({ rseq }) => rseq),
      [1, 2, 3, 4],
    );
    const [a, b, gotA, gotB] = ends(seen).map(({ data }) => data!.item);
    assert.deepEqual([gotA, gotB], [a, b]);
    assert.notEqual(a, b);
  });
});
