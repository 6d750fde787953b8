/** What is pointed at and what is selected. */

import type { App } from './app.ts';
import { compare, comparisonSentences } from './comparison.ts';
import { itemSentence, laneSentence, momentSentence } from './describe.ts';
import { formatDuration } from './format.ts';
import { PairScene } from './pair-scene.ts';
import type { Stretch } from './render/axis.ts';
import type { Flow, Item } from './scene.ts';
import { t } from './strings.ts';
import { xToTime } from './viewport.ts';

/** What is selected. */
export type Selection =
  | { readonly type: 'item'; readonly item: Item }
  /** A lane; of a resource's, with the moment that is looked at. */
  | { readonly type: 'lane'; readonly id: string; readonly atNs?: number }
  /** What differs between the two runs that are shown. */
  | { readonly type: 'comparison' }
  | ({ readonly type: 'range' } & Stretch);

const FLOWS_AT_ONCE = 400;

/** Keeps hover and selection. */
export class Picking {
  selection: Selection | undefined;
  currentLane: string | undefined;
  hoveredItem: Item | undefined;
  hoveredLane: string | undefined;
  hoveredResource: string | undefined;
  cursorX: number | undefined;
  showFlows: boolean;
  /** A stretch is being dragged: what is said of it waits, and nothing moves under the pointer. */
  dragging = false;
  readonly #app: App;
  #arrows: { key: string; flows: readonly Flow[] } = { key: '', flows: [] };

  constructor(app: App, showFlows: boolean) {
    this.#app = app;
    this.showFlows = showFlows;
  }

  /** Another run is shown: what is not of it is let go. */
  begin(again: boolean): void {
    this.hoveredItem = this.hoveredLane = this.hoveredResource = undefined;
    if (again) return;
    this.selection = undefined;
    this.currentLane = undefined;
  }

  get selectedItem(): Item | undefined {
    return this.selection?.type === 'item' ? this.selection.item : undefined;
  }

  get range(): Stretch | undefined {
    return this.selection?.type === 'range' ? this.selection : undefined;
  }

  /** The resource and the moment of it that are looked at. */
  get moment(): { readonly lane: string; readonly atNs: number } | undefined {
    const { selection } = this;
    if (selection?.type !== 'lane' || !selection.id.startsWith('r')) return undefined;
    const atNs = this.#app.replay.atNs ?? selection.atNs;
    return atNs === undefined ? undefined : { lane: selection.id, atNs };
  }

