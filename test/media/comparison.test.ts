import assert from 'node:assert/strict';
import { compare, comparisonSentences } from '../../media/comparison.ts';
import { itemSentence, laneName } from '../../media/describe.ts';
import { PairScene } from '../../media/pair-scene.ts';
import type { Span } from '../../media/scene.ts';
import { sums } from '../../media/sums.ts';
import { TraceScene } from '../../media/trace-scene.ts';
import { mutexTrace, varietyTrace } from './scenarios.ts';

function pairOf(a: Uint8Array, b: Uint8Array, cut: number): PairScene {
  const pair = new PairScene(a.length);
  const all = Buffer.concat([a, b]);
  for (let at = 0; at < all.length; at += cut) pair.append(all.subarray(at, at + cut));
  pair.complete();
  return pair;
}

function alone(bytes: Uint8Array): TraceScene {
  const scene = new TraceScene();
  scene.append(bytes);
  scene.complete();
  return scene;
}

describe('two runs beside each other', () => {
  const a = mutexTrace().bytes;
  const b = varietyTrace().bytes;
  const pair = pairOf(a, b, 1000);

  it('are told apart wherever the frames were cut', () => {
    for (const cut of [1, 77, 1_000_000]) {
      const other = pairOf(a, b, cut);
      assert.deepEqual(
        other.actors.map((lane) => [lane.id, lane.name]),
        pair.actors.map((lane) => [lane.id, lane.name]),
      );
    }
    assert.equal(new Set(pair.actors.map((lane) => lane.id)).size, pair.actors.length);
    assert.deepEqual(
      [alone(a), alone(b)].flatMap((scene) => scene.actors.map((lane) => lane.name)),
      pair.actors.map((lane) => lane.name),
    );
    assert.equal(pair.events, alone(a).events + alone(b).events);
  });

  it('each keep what is theirs: the same sums, flows and words as alone', () => {
    const single = alone(b);
    const [, second] = pair.runs;
    const figures = (scene: TraceScene) =>
      sums(scene, 0, scene.endNs).resources.map((sum) => [
        scene.lane(sum.lane)!.name,
        sum.waits,
        sum.waitNs,
        sum.longestNs,
        sum.holds,
        sum.heldNs,
        sum.contendedNs,
        sum.fairness,
      ]);
    assert.deepEqual(figures(second), figures(single));
    const waits = (scene: PairScene | TraceScene, lane: string) => {
      const found: Span[] = [];
      scene.spans(lane, 0, scene.endNs, 0, (span) => {
        if (span.kind === 'waiting') found.push(span);
      });
      return found;
    };
    const of = (scene: PairScene | TraceScene) => scene.actors.find((lane) => lane.name === 'Worker-1')!.id;
    const [here, there] = [waits(pair, of(pair)), waits(single, of(single))];
    assert.deepEqual(
      here.map((span) => [span.startNs, span.endNs, pair.lane(span.resource!)!.name]),
      there.map((span) => [span.startNs, span.endNs, single.lane(span.resource!)!.name]),
    );
    const flows = here.flatMap((span) => pair.flowsInto(span));
    assert.ok(flows.length > 0);
    for (const flow of flows) assert.equal(pair.runOf(flow.fromLane), 1);
    assert.match(itemSentence(pair, here[0]!), /^Worker-1 \(B\), waits for \w+ \(B\), /);
  });

  it('are named by their letter, and have one colour for what is the same', () => {
    const [first] = pair.runs;
    assert.equal(laneName(pair, first.actors[0]!.id), `${first.actors[0]!.name} (A)`);
    assert.equal(laneName(alone(a), first.actors[0]!.id), first.actors[0]!.name);
  });

  it('are compared in words and figures', () => {
    const result = compare(...pair.runs);
    const [one, two] = result.runs;
    assert.equal(one.actors, 4);
    assert.ok(one.durationNs > 2e9 && two.durationNs < 1e9);
    assert.equal(two.errors, 1);
    const mutex = result.resources.find(({ name }) => name === 'mutex')!;
    assert.equal(mutex.sums[0]!.waits, 3);
    assert.equal(mutex.sums[1], undefined);
    assert.deepEqual(comparisonSentences(result), [
      'A took 2.03 s and B 760 ms: B was 2.7 times as fast.',
      'A ended so: MainProcess: returned. B: had not ended; 1 ended with an error.',
      'Only A has mutex.',
      'Only B has buns, ledger, ready, accounts, ….',
      'Waiting took 1.8 s in A and 759 ms in B, over all actors.',
      'The last line of A: all three are done. Of B: TypeError: bun is undefined.',
    ]);
  });

  it('that are the same have nothing to tell but that', () => {
    const said = comparisonSentences(compare(...pairOf(a, a, 4096).runs));
    assert.deepEqual(said.slice(0, 2), ['Both took 2.03 s.', 'Both ended alike (MainProcess: returned).']);
    assert.ok(said.every((words) => !words.startsWith('Only') && !words.includes('last line')));
  });
});
