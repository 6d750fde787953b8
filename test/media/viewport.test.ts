import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  clampView,
  fitView,
  followView,
  MIN_SPAN_NS,
  panBy,
  revealTime,
  timeToX,
  type Viewport,
  viewEnd,
  xToTime,
  zoomAt,
} from '../../media/viewport.ts';

const extent = { startNs: 0, endNs: 10e9 };
const view: Viewport = { startNs: 1e9, spanNs: 2e9, width: 1000 };
const near = (a: number, b: number, within: number) => assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);

describe('the viewport', () => {
  it('maps times to pixels and back', () => {
    assert.equal(timeToX(view, 2e9), 500);
    assert.equal(xToTime(view, 500), 2e9);
  });

  it('keeps the time under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0.5, max: 4, noNaN: true }), (x, factor) => {
        const zoomed = zoomAt(view, factor, x, extent);
        near(timeToX(zoomed, xToTime(view, x)), x, 1e-3);
      }),
    );
  });

  it('stops zooming in where clocks tell nothing any more, and out at four times everything', () => {
    assert.equal(zoomAt(view, 1e12, 500, extent).spanNs, MIN_SPAN_NS);
    assert.equal(zoomAt(view, 1e-12, 500, extent).spanNs, 40e9);
  });

  it('never shows nothing of the run, wherever one drags it', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e7, max: 1e7, noNaN: true }), (pixels) => {
        const moved = panBy(view, pixels, extent);
        assert.ok(viewEnd(moved) > extent.startNs && moved.startNs < extent.endNs);
        assert.equal(moved.spanNs, view.spanNs);
      }),
    );
  });

  it('fits a stretch with air on both sides', () => {
    const fitted = fitView(800, { startNs: 2e9, endNs: 4e9 });
    assert.ok(fitted.startNs < 2e9 && viewEnd(fitted) > 4e9);
    near(2e9 - fitted.startNs, viewEnd(fitted) - 4e9, 1);
  });

  it('moves only when what is to be seen is not well inside', () => {
    assert.equal(revealTime(view, 2e9, extent), view);
    const moved = revealTime(view, 9e9, extent);
    assert.ok(moved.startNs < 9e9 && viewEnd(moved) > 9e9);
  });

  it('gives back a clamped view unchanged', () => {
    const once = clampView({ startNs: 99e9, spanNs: 1e9, width: 10 }, extent);
    assert.deepEqual(clampView(once, extent), once);
  });
});

describe('following live', () => {
  it('shows the whole run on a scale that changes in steps', () => {
    const spans = new Set<number>();
    for (let ms = 0; ms < 2000; ms += 10) spans.add(followView(500, ms * 1e6).spanNs);
    assert.ok(spans.size <= 4, `${spans.size} scales in two seconds`);
  });

  it('always has the present in view', () => {
    for (const seconds of [0, 0.1, 0.49, 0.5, 3, 19, 31, 4000]) {
      const followed = followView(500, seconds * 1e9);
      const x = timeToX(followed, seconds * 1e9);
      assert.ok(x >= 0 && x <= 500, `${seconds} s at ${x}`);
    }
  });

  it('keeps a zoom that was chosen', () => {
    const followed = followView(500, 60e9, 2e9);
    assert.equal(followed.spanNs, 2e9);
    assert.ok(viewEnd(followed) >= 60e9);
  });
});
