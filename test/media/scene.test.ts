import assert from 'node:assert/strict';
import { itemSentence, itemWords, laneSentence, stepAt, stepWords } from '../../media/describe.ts';
import { findMatches } from '../../media/find.ts';
import type { Flow, Item, QueueCell, Span } from '../../media/scene.ts';
import { holdersDuring, sums } from '../../media/sums.ts';
import { collect } from '../../media/table.ts';
import { TraceScene } from '../../media/trace-scene.ts';
import type { EventData } from '../../src/trace/schema.ts';
import { synthesize } from '../support/synthetic.ts';
import { mutexTrace, queueTrace, varietyTrace } from './scenarios.ts';

function sceneOf(bytes: Uint8Array): TraceScene {
  const scene = new TraceScene();
  scene.model.append(bytes);
  scene.model.complete();
  return scene;
}

function spansOf(scene: TraceScene, lane: string, minNs = 0): Span[] {
  const spans: Span[] = [];
  scene.spans(lane, 0, scene.endNs, minNs, (span) => spans.push(span));
  return spans;
}

const laneOf = (scene: TraceScene, name: string) =>
  [...scene.actors, ...scene.resources].find((lane) => lane.name === name)!;
const find = (scene: TraceScene, lane: string, words: string) =>
  spansOf(scene, laneOf(scene, lane).id).find((span) => itemWords(scene, span) === words)!;

