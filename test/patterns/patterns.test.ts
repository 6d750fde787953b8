import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { longWaits, mostInside, mostItems, type Watched, watchPattern } from './watch.ts';

/** What each pattern must show: its sentence, held against what it prints and what its trace says. */
const SENTENCES: Readonly<Record<string, (seen: Watched) => void>> = {
  'serial-join': (seen) => {
    assert.deepEqual(seen.lines, printed('a', 'b', 'c'));
    assert.ok(seen.actor('a').exit!.atNs <= seen.actor('b').bornNs);
    assert.ok(seen.actor('b').exit!.atNs <= seen.actor('c').bornNs);
  },
  mutex: (seen) => {
    const order = seen.lines.filter((_, index) => index % 3 === 0).map((line) => line[0]!);
    assert.deepEqual(seen.lines, printed(...order));
    assert.deepEqual([...order].sort(), ['a', 'b', 'c']);
    assert.equal(mostInside(seen, 'mutex'), 1);
    assert.ok(longWaits(seen, 'mutex', 'acquire') >= 1);
  },
  'thread-race': (seen) => {
    assert.ok(last(seen.lines) > 0, `n is ${last(seen.lines)}: no update was lost`);
    defect(seen, 'race', /both read n = 100 and write it back: the update of Thread-\d+ \(task\) is lost/);
    assert.equal(seen.defects.length, 1, 'one pair of places, one finding');
  },
  'thread-mutex': ({ lines }) => assert.equal(last(lines), 0),
  'ticket-race': (seen) => {
    const { lines } = seen;
    defect(seen, 'race', /^buyer \d+ and buyer \d+ both read tickets\.json and write it back/);
    const sold = count(lines, /got the ticket/);
    assert.ok(sold > 1);
    assert.equal(count(lines, /sees \d/), 20);
    assert.equal(count(lines, /got the ticket|sold out/), 20);
    assert.equal(lines.at(-1), `${sold} bought the only ticket`);
  },
  'ticket-mutex': ({ lines }) => {
    assert.equal(count(lines, /got the ticket/), 1);
    assert.equal(count(lines, /sold out/), 19);
    assert.equal(count(lines, /sees/), 20);
  },
  semaphore: (seen) => {
    assert.equal(count(seen.lines, /is in/), 10);
    assert.equal(mostInside(seen, resourceOf(seen, 'semaphore')), 3);
  },
  'semaphore-threads': (seen) => {
    assert.equal(count(seen.lines, /is in/), 10);
    assert.equal(mostInside(seen, resourceOf(seen, 'semaphore')), 3);
  },
  'semaphore-vs-pool': (seen) => assert.equal(mostInside(seen, resourceOf(seen, 'semaphore')), 3),
  'producer-consumer': (seen) => {
    assert.equal(count(seen.lines, /^made/), 10);
    assert.deepEqual(ofKind(seen.lines, /^ate/), buns(10));
    assert.ok(mostItems(seen, 'buns') <= 3);
  },
  'producer-consumer-threads': (seen) => {
    assert.deepEqual(ofKind(seen.lines, /^ate/), buns(10));
    assert.ok(mostItems(seen, 'buns') <= 3);
  },
  'producer-consumer-joinable': (seen) => {
    assert.equal(count(seen.lines, / ate /), 12);
    assert.equal(seen.lines.at(-1), 'all eaten');
    assert.equal(seen.events.filter(({ op }) => op === 'task-done').length, 12);
    for (const guest of ['Edsger', 'Tony']) assert.equal(seen.actor(guest).exit?.reason, 'daemon');
  },
  'producer-consumer-endless': (seen) => {
    assert.deepEqual(ofKind(seen.lines, /^ate/), buns(10));
    defect(seen, 'stall', /consumer waits to get from the empty queue buns/);
  },
  pipe: ({ lines }) => {
    assert.equal(count(lines, /^received/), 3);
    assert.equal(lines.at(-1), 'end of messages');
  },
  'queue-process': (seen) => {
    assert.equal(count(seen.lines, /^put/), 3);
    assert.equal(mostItems(seen, 'queue'), 3);
    defect(seen, 'stall', /put into the full queue/);
  },
  'queue-thread': (seen) => {
    assert.deepEqual(ofKind(seen.lines, /^got/), ['got { a: 1 }', 'got xxxxx', 'got 2', 'got 4']);
    assert.ok(mostItems(seen, 'queue') <= 3);
    assert.ok(longWaits(seen, 'queue', 'put') >= 1);
  },
  'queue-from-pipe': ({ lines }) => {
    const got = lines.map((line) => line.replace(/^. got /, '')).sort();
    assert.deepEqual(got, ['a 1', 'a 2', 'a 3', 'b 1', 'b 2', 'b 3']);
  },
  'big-items': ({ lines, events }) => {
    assert.deepEqual(lines, ['through the queue: 33554432 bytes', 'by its path: 33554432 bytes']);
    const sizes = events
      .filter(({ op, phase }) => op === 'put' && phase === 'end')
      .map(({ data }) => Number(data.size));
    assert.ok(sizes[0]! >= 33_554_432 && sizes[1]! < 1000, sizes.join());
  },
  'queue-fifo': ({ lines }) => assert.deepEqual(lines, ['{ a: 1 }', 'xxxxx', '2']),
  'lifo-queue': ({ lines }) => assert.deepEqual(lines, ['2', 'xxxxx', '{ a: 1 }']),
  'priority-queue': ({ lines }) => assert.deepEqual(lines, ["[ -1, 'xxxxx' ]", '[ 0, 2 ]', '[ 10, { a: 1 } ]']),
  'daemon-process': (seen) => {
    assert.equal(count(seen.lines, /is running/), 1);
    assert.equal(count(seen.lines, /is done/), 0);
    const { exit } = seen.actor('worker');
    assert.equal(exit?.reason, 'daemon');
    assert.ok(exit?.rule);
  },
  'daemon-process-mixed': (seen) => {
    assert.deepEqual([...seen.lines].sort(), ['123', '456', 'end 456', 'main ends']);
    assert.equal(seen.actor('daemon').exit?.reason, 'daemon');
    assert.equal(seen.actor('normal').exit?.reason, 'returned');
    assert.ok(seen.actor('daemon').exit!.atNs < seen.actor('normal').exit!.atNs);
  },
  'daemon-no-children': ({ lines }) =>
    assert.deepEqual(lines, ['DaemonicChildError: daemonic processes are not allowed to have children']),
  'daemon-thread': ({ lines, errors }) => {
    assert.equal(errors, '');
    assert.ok(lines.includes('the daemon thread is done'));
    assert.equal(lines.at(-1), 'main ends');
  },
  'daemon-thread-mixed': ({ lines }) =>
    assert.deepEqual([...lines].sort(), ['123', '456', 'end 123', 'end 456', 'main ends']),
  deadlock: (seen) => defect(seen, 'deadlock', /left waits for lock knife|right waits for lock fork/),
  'deadlock-self': (seen) => defect(seen, 'deadlock', /worker waits for lock lock, which it holds itself/),
  'lock-order': ({ lines }) => assert.equal(count(lines, /eats/), 2),
  rlock: ({ lines }) => assert.equal(count(lines, /inner has it too/), 2),
  'gil-cpu': (seen) => measured(seen, /threads.*GIL|Nothing was gained/i),
  'gil-io': (seen) => measured(seen, /GIL/),
  condition: ({ lines }) => {
    assert.equal(lines[0], 'dinner is ready');
    assert.deepEqual(
      lines.slice(1).map((line) => line.replace(/^\w+ /, '')),
      ['eats, 2 left', 'eats, 1 left', 'eats, 0 left'],
    );
  },
  event: ({ lines }) => {
    assert.equal(lines[0], 'bang');
    assert.equal(count(lines, /arrives/), 3);
  },
  barrier: ({ lines }) =>
    assert.deepEqual(
      lines.map((line) => line.slice(0, 8)),
      ['stage 1:', 'stage 2:', 'stage 3:'],
    ),
  'bounded-semaphore': ({ lines }) => assert.deepEqual(lines, ['plain: 3 permits of 2', 'bounded: OverReleaseError']),
  'dining-philosophers': (seen) => {
    defect(seen, 'deadlock', /waits for the next/);
    assert.equal(seen.defects[0]!.actors.length, 5);
  },
  'dining-philosophers-ordered': ({ lines }) => assert.equal(count(lines, /eats/), 5),
  'readers-writers': ({ lines }) => {
    const editions = lines.flatMap((line) => (/edition (\d)/.exec(line) ?? []).slice(1).map(Number));
    assert.deepEqual(editions, [...editions].sort(), 'nobody reads an edition that is not out');
    assert.equal(count(lines, /is out/), 2);
  },
};

