/** What a frame costs the page's main thread while one pans, zooms and scrolls: from its begin until it is painted. */
import type { Page } from 'playwright-core';
import type { App } from '../../media/app.ts';

declare const heddleTimeline: App;

export const MOVES = ['pan', 'zoom in', 'zoom out', 'scroll'] as const;

/** Milliseconds of each frame while moving. */
export async function framesOf(page: Page, move: (typeof MOVES)[number], frames = 60): Promise<number[]> {
  return page.evaluate(
    async ({ kind, count }) => {
      const { moving, chart } = heddleTimeline;
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
      const channel = new MessageChannel();
      if (kind === 'pan') moving.zoom(4);
      await frame();
      const taken: number[] = [];
      for (let i = 0; i < count; i++) {
        // Asked for before the page asks for its own, this one runs first in the frame.
        const begun = frame().then(() => performance.now());
        const before = performance.now();
        if (kind === 'pan') moving.panPixels(i < count / 2 ? 7 : -7);
        else if (kind === 'scroll') chart.scrollBy(i < count / 2 ? 9 : -9);
        else moving.zoom(kind === 'zoom in' ? 1.04 : 1 / 1.04);
        const moved = performance.now() - before;
        const begunMs = await begun;
        // The task behind the frame begins when style, layout and paint are through.
        await new Promise<void>((done) => {
          channel.port1.onmessage = () => done();
          channel.port2.postMessage(undefined);
        });
        taken.push(moved + performance.now() - begunMs);
      }
      return taken;
    },
    { kind: move, count: frames },
  );
}