describe('the scene of a mutex', () => {
  const scene = sceneOf(mutexTrace().bytes);

  it('has its processes, their ends and the lock', () => {
    assert.deepEqual(
      scene.actors.map((lane) => [lane.name, lane.kind, lane.exit?.reason]),
      [
        ['MainProcess', 'process', 'returned'],
        ['Ann', 'process', 'returned'],
        ['Ben', 'process', 'returned'],
        ['Cleo', 'process', 'returned'],
      ],
    );
    assert.deepEqual(
      scene.resources.map((lane) => [lane.name, lane.chart]),
      [['mutex', 'lock']],
    );
  });

  it('says what is drawn', () => {
    assert.equal(itemSentence(scene, find(scene, 'Ben', 'waits for mutex')), 'Ben, waits for mutex, 599 ms');
    assert.equal(laneSentence(scene, laneOf(scene, 'Ann')), 'Ann, process, pid 4101, returned');
    const lock = laneOf(scene, 'mutex');
    assert.ok(lock.type === 'resource');
    assert.equal(stepWords(scene, lock, stepAt(scene, lock, 500e6)!), 'held by Ann, 2 waiting');
    assert.equal(stepWords(scene, lock, stepAt(scene, lock, 1900e6)!), 'held by Cleo');
  });

  it('leads from a wait to the hold that had to end first', () => {
    const wait = find(scene, 'Ben', 'waits for mutex');
    const [flow] = scene.flowsInto(wait) as [Flow];
    assert.equal(scene.lane(flow.fromLane)?.name, 'Ann');
    const around = scene.around(flow.fromLane, flow.fromNs).map((item) => itemWords(scene, item));
    assert.ok(around.includes('holds mutex'), around.join());
    assert.deepEqual(
      scene.flowsFrom(find(scene, 'Ann', 'holds mutex')).map((one) => scene.lane(one.toLane)?.name),
      ['Ben'],
    );
  });

  it('leads from what an actor does first to its start, and from a join to the end of the one joined', () => {
    const { id } = laneOf(scene, 'Ben');
    const starting = spansOf(scene, id).filter(({ kind }) => kind === 'starting' || kind === 'running');
    const firsts = [starting[0]!, starting[1]!, scene.neighbour(laneOf(scene, 'Ann').id, -1, 1)!];
    const from = firsts.map((item) => scene.flowsInto(item).map(({ fromLane, fromNs }) => [fromLane, fromNs]));
    const main = laneOf(scene, 'MainProcess').id;
    assert.deepEqual(from, [[[main, 82e6]], [[main, 82e6]], [[main, 60e6]]]);
    assert.deepEqual(
      starting.slice(2).flatMap((later) => scene.flowsInto(later)),
      [],
    );
    assert.equal(itemWords(scene, scene.around(main, 82e6)[0]!), 'starts Ben');
    assert.deepEqual(scene.startOf(id), scene.flowsInto(firsts[0]!)[0]);
    assert.equal(scene.startOf(main), undefined);
    const [end] = scene.flowsInto(find(scene, 'MainProcess', 'joins Ben')) as [Flow];
    const [exit] = scene.around(end.fromLane, end.fromNs) as [Item];
    assert.equal(itemSentence(scene, exit).slice(0, 9), 'Ben, ends');
  });

  it('tells who held it meanwhile and what that one did', () => {
    const wait = find(scene, 'Cleo', 'waits for mutex');
    const holders = holdersDuring(scene, wait.resource!, wait.startNs, wait.endNs, wait.lane);
    assert.deepEqual(
      holders.map((holder) => [scene.lane(holder.lane)?.name, holder.doing]),
      [
        ['Ben', 'sleeping'],
        ['Ann', 'sleeping'],
      ],
    );
  });

  it('knows the source line of a hold: where it was asked for', () => {
    assert.equal(scene.facts(find(scene, 'Ben', 'holds mutex')).beginSite?.line, 14);
    assert.equal(scene.facts(find(scene, 'Ben', 'holds mutex')).endSite?.line, 21);
  });

  it('sums up what actors did and what the lock cost', () => {
    const { actors, resources } = sums(scene, 0, scene.endNs);
    const ben = actors.find((row) => scene.lane(row.lane)?.name === 'Ben')!;
    assert.ok(Math.abs(ben.waitingNs - 599.12e6) < 1e6);
    assert.equal(resources.length, 1);
    assert.equal(resources[0]!.waits, 3);
    assert.ok(Math.abs(resources[0]!.heldNs - 3 * 620e6) < 1e6);
    assert.equal(resources[0]!.fairness, 1);
  });

  it('steps through everything on a lane, forwards and back again', () => {
    const { id } = laneOf(scene, 'Ann');
    const forwards: string[] = [];
    let item: Item | undefined = scene.neighbour(id, -1, 1);
    let last = item;
    for (; item; item = scene.neighbour(id, item, 1)) {
      forwards.push(item.id);
      last = item;
    }
    const backwards: string[] = [];
    for (item = last; item; item = scene.neighbour(id, item, -1)) backwards.push(item.id);
    assert.deepEqual(backwards, forwards.toReversed());
    assert.equal(new Set(forwards).size, forwards.length);
    assert.ok(forwards.length >= 8);
  });
});

