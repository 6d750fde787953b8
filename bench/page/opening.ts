/** Ours: the page with a trace in its memory, and how long it takes from those bytes to the first full picture. */
import type { Browser } from 'playwright-core';
import type { App } from '../../media/app.ts';
import type { TraceScene } from '../../media/trace-scene.ts';
import { TimelinePage } from '../../test/media/page.ts';

declare const heddleTimeline: App;
declare let trace: Uint8Array | undefined;

/** What opening a finished trace took. */
export interface Opening {
  readonly pictureMs: number;
  readonly storeBytes: number;
  readonly events: number;
  readonly longestTaskMs: number;
}

/** A page of its own with the bytes in its memory as `trace`. */
export async function pageWith(browser: Browser, bytes: Uint8Array): Promise<TimelinePage> {
  const timeline = await TimelinePage.open(browser);
  const { page } = timeline;
  const piece = 8 << 20;
  await page.evaluate((size) => Object.assign(globalThis, { trace: new Uint8Array(size) }), bytes.length);
  for (let at = 0; at < bytes.length; at += piece)
    await page.evaluate(
      ({ base64, offset }) =>
        trace!.set(
          Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)),
          offset,
        ),
      { base64: Buffer.from(bytes.subarray(at, at + piece)).toString('base64'), offset: at },
    );
  return timeline;
}

/** Shows the trace as the extension does with a file, until nothing is left to be drawn. */
export async function open({ page }: TimelinePage): Promise<Opening> {
  return page.evaluate(async () => {
    let longestTaskMs = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    observer.observe({ entryTypes: ['longtask'] });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const run = { id: `${performance.now()}`, title: 'large', program: '/large.ts', live: false };
    const start = performance.now();
    postMessage({ type: 'reset', run, strings: {}, locale: 'en' }, '*');
    // In the pieces in which the extension sends it.
    for (let at = 0; at < trace!.length; at += 1 << 20)
      postMessage({ type: 'frames', bytes: trace!.subarray(at, at + (1 << 20)).slice() }, '*');
    postMessage({ type: 'ended', run }, '*');
    while (
      !(heddleTimeline.scene as TraceScene).model.isComplete ||
      (heddleTimeline.scene as TraceScene).model.failure !== undefined
    ) {
      if ((heddleTimeline.scene as TraceScene).model.failure !== undefined) break;
      await new Promise((done) => setTimeout(done, 2));
    }
    do {
      await frame();
      await frame();
    } while (heddleTimeline.scene.owing);
    const pictureMs = performance.now() - start;
    await new Promise((done) => setTimeout(done, 100));
    observer.disconnect();
    const { model, events } = heddleTimeline.scene as TraceScene;
    return { pictureMs, storeBytes: model.store.byteLength, events, longestTaskMs };
  });
}

/** What the page holds when everything that can be collected is gone: JavaScript's heap and what its arrays stand on, in bytes. */
export async function heapOf({ page }: TimelinePage): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  await session.detach();
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}
