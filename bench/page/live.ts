/** A program that goes on for half a minute: whether the page keeps up, and whether anything holds it up. */
import type { App } from '../../media/app.ts';
import type { TraceScene } from '../../media/trace-scene.ts';
import type { TimelinePage } from '../../test/media/page.ts';

declare const heddleTimeline: App;
declare const trace: Uint8Array;

/** How a live run went. */
export interface LiveRun {
  readonly events: number;
  readonly lost: number;
  /** Tasks of more than 50 ms on the page's main thread, and the longest of them in milliseconds. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** How far the picture was behind what had been sent, in milliseconds: the worst, and what 95 % of frames stayed under. */
  readonly behindMs: number;
  readonly behind95Ms: number;
  readonly pictures: number;
}

/** Sends the bytes evenly over `seconds`, as the extension sends what comes over the pipe, and watches. */
export async function live({ page }: TimelinePage, seconds: number): Promise<LiveRun> {
  return page.evaluate(async (lastsMs) => {
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    const run = { id: 'live', title: 'live', program: '/live.ts', live: true };
    postMessage({ type: 'reset', run, strings: {}, locale: 'en' }, '*');
    await new Promise((done) => setTimeout(done, 300));
    observer.observe({ entryTypes: ['longtask'] });
    const start = performance.now();
    let sent = 0;
    const send = setInterval(() => {
      const due = Math.min(trace.length, Math.floor((trace.length * (performance.now() - start)) / lastsMs));
      if (due === sent) return;
      postMessage({ type: 'frames', bytes: trace.slice(sent, due) }, '*');
      sent = due;
    }, 12);
    const behind: number[] = [];
    let pictures = heddleTimeline.loop.stats.scenes;
    const first = pictures;
    // Bytes of the latest picture, as the time at which they were due.
    let shownMs = 0;
    while (performance.now() - start < lastsMs) {
      await new Promise((done) => requestAnimationFrame(done));
      const nowMs = performance.now() - start;
      // Before this frame's picture the one before is what one sees.
      behind.push(nowMs - shownMs);
      if (heddleTimeline.loop.stats.scenes === pictures) continue;
      pictures = heddleTimeline.loop.stats.scenes;
      shownMs = ((heddleTimeline.scene as TraceScene).model.reader.bytes / trace.length) * lastsMs;
    }
    clearInterval(send);
    postMessage({ type: 'frames', bytes: trace.slice(sent) }, '*');
    postMessage({ type: 'ended', run: { ...run, live: false } }, '*');
    while (!(heddleTimeline.scene as TraceScene).model.isComplete) await new Promise((done) => setTimeout(done, 20));
    observer.disconnect();
    behind.sort((a, b) => a - b);
    const { scene } = heddleTimeline;
    return {
      events: scene.events,
      lost: scene.lost,
      longTasks: tasks.length,
      longestTaskMs: Math.max(0, ...tasks),
      behindMs: behind.at(-1) ?? Number.NaN,
      behind95Ms: behind[Math.floor(behind.length * 0.95)] ?? Number.NaN,
      pictures: pictures - first,
    };
  }, seconds * 1000);
}
