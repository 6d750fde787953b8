/**
 * How fast the timeline's page is in a real Chromium: from the bytes of a large trace to the first full picture, and
 * what a picture costs while one moves. `node bench/page.bench.ts [events] [lanes]`
 */
import type { App } from '../media/app.ts';
import type { TraceScene } from '../media/trace-scene.ts';
import { launch, TimelinePage } from '../test/media/page.ts';
import { synthesize } from '../test/support/synthetic.ts';

declare const heddleTimeline: App;
declare const trace: Uint8Array;

const [events = 1_000_000, lanes = 200] = process.argv.slice(2).map(Number);
const { bytes, events: made } = synthesize({ events, lanes });
const browser = await launch();
const timeline = await TimelinePage.open(browser);
const { page } = timeline;
await page.exposeFunction('readTrace', () => Buffer.from(bytes).toString('base64'));
await page.evaluate(async () => {
  const { readTrace } = globalThis as unknown as { readTrace(): Promise<string> };
  Object.assign(globalThis, { trace: Uint8Array.from(atob(await readTrace()), (c) => c.charCodeAt(0)) });
});

const opening = await page.evaluate(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const start = performance.now();
  const run = { id: '1', title: 'large', program: '/large.ts', live: false };
  postMessage({ type: 'reset', run, strings: {}, locale: 'en' }, '*');
  postMessage({ type: 'frames', bytes: trace }, '*');
  while ((heddleTimeline.scene as TraceScene).model.reader.bytes < trace.length)
    await new Promise((done) => setTimeout(done, 2));
  await frame();
  await frame();
  const { byteLength } = (heddleTimeline.scene as TraceScene).model.store;
  return { pictureMs: performance.now() - start, bytesAnEvent: byteLength / heddleTimeline.scene.events };
});
console.log(
  `${made} events on ${lanes} lanes: first full picture after ${opening.pictureMs.toFixed(0)} ms, ${opening.bytesAnEvent.toFixed(1)} bytes an event in the store`,
);

for (const move of ['pan', 'zoom in', 'zoom out', 'scroll'] as const) {
  const costs = await page.evaluate(async (kind) => {
    const { moving, chart, loop } = heddleTimeline;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    if (kind === 'pan') moving.zoom(4);
    const taken: number[] = [];
    for (let i = 0; i < 80; i++) {
      if (kind === 'pan') moving.panPixels(i < 40 ? 7 : -7);
      else if (kind === 'scroll') chart.scrollBy(9);
      else moving.zoom(kind === 'zoom in' ? 1.04 : 1 / 1.04);
      await frame();
      await frame();
      taken.push(loop.stats.latestMs);
    }
    return taken.sort((a, b) => a - b);
  }, move);
  const at = (share: number) => costs[Math.floor((costs.length - 1) * share)]!.toFixed(1);
  console.log(`${move}: a picture takes ${at(0.5)} ms, 95 % under ${at(0.95)} ms, the longest ${at(1)} ms`);
}
await browser.close();
