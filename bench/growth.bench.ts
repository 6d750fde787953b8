/**
 * How the timeline's page takes traces of ten times the length again and again: until the first full picture, what a frame
 * costs while one moves, and what it all weighs. `node bench/growth.bench.ts [largest power of ten] [lanes]`
 */
import { launch, TimelinePage } from '../test/media/page.ts';
import { synthesize } from '../test/support/synthetic.ts';
import { framesOf, MOVES } from './page/moving.ts';
import { heapOf, open, pageWith } from './page/opening.ts';
import { atMost, unmeasured } from './report.ts';

const [largest = 7, lanes = 200] = process.argv.slice(2).map(Number);
/** Goals grow with the trace from here on; shorter ones have those of this length. */
const GOALS_AT = 1_000_000;

for (let power = 3; power <= largest; power++) {
  const events = 10 ** power;
  const times = Math.max(1, events / GOALS_AT);
  // One of a thousand events has no room for so many lanes.
  const trace = synthesize({ events, lanes: Math.min(lanes, events / 100) });
  const words = `${trace.events.toLocaleString('en')} events`;
  // A browser of its own each: what one trace leaves behind must not slow the next down.
  const browser = await launch();
  try {
    const empty = await TimelinePage.open(browser);
    const emptyBytes = await heapOf(empty);
    await empty.close();
    const timeline = await pageWith(browser, trace.bytes);
    const opening = await open(timeline);
    if (opening.events !== trace.events) throw new Error(`${opening.events} of ${words} were shown`);
    const frames: number[] = [];
    for (const move of MOVES) frames.push(...(await framesOf(timeline.page, move)));
    frames.sort((a, b) => a - b);
    await timeline.page.evaluate(() => Object.assign(globalThis, { trace: undefined, posted: [] }));
    const bytes = (await heapOf(timeline)) - emptyBytes;
    await timeline.close();
    atMost(`${words}: from bytes to the first full picture`, 'ms', opening.pictureMs, 1100 * times);
    atMost(`${words}: 95 % of frames within`, 'ms', frames[Math.floor((frames.length - 1) * 0.95)]!, 16);
    atMost(`${words}: the page`, 'MB', bytes / 1e6, 100 * times);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
    unmeasured(`${words}: opens`, 'opens', why);
  } finally {
    await browser.close();
  }
}
