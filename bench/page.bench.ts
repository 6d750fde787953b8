/**
 * How fast the timeline's page is in a real Chromium: from the bytes of a large trace to the first full picture beside
 * speedscope with the same trace, what a frame costs while one moves, whether a fast program is kept up with, and what it
 * all weighs. `node bench/page.bench.ts [events] [lanes] [rounds] [live seconds]`
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chrome } from '../src/trace/export/chrome.ts';
import { TraceModel } from '../src/trace/model.ts';
import { launch, TimelinePage } from '../test/media/page.ts';
import { synthesize } from '../test/support/synthetic.ts';
import { live } from './page/live.ts';
import { framesOf, MOVES } from './page/moving.ts';
import { heapOf, type Opening, open, pageWith } from './page/opening.ts';
import { type OtherOpening, Speedscope } from './page/speedscope.ts';
import { atMost, faster } from './report.ts';

const [events = 1_000_000, lanes = 200, rounds = 3, liveSeconds = 30] = process.argv.slice(2).map(Number);
const PER_SECOND = 100_000;
const { bytes, events: made } = synthesize({ events, lanes });
const browser = await launch();
const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-page-'));

async function writeChromeTrace(): Promise<string> {
  const model = new TraceModel();
  model.append(bytes);
  model.complete();
  const file = join(folder, 'trace.json');
  await pipeline(Readable.from(chrome(model)), createWriteStream(file));
  return file;
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

try {
  const empty = await TimelinePage.open(browser);
  const emptyBytes = await heapOf(empty);
  await empty.close();

  const ours: Opening[] = [];
  const theirs: OtherOpening[] = [];
  let pageBytes = Number.NaN;
  const frames = new Map<string, number[]>(MOVES.map((move) => [move, []]));
  await using other = await Speedscope.serve(await writeChromeTrace()).catch((error: unknown) => {
    console.log(`speedscope could not be had: ${error instanceof Error ? error.message : error}`);
    return { open: async () => undefined, [Symbol.asyncDispose]: async () => {} };
  });
  for (let round = 0; round < rounds; round++) {
    const timeline = await pageWith(browser, bytes);
    const opening = await open(timeline);
    ours.push(opening);
    for (const move of MOVES) frames.get(move)!.push(...(await framesOf(timeline.page, move)));
    if (round === 0) {
      await timeline.page.evaluate(() => Object.assign(globalThis, { trace: undefined, posted: [] }));
      pageBytes = (await heapOf(timeline)) - emptyBytes;
    }
    await timeline.close();
    const opened = await other.open(browser);
    if (opened) theirs.push(opened);
    console.log(
      `round ${round + 1}: ours ${opening.pictureMs.toFixed(0)} ms (longest task ${opening.longestTaskMs.toFixed(0)} ms); ` +
        `speedscope ${opened?.fromBytesMs.toFixed(0)} ms from its bytes, ${opened?.fromAddressMs.toFixed(0)} ms from its address`,
    );
  }
  const trace = `${made.toLocaleString('en')} events on ${lanes} lanes`;
  const pictureMs = median(ours.map((one) => one.pictureMs));
  atMost(`${trace}: from bytes to the first full picture`, 'ms', pictureMs, 1100);
  const peer = { name: 'speedscope, from bytes', value: median(theirs.map((one) => one.fromBytesMs)) };
  faster(`${trace}: beside another viewer`, 'ms', pictureMs, peer, 3);

  const all: number[] = [];
  for (const [move, taken] of frames) {
    taken.sort((a, b) => a - b);
    const at = (share: number) => taken[Math.floor((taken.length - 1) * share)]!.toFixed(1);
    console.log(`${move}: a frame takes ${at(0.5)} ms, 95 % within ${at(0.95)} ms, the longest ${at(1)} ms`);
    all.push(...taken);
  }
  all.sort((a, b) => a - b);
  atMost('pan, zoom and scroll in it: 95 % of frames within', 'ms', all[Math.floor((all.length - 1) * 0.95)]!, 16);
  atMost('pan, zoom and scroll in it: the longest frame', 'ms', all.at(-1)!, 50);
  atMost('the store, an event', 'bytes', ours[0]!.storeBytes / ours[0]!.events, 64);
  atMost(`the page with ${trace}`, 'MB', pageBytes / 1e6, 100);

  const fast = synthesize({ events: PER_SECOND * liveSeconds, lanes, flushEvery: 8, eventNs: 1e9 / PER_SECOND });
  const timeline = await pageWith(browser, fast.bytes);
  const run = await live(timeline, liveSeconds);
  await timeline.close();
  const words = `live at ${PER_SECOND.toLocaleString('en')} events a second for ${liveSeconds} s`;
  console.log(
    `${words}: ${run.pictures} pictures, 95 % of the time ${run.behind95Ms.toFixed(0)} ms behind, ${run.longTasks} tasks over 50 ms`,
  );
  atMost(`${words}: the longest task of the main thread`, 'ms', run.longestTaskMs, 50);
  atMost(`${words}: the picture is behind`, 'ms', run.behindMs, 250);
  atMost(`${words}: events lost`, 'events', fast.events - run.events + run.lost, 0);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