describe('the scene of a program with a bit of everything', () => {
  const scene = sceneOf(varietyTrace().bytes);

  it('stands threads under their process, marks daemons and says why they ended', () => {
    const main = laneOf(scene, 'MainProcess').id;
    assert.deepEqual(
      scene.actors.filter((lane) => lane.process === main).map((lane) => lane.name),
      ['producer', 'consumer', 'watcher'],
    );
    assert.equal(
      laneSentence(scene, laneOf(scene, 'Heartbeat')),
      'Heartbeat, daemon process, pid 7011, daemon, cut off',
    );
  });

  it('stands a wait within a hold on that hold, and a hold on the span around it', () => {
    assert.equal(find(scene, 'Worker-1', 'transfer').row, 0);
    assert.equal(find(scene, 'Worker-1', 'holds accounts').row, 1);
    assert.equal(find(scene, 'Worker-1', 'waits for ledger').row, 2);
    assert.equal(find(scene, 'Worker-1', 'holds ledger').row, 2);
  });

  it('knows what stands in the queue, in the order in which it will be taken', () => {
    const items = scene.queued(laneOf(scene, 'buns').id, 300e6)!;
    assert.deepEqual(
      items.map((item) => item.preview),
      ['"bun 3"', '"bun 4"', '"bun 5"'],
    );
    assert.equal(scene.lane(items[0]!.by!)?.name, 'producer');
  });

  it('knows where each item lies and which goes next: the oldest of a queue, the newest of a stack', () => {
    const cells: QueueCell[] = [];
    const queue = laneOf(scene, 'buns');
    assert.ok(scene.cells(queue.id, 0, scene.endNs, (cell) => cells.push(cell)));
    const at = (ms: number) =>
      cells
        .filter((cell) => cell.startNs <= ms * 1e6 && cell.endNs > ms * 1e6)
        .sort((a, b) => a.place - b.place)
        .map((cell) => [cell.item.number, cell.place, cell.next]);
    assert.deepEqual(at(100), [[1, 0, true], [2, 1, false], [3, 2, false]]); // biome-ignore format: a table
    assert.deepEqual(at(155), [[2, 0, true], [3, 1, false]]); // biome-ignore format: a table
    assert.deepEqual(at(690), []);
    for (const cell of cells)
      assert.equal(cell.takenNs, [150, 250, 350, 450, 550, 600, 650][cell.item.number - 1]! * 1e6);
    // What is seen of a later stretch is the same as what is seen of all.
    const late: QueueCell[] = [];
    scene.cells(queue.id, 200e6, 300e6, (cell) => late.push(cell));
    const touching = cells.filter((cell) => cell.endNs >= 200e6 && cell.startNs <= 300e6);
    const key = ({ item, place, startNs, endNs }: QueueCell) =>
      `${item.number} ${place} ${Math.max(startNs, 200e6)} ${Math.min(endNs, 300e6)}`;
    assert.deepEqual(late.map(key).sort(), touching.map(key).sort());
    assert.equal(
      scene.cells(laneOf(scene, 'keys').id, 0, scene.endNs, () => {}),
      false,
    );
  });

  it('takes the items of a stack from the top and those of a priority queue by priority', () => {
    const order = (kind: string, more: (n: number) => EventData) => {
      const made = sceneOf(queueTrace(kind, more).bytes);
      const { id } = laneOf(made, kind);
      const taken: number[] = [];
      made.cells(id, 0, made.endNs, (cell) => {
        if (cell.next && cell.endNs === cell.takenNs) taken.push(cell.item.number);
      });
      return [made.queued(id, 35e6)!.map((item) => item.number), taken];
    };
    assert.deepEqual(order('lifo-queue', () => ({})), [[3, 2, 1], [3, 2, 1]]); // biome-ignore format: a table
    assert.deepEqual(order('queue', () => ({})), [[1, 2, 3], [1, 2, 3]]); // biome-ignore format: a table
    const priority = (n: number) => ({ priority: [5, 1, 3][n - 1]! });
    assert.deepEqual(order('priority-queue', priority), [[2, 3, 1], [2, 3, 1]]); // biome-ignore format: a table
  });

  it('tells who holds a resource, who waits in line and when that changed', () => {
    const { id } = laneOf(scene, 'ledger');
    const { holders, waiters } = scene.momentOf(id, 200e6);
    assert.deepEqual(holders.map(({ lane }) => scene.lane(lane)!.name), ['MainProcess']); // biome-ignore format: short
    assert.deepEqual(waiters.map(({ lane, sinceNs }) => [scene.lane(lane)!.name, sinceNs]), [['Worker-1', 180e6]]); // biome-ignore format: short
    assert.equal(scene.changeOf(id, 200e6, -1), 180e6);
    assert.equal(scene.changeOf(id, 180e6, 1), 339.9e6);
    assert.equal(scene.changeOf(id, 1e12, 1), undefined);
    assert.equal(scene.changeOf(id, 0, -1), undefined);
  });

  it('tells when an event is set', () => {
    const ready = laneOf(scene, 'ready');
    assert.ok(ready.type === 'resource');
    assert.equal(stepWords(scene, ready, stepAt(scene, ready, 500e6)!), 'not set, 1 waiting');
    assert.equal(stepWords(scene, ready, stepAt(scene, ready, 700e6)!), 'set');
  });

  it('finds lanes, marks and lines by what they say', () => {
    const words = (query: string) =>
      findMatches(scene, query).map((match) =>
        match.item ? itemWords(scene, match.item) : scene.lane(match.lane)?.name,
      );
    assert.deepEqual(words('bun 3'), ['prints: made bun 3']);
    assert.deepEqual(words('LEDGER'), ['ledger']);
    assert.deepEqual(words('gave up'), ['mark: gave up on accounts']);
    assert.deepEqual(words('   '), []);
  });

  it('has everything in its table, in order of time', () => {
    const rows = collect(scene);
    const times = rows.map(({ item }) => (item.type === 'span' ? item.startNs : item.atNs));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok(rows.some(({ item }) => itemWords(scene, item) === 'waits on ready'));
  });
});

