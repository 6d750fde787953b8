/** Goes from one thing to the next: along a lane, between lanes, along arrows, to the source. */

import type { App } from './app.ts';
import { itemEnd, itemStart } from './describe.ts';
import type { Flow, Item, Site } from './scene.ts';
import { t } from './strings.ts';
import { fitView, nsPerPixel, revealTime, viewEnd } from './viewport.ts';

/** Steps through what is on the timeline. */
export class Stepping {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Selects an item and brings it into sight. */
  showItem(item: Item): void {
    this.#app.picking.selectItem(item);
    this.#app.chart.revealLane(item.lane);
    const length = itemEnd(item) - itemStart(item);
    const hidden = itemEnd(item) < this.#app.moving.view.startNs || itemStart(item) > viewEnd(this.#app.moving.view);
    if (hidden || itemStart(item) < this.#app.moving.view.startNs || itemStart(item) > viewEnd(this.#app.moving.view)) {
      if (length > this.#app.moving.view.spanNs * 0.9)
        this.#app.moving.move(
          fitView(this.#app.moving.view.width, { startNs: itemStart(item), endNs: itemEnd(item) }, 0.3),
        );
      else this.#app.moving.move(revealTime(this.#app.moving.view, itemStart(item), this.#app.extent));
    }
  }

  /** Goes to what an actor did at a moment: what ended there on that resource, else what ended, began or went on there. */
  goTo(lane: string, atNs: number, resource?: string): void {
    const rank = (item: Item) =>
      (resource !== undefined && item.resource === resource ? 0 : 4) +
      (itemEnd(item) === atNs ? 0 : itemStart(item) === atNs ? 1 : 2);
    const [best] = this.#app.scene.around(lane, atNs).sort((a, b) => rank(a) - rank(b));
    if (best) this.showItem(best);
    else this.#app.picking.selectLane(lane);
    this.#app.moving.move(revealTime(this.#app.moving.view, atNs, this.#app.extent));
  }

  stepLane(by: 1 | -1): void {
    const { rows } = this.#app.chart;
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.id === this.#app.picking.currentLane);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    this.#app.picking.selectLane(rows[next]!.id);
  }

  stepItem(by: 1 | -1): void {
    const lane = this.#app.scene.lane(this.#app.picking.currentLane ?? '') ?? this.#app.scene.actors[0];
    if (lane === undefined) return;
    if (lane.type === 'resource') {
      this.#stepMoment(lane.id, by);
      return;
    }
    const from =
      this.#app.picking.selectedItem?.lane === lane.id
        ? this.#app.picking.selectedItem
        : by > 0
          ? this.#app.moving.view.startNs - 1
          : viewEnd(this.#app.moving.view);
    const next = this.#app.scene.neighbour(lane.id, from, by);
    if (next) this.showItem(next);
    else this.#app.announcer.say(t('say.noMore'));
  }

  /** The next (or last) change of a resource. */
  #stepMoment(resource: string, by: 1 | -1): void {
    const { scene, picking, moving, announcer, extent } = this.#app;
    const from = picking.moment?.atNs ?? (by > 0 ? moving.view.startNs - 1 : viewEnd(moving.view));
    const atNs = scene.changeOf(resource, from, by);
    if (atNs === undefined) {
      announcer.say(t('say.noMore'));
      return;
    }
    picking.selectLane(resource, atNs);
    moving.move(revealTime(moving.view, atNs, extent));
  }

  zoomToSelection(): void {
    const { selection } = this.#app.picking;
    if (selection?.type === 'item')
      this.#app.moving.move(
        fitView(
          this.#app.moving.view.width,
          {
            startNs: itemStart(selection.item),
            endNs: Math.max(itemEnd(selection.item), itemStart(selection.item) + nsPerPixel(this.#app.moving.view)),
          },
          0.25,
        ),
      );
    else if (selection?.type === 'range') this.#app.moving.move(fitView(this.#app.moving.view.width, selection, 0.02));
    else if (selection?.type === 'lane') {
      const lane = this.#app.scene.lane(selection.id);
      if (lane?.type === 'actor')
        this.#app.moving.move(
          fitView(this.#app.moving.view.width, { startNs: lane.startNs, endNs: lane.endNs ?? this.#app.nowNs }, 0.05),
        );
      else this.#app.moving.fitAll();
    }
  }

  extendRange(key: string): void {
    const item = this.#app.picking.selectedItem;
    if (key === 'm' || this.#app.picking.selection === undefined) {
      const stretch = item
        ? { startNs: itemStart(item), endNs: itemEnd(item) }
        : { startNs: this.#app.moving.view.startNs, endNs: viewEnd(this.#app.moving.view) };
      this.#app.picking.selectRange(stretch);
      return;
    }
    const range =
      this.#app.picking.range ??
      (item
        ? { startNs: itemStart(item), endNs: itemEnd(item) }
        : { startNs: this.#app.moving.view.startNs, endNs: this.#app.moving.view.startNs });
    const step = this.#app.moving.view.spanNs * 0.05 * (key === 'ArrowLeft' ? -1 : 1);
    const endNs = Math.max(range.startNs, range.endNs + step);
    this.#app.picking.selectRange({ startNs: range.startNs, endNs });
  }

  /** Follows the arrow into (or out of) the selected item; into a lane: from its start. */
  goToFlow(direction: 'into' | 'from'): void {
    const { scene, picking } = this.#app;
    const { selection, selectedItem: item } = picking;
    let flow: Flow | undefined;
    if (item !== undefined) [flow] = direction === 'into' ? scene.flowsInto(item) : scene.flowsFrom(item);
    else if (selection?.type === 'lane' && direction === 'into') flow = scene.startOf(selection.id);
    if (flow === undefined) this.#app.announcer.say(t('say.noUnblocker'));
    else if (direction === 'into') this.goTo(flow.fromLane, flow.fromNs, flow.resource);
    else this.goTo(flow.toLane, flow.toNs, flow.resource);
  }

  openSelection(beside: boolean): void {
    const { selection } = this.#app.picking;
    let site: Site | undefined;
    if (selection?.type === 'item') {
      const facts = this.#app.scene.facts(selection.item);
      site = facts.beginSite ?? facts.endSite;
    } else if (selection?.type === 'lane') {
      const lane = this.#app.scene.lane(selection.id);
      if (lane?.type === 'resource') site = lane.site;
    }
    if (site) this.openSite(site, beside);
    else this.#app.announcer.say(t('say.noSite'));
  }

  openSite(site: Site, beside: boolean): void {
    this.#app.host.post({ type: 'open-site', file: site.file, line: site.line, column: site.column, beside });
  }
}
