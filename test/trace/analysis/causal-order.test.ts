import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CausalOrder } from '../../../src/trace/analysis/causal-order.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import { TraceScript } from './trace-script.ts';

const LOCKS = [1, 2];
const QUEUE = 3;
const NUMBERS = [4, 5];
const THREADS = 4;

/** What a thread does next; what it cannot do at that moment it leaves. */
type Deed = 'lock' | 'unlock' | 'put' | 'get' | 'read' | 'write' | 'exchange' | 'flush';
const turn = fc.record({
  actor: fc.integer({ min: 1, max: THREADS }),
  deed: fc.constantFrom<Deed>('lock', 'lock', 'unlock', 'put', 'get', 'read', 'read', 'write', 'exchange', 'flush'),
  which: fc.integer({ min: 0, max: 1 }),
});
type Turn = (typeof turn)['generate'] extends (...args: never[]) => { readonly value: infer T } ? T : never;

/** Turns as a program that really could have run so. */
function play(turns: readonly Turn[], locked = false): TraceScript {
  const script = new TraceScript(THREADS);
  for (const lock of LOCKS) script.resource(lock, 'lock', `l${lock}`);
  script.resource(QUEUE, 'queue', 'q');
  for (const number of NUMBERS) script.resource(number, 'value', `n${number}`);
  const holders = new Map<number, number>();
  let put = 0;
  let got = 0;
  for (const { actor, deed, which } of turns) {
    const lock = LOCKS[which]!;
    const number = NUMBERS[which]!;
    const mine = holders.get(lock) === actor;
    if (deed === 'flush') script.flush(actor);
    else if (deed === 'lock' && !holders.has(lock)) {
      holders.set(lock, actor);
      script.take(actor, lock);
    } else if (deed === 'unlock' && mine) {
      holders.delete(lock);
      script.give(actor, lock);
    } else if (deed === 'put') script.done(actor, 'put', QUEUE, { item: ++put });
    else if (deed === 'get' && got < put) script.done(actor, 'get', QUEUE, { item: ++got });
    else if (!locked || mine) {
      if (deed === 'read') script.read(actor, number, 7);
      else if (deed === 'write') script.write(actor, number, 7);
      else if (deed === 'exchange' && !locked) script.exchange(actor, number, 1, 1);
    }
  }
  return script;
}

/** Everything in its causal order, frame by frame. */
function order(script: TraceScript, frames = script.writer.frames) {
  const model = new TraceModel();
  const taken: { readonly event: number; readonly actor: number; readonly half: number }[] = [];
  let gaps = 0;
  const causal = new CausalOrder(model, {
    take: (event, actor, _op, half) => void taken.push({ event, actor, half }),
    gap: () => void gaps++,
  });
  for (const frame of frames) {
    model.append(frame);
    causal.advance(model.endNs);
  }
  causal.advance(Number.POSITIVE_INFINITY);
  return { model, taken, gaps, heldBack: causal.heldBack };
}

/** Whether two accesses of the same number are ordered by nothing, at least one being a plain write: by brute force. */
function races({ steps }: TraceScript): boolean {
  const before: bigint[] = [];
  const last = new Map<string, number>();
  let found = false;
  steps.forEach((step, i) => {
    let mask = 0n;
    const after = (key: string) => {
      const cause = last.get(key);
      if (cause !== undefined) mask |= before[cause]! | (1n << BigInt(cause));
    };
    const { op, phase, actor, resource, data } = step;
    const atomic = data.until !== undefined;
    after(`actor ${actor}`);
    if (op === 'actor') after(`start ${actor}`);
    if (op === 'acquire' && phase === 'end') after(`release ${resource}`);
    if (op === 'get' && phase === 'end') after(`put ${data.item}`);
    before[i] = mask;
    last.set(`actor ${actor}`, i);
    if (op === 'start') last.set(`start ${Number(data.target) % 65536}`, i);
    if (op === 'release') last.set(`release ${resource}`, i);
    if (op === 'put' && phase === 'end') last.set(`put ${data.item}`, i);
    if (op !== 'read' && op !== 'write') return;
    steps.slice(0, i).forEach((other, j) => {
      if (other.resource !== resource || (other.op !== 'read' && other.op !== 'write')) return;
      const plainWrite = (op === 'write' && !atomic) || (other.op === 'write' && other.data.until === undefined);
      if (plainWrite && (mask & (1n << BigInt(j))) === 0n) found = true;
    });
  });
  return found;
}

describe('The causal order', () => {
  it('keeps the order of each actor and of each resource, in whatever order they are written out', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 120 }), (turns) => {
        const script = play(turns);
        script.writer.flush();
        const { model, taken, gaps, heldBack } = order(script);
        const { store } = model;
        assert.deepEqual([gaps, heldBack], [0, 0]);
        assert.equal(taken.filter(({ half }) => half === 0).length, store.length);
        const sequences = new Map<number, number>();
        const counts = new Map<number, number>();
        for (const { event, actor, half } of taken) {
          const resource = store.resource(event);
          const count = half === 1 ? store.number(event, 'until') : store.rseq(event);
          if (half === 0) {
            assert.ok(store.sequence(event) > (sequences.get(actor) ?? -1));
            sequences.set(actor, store.sequence(event));
          }
          if (count === 0) continue;
          assert.equal(count, (counts.get(resource) ?? 0) + 1);
          counts.set(resource, count);
        }
      }),
    );
  });

  it('comes to its end all the same when the last words of somebody are missing', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 120 }), fc.nat(), (turns, lost) => {
        const script = play(turns);
        script.writer.flush();
        const frames = script.writer.frames.toSpliced(lost % script.writer.frames.length, 1);
        const { model, taken, heldBack } = order(script, frames);
        assert.equal(heldBack, 0);
        assert.equal(taken.filter(({ half }) => half === 0).length, model.store.length);
      }),
    );
  });
});

describe('Races in traces', () => {
  it('are found if and only if there is one, by brute force', () => {
    let [some, none] = [0, 0];
    // Values never change and no exchange succeeds: so no atomic operation orders anything.
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
        const script = play(turns);
        const expected = races(script);
        if (expected) some++;
        else none++;
        const found = script.found().filter(({ finding }) => finding === 'race');
        assert.equal(found.length > 0, expected);
      }),
      { numRuns: 300 },
    );
    assert.ok(some > 20 && none > 20, `${some} with, ${none} without: the generator is of no use`);
  });

  it('are none where every access is under one lock', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 200 }), (turns) => {
        const found = play(turns, true).found();
        assert.deepEqual(
          found.filter(({ finding }) => finding === 'race'),
          [],
        );
      }),
    );
  });
});