describe('level of detail', () => {
  const scene = sceneOf(synthesize({ events: 20_000, lanes: 12, seed: 3 }).bytes);

  it('emits few spans for a wide view, and loses none of them', () => {
    for (const lane of scene.actors) {
      const boxes = (spans: Span[]) => spans.filter((span) => span.kind === 'waiting' || span.kind === 'holding');
      const all = boxes(spansOf(scene, lane.id));
      const coarse = boxes(spansOf(scene, lane.id, scene.endNs / 300));
      assert.ok(coarse.length <= 2 * 300 + 20, `${coarse.length} spans`);
      assert.equal(
        coarse.reduce((sum, span) => sum + span.count, 0),
        all.length,
      );
    }
  });

  it('keeps the picture still while it moves: what is merged depends on the zoom alone', () => {
    const [, lane] = scene.actors;
    const minNs = scene.endNs / 500;
    const ids = (from: number) => {
      const found = new Set<string>();
      scene.spans(lane!.id, from, from + scene.endNs / 4, minNs, (span) => {
        if (span.kind !== 'running' && span.startNs > scene.endNs * 0.2 && span.endNs < scene.endNs * 0.3)
          found.add(span.id);
      });
      return [...found].sort();
    };
    assert.deepEqual(ids(scene.endNs * 0.1), ids(scene.endNs * 0.137));
    assert.ok(ids(scene.endNs * 0.1).length > 3);
  });

  it('hides no wait of the resource that one looks at', () => {
    const [resource] = scene.resources;
    const minNs = scene.endNs / 300;
    for (const lane of scene.actors) {
      const shown: [number, number][] = [];
      scene.shortOf(resource!.id, lane.id, 0, scene.endNs, minNs, (kind, from, to) => {
        if (kind === 'waiting') shown.push([from, to]);
      });
      const waits = spansOf(scene, lane.id).filter((span) => span.kind === 'waiting' && span.resource === resource!.id);
      for (const wait of waits.filter((span) => span.endNs - span.startNs < minNs))
        assert.ok(shown.some(([from, to]) => from <= wait.startNs && wait.endNs <= to));
      assert.ok(shown.length <= 300);
    }
  });

  it('merges a resource’s steps without hiding that somebody waited', () => {
    for (const resource of scene.resources) {
      let waited = 0;
      scene.steps(resource.id, 0, scene.endNs, 0, (step) => {
        waited = Math.max(waited, step.waiters);
      });
      let seen = 0;
      let count = 0;
      scene.steps(resource.id, 0, scene.endNs, scene.endNs / 200, (step) => {
        seen = Math.max(seen, step.waiters);
        count++;
      });
      assert.ok(count <= 410);
      assert.equal(seen > 0, waited > 0);
    }
  });
});
