/** Where in time the page stands, and how it moves: by hand, with the program, and back again. */

import type { App } from './app.ts';
import { NavigationHistory } from './history.ts';
import { t } from './strings.ts';
import { clampView, fitView, followView, panBy, resizeView, sameView, type Viewport, zoomAt } from './viewport.ts';

/** Moves the page through time. */
export class Moving {
  readonly history = new NavigationHistory<Viewport>();
  view: Viewport = { startNs: 0, spanNs: 1e9, width: 1 };
  following = true;
  /** True until the user has moved: then a finished run is shown whole. */
  untouched = true;
  /** The stretch that following keeps, when one was chosen. */
  followSpanNs: number | undefined;
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** A run begins to be shown: from its start, or from where this page stood when VS Code put it away. */
  begin(
    live: boolean,
    again: boolean,
    kept: { readonly startNs: number; readonly spanNs: number; readonly following: boolean } | undefined,
  ): void {
    if (!again) {
      this.untouched = true;
      this.followSpanNs = undefined;
    }
    this.following = live && this.untouched;
    if (kept === undefined) return;
    this.view = { startNs: kept.startNs, spanNs: kept.spanNs, width: this.view.width };
    this.following = live && kept.following;
    this.untouched = kept.following;
  }

  /** The program ended: what was followed is shown whole. */
  end(): void {
    const whole = this.following && this.untouched;
    this.following = false;
    if (whole) this.place(fitView(this.view.width, this.#app.extent));
  }

  /** Goes along with the program; called before each picture. */
  carryOn(): void {
    const { live, nowNs, extent } = this.#app;
    if (this.following && live) {
      const target = followView(this.view.width, nowNs, this.followSpanNs);
      if (!sameView(target, this.view)) this.view = target;
    } else if (this.untouched && !live) this.view = fitView(this.view.width, extent);
  }

  place(view: Viewport): void {
    this.view = clampView(view, this.#app.extent);
    this.#app.keep();
    this.#app.loop.invalidate();
  }

  /** Moves because the user wants to: live following lets go, and one can go back. */
  move(view: Viewport): void {
    const clamped = clampView(view, this.#app.extent);
    if (sameView(clamped, this.view)) return;
    this.history.leave(this.view, performance.now());
    this.untouched = false;
    if (this.following) this.stopFollowing();
    this.place(clamped);
    this.#app.toolbar.update();
  }

  zoom(factor: number, x = this.#app.picking.cursorX ?? this.view.width / 2): void {
    this.move(zoomAt(this.view, factor, x, this.#app.extent));
  }

  pan(share: number): void {
    this.move(panBy(this.view, share * this.view.width, this.#app.extent));
  }

  panPixels(pixels: number): void {
    this.move(panBy(this.view, pixels, this.#app.extent));
  }

  fitAll(): void {
    this.move(fitView(this.view.width, this.#app.extent));
    if (!this.#app.live) this.untouched = true;
  }

  setFollowing(following: boolean): void {
    if (!following) this.stopFollowing();
    else if (this.#app.live) {
      // Following carries on at the zoom that one has chosen; from a view of everything it shows everything.
      const chosen = this.view.spanNs < this.#app.nowNs * 0.9 ? this.view.spanNs : undefined;
      this.followSpanNs = this.untouched ? undefined : chosen;
      this.following = true;
      this.#app.host.post({ type: 'following', following: true });
      this.#app.announcer.say(t('say.following'));
    }
    this.#app.keep();
    this.#app.updatePanes();
    this.#app.loop.invalidate();
  }

  stopFollowing(): void {
    if (!this.following) return;
    this.following = false;
    this.untouched = false;
    this.#app.host.post({ type: 'following', following: false });
    this.#app.announcer.say(t('say.stopped'));
    this.#app.toolbar.update();
  }

  goBack(): void {
    const view = this.history.undo(this.view);
    if (view) this.place(resizeView(view, this.view.width));
    this.#app.updatePanes();
  }

  goForward(): void {
    const view = this.history.redo(this.view);
    if (view) this.place(resizeView(view, this.view.width));
    this.#app.updatePanes();
  }

  /** The chart has another width. */
  resized(width: number): void {
    this.view = resizeView(this.view, Math.max(1, width));
  }
}