/** Patterns that never end by themselves, because that is their lesson. */
const ENDLESS = new Set([
  'deadlock',
  'deadlock-self',
  'dining-philosophers',
  'producer-consumer-endless',
  'queue-process',
]);

/** Patterns that end, and whose lesson is a race. */
const RACING = new Set(['thread-race', 'ticket-race']);

describe('The pattern', () => {
  for (const [id, sentence] of Object.entries(SENTENCES)) {
    it(`${id} shows what its sentence says`, async function () {
      this.timeout(90_000);
      const seen = await watchPattern(id);
      if (!ENDLESS.has(id)) {
        assert.deepEqual([seen.result.reason, seen.result.exitCode], ['ended', 0], seen.errors || seen.result.message);
        assert.deepEqual(seen.result.leftBehind, []);
        if (!RACING.has(id)) assert.deepEqual(seen.defects, []);
        assert.equal(seen.errors, '');
      }
      sentence(seen);
    });
  }

  it('has a sentence that is checked, whichever it is', () => {
    const files = readdirSync('src/patterns').map((name) => basename(name, '.ts'));
    assert.deepEqual(files.sort(), Object.keys(SENTENCES).sort());
  });
});

/** Four durations in the output and on main's lane, one after the other, and a verdict in both places. */
function measured({ lines, events }: Watched, verdict: RegExp): void {
  const ways = ['serial', 'threads', 'threads + GIL', 'processes'];
  const bars = lines.slice(0, 4).map((line) => /^(\S.*?) +(\d+) ms {2}(█{1,40})$/.exec(line));
  assert.deepEqual(
    bars.map((bar) => bar?.[1]),
    ways,
  );
  assert.equal(Math.max(...bars.map((bar) => bar![3]!.length)), 40, 'the longest bar has the full width');
  const spans = events.filter(({ op, phase }) => op === 'span' && phase === 'begin').map(({ data }) => data.name);
  assert.deepEqual(spans, ways);
  assert.match(lines.at(-1)!, verdict);
  assert.equal(events.findLast(({ op }) => op === 'mark')?.data.text, lines.at(-1));
}

function printed(...names: string[]): string[] {
  return names.flatMap((name) => [1, 2, 3].map((line) => `${name} prints ${line}`));
}

function buns(n: number): string[] {
  return Array.from({ length: n }, (_, index) => `ate bun ${index + 1}`);
}

function count(lines: readonly string[], pattern: RegExp): number {
  return lines.filter((line) => pattern.test(line)).length;
}

function ofKind(lines: readonly string[], pattern: RegExp): string[] {
  return lines.filter((line) => pattern.test(line));
}

/** The number in the last line. */
function last(lines: readonly string[]): number {
  return Number(/-?\d+/.exec(lines.at(-1) ?? '')?.[0] ?? Number.NaN);
}

/** The name of the only resource of a kind. */
function resourceOf({ events }: Watched, kind: string): string {
  const made = events.filter(({ op, data }) => op === 'resource' && data.kind === kind).map(({ resource }) => resource);
  assert.equal(new Set(made).size, 1);
  return made[0]!;
}

function defect({ defects }: Watched, kind: string, words: RegExp): void {
  assert.equal(defects[0]?.finding, kind);
  assert.match(defects[0]!.message, words);
}
