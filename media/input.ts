/** Pointer and wheel on the timeline: pan, zoom at the pointer, select a stretch, point and click. */

import type { App } from './app.ts';
import { minimapTarget } from './render/minimap.ts';
import { xToTime } from './viewport.ts';

/** Moves shorter than this are clicks. */
const CLICK_SLOP_PX = 4;
/** The share of a wheel's way that becomes zoom. */
const WHEEL_ZOOM = 0.0022;

type Drag =
  | { readonly kind: 'pan'; readonly x: number; readonly y: number; lastX: number; lastY: number; moved: boolean }
  | { readonly kind: 'range'; readonly x: number; readonly fromNs: number; moved: boolean }
  | { readonly kind: 'map' }
  | { readonly kind: 'split'; readonly x: number; readonly width: number };

/** Connects the chart's elements with the app. */
export function connectInput(app: App): void {
  const { chart } = app;
  const { surface, axis, splitter } = chart;
  let drag: Drag | undefined;
  const pointers = new Map<number, { x: number; y: number }>();
  let pinch = 0;

  const place = (event: MouseEvent) => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    const { x, y } = place(event);
    pointers.set(event.pointerId, { x, y });
    surface.setPointerCapture(event.pointerId);
    pinch = 0;
    // A mouse selects a stretch, and moves with Shift or its middle button; a finger moves.
    const pan = event.shiftKey || event.button === 1 || event.pointerType === 'touch';
    drag = pan
      ? { kind: 'pan', x, y, lastX: x, lastY: y, moved: false }
      : { kind: 'range', x, fromNs: xToTime(app.moving.view, x), moved: false };
  });
  surface.addEventListener('pointermove', (event) => {
    const { x, y } = place(event);
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, { x, y });
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()] as [{ x: number; y: number }, { x: number; y: number }];
      const distance = Math.hypot(a.x - b.x, a.y - b.y);
      if (pinch > 0) app.moving.zoom(distance / pinch, (a.x + b.x) / 2);
      pinch = distance;
      return;
    }
    if (drag?.kind === 'pan') {
      if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < CLICK_SLOP_PX) return;
      drag.moved = true;
      app.moving.panPixels(drag.lastX - x);
      chart.scrollBy(drag.lastY - y);
      drag.lastX = x;
      drag.lastY = y;
      surface.classList.add('dragging');
      app.picking.hover(undefined, undefined);
    } else if (drag?.kind === 'range') dragRange(app, drag, x);
    else app.picking.hover({ x, y }, event);
  });
  const release = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
    surface.classList.remove('dragging');
    const ended = drag;
    drag = undefined;
    settleRange(app);
    if (
      event.type !== 'pointerup' ||
      ended === undefined ||
      (ended.kind !== 'pan' && ended.kind !== 'range') ||
      ended.moved
    )
      return;
    const { x, y } = place(event);
    app.picking.click(x, y, event.ctrlKey || event.metaKey, event.altKey);
  };
  surface.addEventListener('pointerup', release);
  surface.addEventListener('pointercancel', release);
  surface.addEventListener('pointerleave', () => app.picking.hover(undefined, undefined));

  chart.element.addEventListener(
    'wheel',
    (event) => {
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 200 : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const limited = Math.max(-240, Math.min(240, event.deltaMode === 0 && Math.abs(dy) < 20 ? dy * 5 : dy));
        app.moving.zoom(Math.exp(-limited * WHEEL_ZOOM), place(event).x);
        return;
      }
      const sideways = event.shiftKey ? dx + dy : Math.abs(dx) > Math.abs(dy) ? dx : 0;
      if (sideways !== 0) {
        event.preventDefault();
        app.moving.panPixels(sideways);
      } else if (!chart.overflows) {
        // Nothing to scroll: the wheel moves in time, so that a mouse without a sideways wheel does too.
        event.preventDefault();
        app.moving.panPixels(dy);
      }
    },
    { passive: false },
  );

  axis.addEventListener('pointerdown', (event) => {
    axis.setPointerCapture(event.pointerId);
    const { x } = place(event);
    drag = { kind: 'range', x, fromNs: xToTime(app.moving.view, x), moved: false };
  });
  axis.addEventListener('pointermove', (event) => {
    const { x } = place(event);
    if (drag?.kind === 'range') dragRange(app, drag, x);
    else app.picking.hover({ x, y: -1 }, event);
  });
  axis.addEventListener('pointerup', (event) => {
    if (drag?.kind === 'range' && !drag.moved) app.picking.clickAxis(xToTime(app.moving.view, place(event).x));
    drag = undefined;
  });
  axis.addEventListener('pointercancel', () => {
    drag = undefined;
    settleRange(app);
  });
  axis.addEventListener('pointerleave', () => app.picking.hover(undefined, undefined));

  const map = chart.minimapWindow;
  const moveMap = (event: PointerEvent) => {
    const x = event.clientX - map.getBoundingClientRect().left;
    app.moving.move(minimapTarget(chart.width, app.extent, x, app.moving.view));
  };
  map.addEventListener('pointerdown', (event) => {
    map.setPointerCapture(event.pointerId);
    drag = { kind: 'map' };
    moveMap(event);
  });
  map.addEventListener('pointermove', (event) => {
    if (drag?.kind === 'map') moveMap(event);
  });
  map.addEventListener('pointerup', () => {
    drag = undefined;
  });

  splitter.addEventListener('pointerdown', (event) => {
    splitter.setPointerCapture(event.pointerId);
    drag = { kind: 'split', x: event.clientX, width: app.lanes.headWidth };
  });
  splitter.addEventListener('pointermove', (event) => {
    if (drag?.kind === 'split') app.lanes.setHeadWidth(drag.width + event.clientX - drag.x);
  });
  splitter.addEventListener('pointerup', () => {
    drag = undefined;
  });
  splitter.addEventListener('dblclick', () => app.lanes.setHeadWidth(undefined));
  splitter.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0;
    if (step === 0) return;
    app.lanes.setHeadWidth(app.lanes.headWidth + step);
    event.preventDefault();
    event.stopPropagation();
  });
}

function dragRange(app: App, drag: Extract<Drag, { kind: 'range' }>, x: number): void {
  if (!drag.moved && Math.abs(x - drag.x) < CLICK_SLOP_PX) return;
  drag.moved = true;
  app.picking.dragging = true;
  const toNs = xToTime(app.moving.view, Math.min(Math.max(x, 0), app.moving.view.width));
  app.picking.selectRange({ startNs: Math.min(drag.fromNs, toNs), endNs: Math.max(drag.fromNs, toNs) });
}

/** The stretch is chosen: now it is said what is in it. */
function settleRange(app: App): void {
  if (!app.picking.dragging) return;
  app.picking.dragging = false;
  app.details.update();
}