  get cursorNs(): number | undefined {
    return this.cursorX === undefined ? undefined : xToTime(this.#app.moving.view, this.cursorX);
  }

  /** The resource that lights up everywhere: under the pointer, else of what is selected. */
  get litResource(): string | undefined {
    if (this.hoveredResource !== undefined) return this.hoveredResource;
    const { selection } = this;
    if (selection?.type === 'item') return selection.item.resource;
    return selection?.type === 'lane' && selection.id.startsWith('r') ? selection.id : undefined;
  }

  hover(at: { readonly x: number; readonly y: number } | undefined, event: MouseEvent | undefined): void {
    this.cursorX = at === undefined ? undefined : Math.min(Math.max(at.x, 0), this.#app.moving.view.width);
    const hit = at === undefined || at.y < 0 ? undefined : this.#app.chart.hitAt(at.x, at.y);
    const item = hit?.item;
    const heading = at === undefined || at.y < 0 ? undefined : this.#app.chart.headingAt(at.y);
    const resource = hit?.resource ?? item?.resource;
    const lane = at === undefined || at.y < 0 ? undefined : this.#app.chart.laneAt(at.y)?.id;
    const scene = item?.id !== this.hoveredItem?.id || resource !== this.hoveredResource || lane !== this.hoveredLane;
    this.hoveredItem = item;
    this.hoveredResource = resource;
    this.hoveredLane = lane;
    this.#app.chart.surface.classList.toggle('on-item', item !== undefined || heading !== undefined);
    if (hit !== undefined && event !== undefined)
      this.#app.tooltip.show(this.#app.scene, hit, event.clientX, event.clientY, this.cursorNs ?? 0);
    else this.#app.tooltip.hide();
    this.#app.loop.invalidate(scene ? 'scene' : 'overlay');
  }

  hoverLane(id: string | undefined): void {
    const resource = id?.startsWith('r') ? id : undefined;
    if (id === this.hoveredLane && resource === this.hoveredResource) return;
    this.hoveredLane = id;
    this.hoveredResource = resource;
    this.hoveredItem = undefined;
    this.#app.loop.invalidate();
  }

  click(x: number, y: number, open: boolean, beside: boolean): void {
    const heading = this.#app.chart.headingAt(y);
    if (heading !== undefined) {
      this.#app.chart.useHeading(heading.row.id);
      return;
    }
    const hit = this.#app.chart.hitAt(x, y);
    const lane = this.#app.chart.laneAt(y);
    if (hit?.item === undefined) {
      if (lane) this.selectLane(lane.id, xToTime(this.#app.moving.view, x));
      else this.clearSelection();
      return;
    }
    const again = hit.item.id === this.selectedItem?.id;
    this.selectItem(hit.item);
    if (open || again) this.#app.stepping.openSelection(beside);
  }

  clickAxis(atNs: number): void {
    if (this.range && (atNs < this.range.startNs || atNs > this.range.endNs)) this.clearSelection();
  }

  selectItem(item: Item): void {
    this.selection = { type: 'item', item: item };
    this.currentLane = item.lane;
    this.#app.announcer.say(itemSentence(this.#app.scene, item));
    this.#selectionChanged();
  }

  /** Selects a lane; `atNs`: the moment of a resource that is looked at. */
  selectLane(id: string | undefined, atNs?: number): void {
    const { scene, chart, announcer } = this.#app;
    const lane = id === undefined ? undefined : scene.lane(id);
    const title = id === undefined ? undefined : chart.rowOf(id)?.title;
    if (id !== undefined && title !== undefined) this.#selectHeading(id, title);
    if (lane === undefined) return;
    const moment = lane.type === 'resource' ? atNs : undefined;
    this.selection = { type: 'lane', id: lane.id, atNs: moment };
    this.currentLane = lane.id;
    chart.revealLane(lane.id);
    announcer.say(
      moment === undefined || lane.type !== 'resource'
        ? laneSentence(scene, lane)
        : momentSentence(scene, lane, moment),
    );
    this.#selectionChanged();
  }

  /** Goes to the heading of a run; what differs between the two stays in sight. */
  #selectHeading(id: string, title: string): void {
    if (this.selection?.type !== 'comparison') this.selection = undefined;
    this.currentLane = id;
    this.#app.chart.revealLane(id);
    this.#app.announcer.say(title);
    this.#selectionChanged();
  }

  selectRange(range: Stretch): void {
    this.selection = { type: 'range', startNs: Math.max(0, range.startNs), endNs: Math.max(0, range.endNs) };
    this.#app.announcer.say(t('say.range', formatDuration(this.selection.endNs - this.selection.startNs)));
    if (this.#app.moving.following) this.#app.moving.stopFollowing();
    this.#selectionChanged();
  }

  /** Shows what differs between the two runs, and says the most telling of it. */
  selectComparison(): void {
    const { scene } = this.#app;
    if (!(scene instanceof PairScene)) return;
    this.selection = { type: 'comparison' };
    this.#app.announcer.say(comparisonSentences(compare(...scene.runs)).join(' '));
    this.#selectionChanged();
  }

  clearSelection(): void {
    if (this.selection === undefined && this.hoveredItem === undefined) return;
    this.selection = undefined;
    this.#app.tooltip.hide();
    this.#app.announcer.say(t('say.cleared'));
    if (this.#app.details.element.contains(document.activeElement)) this.#app.focusMain();
    this.#selectionChanged();
  }

  #selectionChanged(): void {
    this.#app.details.update();
    this.#app.toolbar.update();
    this.#app.loop.invalidate();
  }

  /** A selected item as it is now. */
  freshItem(item: Item): Item {
    return this.#app.scene.fresh(item);
  }

  /** The arrows that are drawn: of what is selected or pointed at, or all in sight when that is wanted. */
  visibleFlows(): readonly Flow[] {
    const item = this.hoveredItem ?? this.selectedItem;
    const key = this.showFlows
      ? `all ${this.#app.scene.version} ${this.#app.moving.view.startNs} ${this.#app.moving.view.spanNs} ${this.#app.chart.scrollTop} ${this.#app.lanes.arrangementVersion}`
      : `${item?.id} ${this.#app.scene.version}`;
    if (key !== this.#arrows.key) {
      const flows = this.showFlows
        ? this.#app.chart.flowsInView(FLOWS_AT_ONCE)
        : item === undefined
          ? []
          : [...this.#app.scene.flowsInto(item), ...this.#app.scene.flowsFrom(item)];
      this.#arrows = { key, flows };
    }
    return this.#arrows.flows;
  }

  toggleFlows(): void {
    this.showFlows = !this.showFlows;
    this.#app.keep();
    this.#app.toolbar.update();
    this.#app.loop.invalidate();
  }
}
