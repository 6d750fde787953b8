/** The page's state and everything that can be done with it. Parts of the page read it and call it; it tells them to update. */

import type { HostMessage, RunInfo } from '../src/trace/protocol.ts';
import { Announcer } from './announce.ts';
import { Chart } from './chart.ts';
import { LiveClock } from './clock.ts';
import { itemEnd, itemSentence, itemStart, laneSentence, stepWords } from './describe.ts';
import { Details } from './details.ts';
import { el, setAttribute } from './dom.ts';
import { EmptyPage } from './empty.ts';
import { FindBox } from './find.ts';
import { formatDuration } from './format.ts';
import { openHelp } from './help.ts';
import { NavigationHistory } from './history.ts';
import type { Host } from './host.ts';
import { connectInput } from './input.ts';
import { Intake } from './intake.ts';
import { connectKeys } from './keys.ts';
import type { Arrangement } from './layout.ts';
import { DrawLoop, watchPixelRatio } from './loop.ts';
import type { Stretch } from './render/axis.ts';
import type { Flow, Item, Site } from './scene.ts';
import { type Kept, readKept } from './state.ts';
import { setStrings, t } from './strings.ts';
import { TableView } from './table.ts';
import { type Hue, type Palette, readPalette, reducedMotion, watchTheme } from './theme.ts';
import { Toolbar } from './toolbar.ts';
import { Tooltip } from './tooltip.ts';
import { laneNumber } from './trace-lanes.ts';
import { TraceScene } from './trace-scene.ts';
import {
  clampView,
  type Extent,
  fitView,
  followView,
  nsPerPixel,
  panBy,
  resizeView,
  revealTime,
  sameView,
  type Viewport,
  viewEnd,
  xToTime,
  zoomAt,
} from './viewport.ts';

/** What is selected. */
export type Selection =
  | { readonly type: 'item'; readonly item: Item }
  | { readonly type: 'lane'; readonly id: string }
  | ({ readonly type: 'range' } & Stretch);

const FLOWS_AT_ONCE = 400;
/** The panes beside the chart are brought up to date this often while a program runs. */
const PANES_EVERY_MS = 250;
const HEAD_PX = { narrow: 92, wide: 190, least: 48, most: 420 } as const;

/** The timeline's page. */
export class App {
  readonly host: Host;
  readonly loop: DrawLoop;
  readonly history = new NavigationHistory<Viewport>();
  readonly clock = new LiveClock(() => performance.now());
  readonly announcer: Announcer;
  readonly chart: Chart;
  readonly element: HTMLElement;
  palette: Palette;
  scene = new TraceScene();
  run: RunInfo | undefined;
  view: Viewport = { startNs: 0, spanNs: 1e9, width: 1 };
  mode: 'chart' | 'table';
  following = true;
  showFlows: boolean;
  selection: Selection | undefined;
  currentLane: string | undefined;
  hoveredItem: Item | undefined;
  hoveredLane: string | undefined;
  hoveredResource: string | undefined;
  cursorX: number | undefined;
  replayNs: number | undefined;
  nowNs = 0;
  arrangementVersion = 0;

  readonly #toolbar: Toolbar;
  readonly #details: Details;
  readonly #table: TableView;
  readonly #find: FindBox;
  readonly #empty: EmptyPage;
  readonly #tooltip = new Tooltip();
  readonly #work = el('main', { class: 'work' });
  readonly #trouble = el('div', { class: 'trouble', role: 'alert', hidden: true });
  readonly #intake: Intake;
  readonly #folded: Set<string>;
  #pinned: string[];
  #order: string[];
  #headWidth: number | undefined;
  #followSpanNs: number | undefined;
  /** True until the user has moved: then a finished run is shown whole. */
  #untouched = true;
  #keptView: Kept['view'];
  #flows: { key: string; flows: Flow[] } = { key: '', flows: [] };
  #panesAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldErrors = 0;

  constructor(host: Host) {
    this.host = host;
    const kept = readKept(host.readState());
    this.mode = kept.mode;
    this.showFlows = kept.flows;
    this.#folded = new Set(kept.folded);
    this.#pinned = kept.pinned;
    this.#order = kept.order;
    this.#headWidth = kept.headWidth;
    this.#keptView = kept.view;
    this.palette = this.#readPalette();
    this.loop = new DrawLoop((layers, nowMs) => this.#draw(layers, nowMs));
    this.#intake = new Intake(
      (bytes) => this.#takeIn(bytes),
      (bytes) => host.post({ type: 'taken', bytes }),
    );
    const region = el('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
    this.announcer = new Announcer(region);
    this.#toolbar = new Toolbar(this);
    this.chart = new Chart(this);
    this.#details = new Details(this);
    this.#table = new TableView(this);
    this.#find = new FindBox(this);
    this.#empty = new EmptyPage(this);
    this.#work.append(this.chart.element, this.#details.element, this.#table.element);
    this.element = el(
      'div',
      { class: 'page' },
      this.#toolbar.element,
      this.#trouble,
      this.#find.element,
      this.#empty.element,
      this.#work,
      this.#tooltip.element,
      region,
    );
    document.body.append(this.element);
    this.setHeadWidth(this.#headWidth);
    connectInput(this);
    connectKeys(this);
    watchTheme(() => this.#themeChanged());
    watchPixelRatio(() => this.loop.invalidate());
    new IntersectionObserver((entries) => this.loop.setInSight(entries.at(-1)?.isIntersecting ?? true)).observe(
      this.element,
    );
    addEventListener('resize', () => this.#resizedPage());
    host.listen((message) => this.#receive(message));
    this.#resizedPage();
    this.updatePanes();
    host.post({ type: 'ready' });
  }

  get live(): boolean {
    return this.run?.live === true;
  }
  get hasRun(): boolean {
    return this.run !== undefined && this.scene.actors.length > 0;
  }
  get extent(): Extent {
    return { startNs: 0, endNs: Math.max(this.live ? this.nowNs : this.scene.endNs, 1000) };
  }
  get arrangement(): Arrangement {
    return { folded: this.#folded, pinned: this.#pinned, order: this.#order };
  }
  get selectedItem(): Item | undefined {
    return this.selection?.type === 'item' ? this.selection.item : undefined;
  }
  get range(): Stretch | undefined {
    return this.selection?.type === 'range' ? this.selection : undefined;
  }
  get cursorNs(): number | undefined {
    return this.cursorX === undefined ? undefined : xToTime(this.view, this.cursorX);
  }
  /** The resource that lights up everywhere: under the pointer, else of what is selected. */
  get litResource(): string | undefined {
    if (this.hoveredResource !== undefined) return this.hoveredResource;
    const { selection } = this;
    if (selection?.type === 'item') return selection.item.resource;
    return selection?.type === 'lane' && selection.id.startsWith('r') ? selection.id : undefined;
  }
  get headWidth(): number {
    return this.#headWidth ?? (Chart.isNarrow(document.body.clientWidth) ? HEAD_PX.narrow : HEAD_PX.wide);
  }

  /** The colours of a resource; without one, neutral ones. */
  hueOf(resource: string | undefined): Hue {
    const { hues, neutral } = this.palette;
    return resource === undefined ? neutral : hues[laneNumber(resource) % hues.length]!;
  }

  /** What the toolbar says about the run. */
  statusWords(): string {
    if (this.run === undefined) return '';
    const parts = [t(this.live ? 'run.live' : 'run.ended')];
    if (!this.live && this.scene.endNs > 0) parts.push(formatDuration(this.scene.endNs));
    if (this.scene.lost > 0) parts.push(t('run.lost', this.scene.lost));
    return parts.join(', ');
  }

  // ---- what comes from the extension

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'reset':
        setStrings(message.strings);
        if (message.locale !== '') setAttribute(document.documentElement, 'lang', message.locale);
        this.#begin(message.run);
        break;
      case 'frames':
        this.#intake.add(message.bytes);
        break;
      case 'ended':
        this.#intake.afterAll(() => this.#ended(message.run));
        break;
      case 'command':
        this.#command(message.command);
        break;
      case 'findings':
        break;
    }
  }

  #begin(run: RunInfo | undefined): void {
    const again = run !== undefined && run.id === this.run?.id;
    this.run = run;
    this.#intake.clear();
    this.scene = new TraceScene();
    this.nowNs = 0;
    this.#toldErrors = 0;
    this.#trouble.hidden = true;
    if (!again) {
      this.selection = undefined;
      this.currentLane = undefined;
      this.#untouched = true;
      this.#followSpanNs = undefined;
    }
    this.following = run?.live === true && this.#untouched;
    this.hoveredItem = this.hoveredLane = this.hoveredResource = undefined;
    if (this.#keptView && run !== undefined && this.#keptView.run === run.id) {
      this.view = { startNs: this.#keptView.startNs, spanNs: this.#keptView.spanNs, width: this.view.width };
      this.following = run.live && this.#keptView.following;
      this.#untouched = this.#keptView.following;
    }
    this.#keptView = undefined;
    this.arrangementVersion++;
    this.chart.arrange();
    this.updatePanes();
    this.loop.invalidate();
  }

  #takeIn(bytes: Uint8Array): void {
    const { scene } = this;
    const before = scene.actors.length;
    try {
      scene.model.append(bytes);
    } catch (error) {
      this.#say(t('error.frames', error instanceof Error ? error.message : String(error)));
      this.host.post({ type: 'failed', message: String(error) });
    }
    const { failure } = scene.model;
    if (failure !== undefined) this.#say(t('error.frames', failure.reason));
    if (this.live) {
      this.clock.observe(scene.endNs);
      const wallMs = scene.model.session?.wallMs;
      if (before === 0 && wallMs !== undefined) this.clock.hint((Date.now() - wallMs) * 1e6);
    }
    if (before === 0 && scene.actors.length > 0) this.updatePanes();
    this.#tellErrors();
    this.loop.invalidate();
  }

  #ended(run: RunInfo): void {
    this.run = run;
    this.scene.model.complete();
    this.scene.nowNs = this.scene.endNs;
    this.nowNs = this.scene.endNs;
    const wasFollowing = this.following;
    this.following = false;
    if (wasFollowing && this.#untouched) this.#setView(fitView(this.view.width, this.extent));
    this.announcer.say(t('say.ended', run.summary ?? ''));
    this.updatePanes();
    this.loop.invalidate();
  }

  #command(command: Extract<HostMessage, { type: 'command' }>['command']): void {
    const run: Readonly<Record<string, () => void>> = {
      follow: () => this.setFollowing(!this.following),
      'zoom-in': () => this.zoom(1.35),
      'zoom-out': () => this.zoom(1 / 1.35),
      fit: () => this.fitAll(),
      table: () => this.setMode(this.mode === 'table' ? 'chart' : 'table'),
      find: () => this.openFind(),
    };
    run[command]?.();
  }

  #tellErrors(): void {
    const failed = this.scene.actors.filter((lane) => lane.exit?.reason === 'error');
    const latest = failed.at(-1);
    if (failed.length > this.#toldErrors && latest) this.announcer.say(t('say.error', latest.name));
    this.#toldErrors = failed.length;
  }

  #say(words: string): void {
    this.#trouble.textContent = words;
    this.#trouble.hidden = false;
  }

  // ---- drawing

  #draw(layers: ReadonlySet<'scene' | 'overlay'>, nowMs: number): void {
    if (layers.has('scene')) {
      if (this.live) {
        this.nowNs = this.clock.now();
        this.scene.nowNs = this.nowNs;
      } else this.nowNs = this.scene.endNs;
      if (this.following && this.live) {
        const target = followView(this.view.width, this.nowNs, this.#followSpanNs);
        if (!sameView(target, this.view)) this.view = target;
      } else if (this.#untouched && !this.live) this.view = fitView(this.view.width, this.extent);
      if (nowMs - this.#panesAtMs > PANES_EVERY_MS || !this.live) {
        this.#panesAtMs = nowMs;
        this.updatePanes();
      }
    }
    if (this.mode === 'chart' && this.hasRun) this.chart.draw(layers, nowMs);
    if (this.live) this.#tick();
  }

  /** The present moves on: draw again when it has come a pixel further, four times a second where less motion is wanted. */
  #tick(): void {
    const pixelMs = nsPerPixel(this.view) / 1e6 / devicePixelRatio;
    const waitMs = reducedMotion() ? 250 : Math.min(250, pixelMs);
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.loop.invalidate();
      },
      Math.max(0, waitMs - 8),
    );
  }

  /** Brings toolbar, details, table and the empty page up to date. */
  updatePanes(): void {
    this.#empty.update();
    const shown = this.hasRun;
    this.#work.hidden = !shown;
    this.#toolbar.element.hidden = this.run === undefined;
    this.chart.element.hidden = this.mode !== 'chart';
    document.body.classList.toggle('narrow', Chart.isNarrow(document.body.clientWidth));
    this.#toolbar.update();
    this.#details.update();
    this.#table.update();
  }

  #readPalette(): Palette {
    return readPalette(getComputedStyle(document.documentElement), document.body);
  }

  #themeChanged(): void {
    this.palette = this.#readPalette();
    this.chart.setPalette(this.palette);
    this.updatePanes();
  }

  #resizedPage(): void {
    this.setHeadWidth(this.#headWidth);
    this.updatePanes();
    this.chart.measure();
  }

  /** The chart has another width. */
  resized(width: number): void {
    this.view = resizeView(this.view, Math.max(1, width));
  }

  // ---- moving

  #setView(view: Viewport): void {
    this.view = clampView(view, this.extent);
    this.#keep();
    this.loop.invalidate();
  }

  /** Moves because the user wants to: live following lets go, and one can go back. */
  #moveView(view: Viewport): void {
    const clamped = clampView(view, this.extent);
    if (sameView(clamped, this.view)) return;
    this.history.leave(this.view, performance.now());
    this.#untouched = false;
    if (this.following) this.#stopFollowing();
    this.#setView(clamped);
    this.#toolbar.update();
  }

  moveTo(view: Viewport): void {
    this.#moveView(view);
  }
  zoom(factor: number, x = this.cursorX ?? this.view.width / 2): void {
    this.#moveView(zoomAt(this.view, factor, x, this.extent));
  }
  pan(share: number): void {
    this.#moveView(panBy(this.view, share * this.view.width, this.extent));
  }
  panPixels(pixels: number): void {
    this.#moveView(panBy(this.view, pixels, this.extent));
  }
  fitAll(): void {
    this.#moveView(fitView(this.view.width, this.extent));
    if (!this.live) this.#untouched = true;
  }

  setFollowing(following: boolean): void {
    if (!following) this.#stopFollowing();
    else if (this.live) {
      // Following carries on at the zoom that one has chosen; from a view of everything it shows everything.
      const chosen = this.view.spanNs < this.nowNs * 0.9 ? this.view.spanNs : undefined;
      this.#followSpanNs = this.#untouched ? undefined : chosen;
      this.following = true;
      this.host.post({ type: 'following', following: true });
      this.announcer.say(t('say.following'));
    }
    this.#keep();
    this.updatePanes();
    this.loop.invalidate();
  }

  #stopFollowing(): void {
    if (!this.following) return;
    this.following = false;
    this.#untouched = false;
    this.host.post({ type: 'following', following: false });
    this.announcer.say(t('say.stopped'));
    this.#toolbar.update();
  }

  goBack(): void {
    const view = this.history.undo(this.view);
    if (view) this.#setView(resizeView(view, this.view.width));
    this.updatePanes();
  }
  goForward(): void {
    const view = this.history.redo(this.view);
    if (view) this.#setView(resizeView(view, this.view.width));
    this.updatePanes();
  }

  // ---- pointing and selecting

  hover(at: { readonly x: number; readonly y: number } | undefined, event: MouseEvent | undefined): void {
    this.cursorX = at === undefined ? undefined : Math.min(Math.max(at.x, 0), this.view.width);
    const hit = at === undefined || at.y < 0 ? undefined : this.chart.hitAt(at.x, at.y);
    const item = hit?.item;
    const resource = hit?.resource ?? item?.resource;
    const lane = at === undefined || at.y < 0 ? undefined : this.chart.laneAt(at.y)?.id;
    const scene = item?.id !== this.hoveredItem?.id || resource !== this.hoveredResource || lane !== this.hoveredLane;
    this.hoveredItem = item;
    this.hoveredResource = resource;
    this.hoveredLane = lane;
    this.chart.surface.classList.toggle('on-item', item !== undefined);
    if (hit !== undefined && event !== undefined) this.#tooltip.show(this.scene, hit, event.clientX, event.clientY);
    else this.#tooltip.hide();
    this.loop.invalidate(scene ? 'scene' : 'overlay');
  }

  hoverLane(id: string | undefined): void {
    const resource = id?.startsWith('r') ? id : undefined;
    if (id === this.hoveredLane && resource === this.hoveredResource) return;
    this.hoveredLane = id;
    this.hoveredResource = resource;
    this.hoveredItem = undefined;
    this.loop.invalidate();
  }

  click(x: number, y: number, open: boolean, beside: boolean): void {
    const hit = this.chart.hitAt(x, y);
    const lane = this.chart.laneAt(y);
    if (hit?.item === undefined) {
      if (lane) this.selectLane(lane.id);
      else this.clearSelection();
      return;
    }
    const again = hit.item.id === this.selectedItem?.id;
    this.selectItem(hit.item);
    if (open || again) this.openSelection(beside);
  }

  clickAxis(atNs: number): void {
    if (this.range && (atNs < this.range.startNs || atNs > this.range.endNs)) this.clearSelection();
  }

  selectItem(item: Item): void {
    this.selection = { type: 'item', item: { ...item } };
    this.currentLane = item.lane;
    this.announcer.say(itemSentence(this.scene, item));
    this.#selectionChanged();
  }

  selectLane(id: string | undefined): void {
    const lane = id === undefined ? undefined : this.scene.lane(id);
    if (lane === undefined) return;
    this.selection = { type: 'lane', id: lane.id };
    this.currentLane = lane.id;
    this.chart.revealLane(lane.id);
    this.announcer.say(laneSentence(this.scene, lane));
    this.#selectionChanged();
  }

  selectRange(range: Stretch): void {
    this.selection = { type: 'range', startNs: Math.max(0, range.startNs), endNs: Math.max(0, range.endNs) };
    this.announcer.say(t('say.range', formatDuration(this.selection.endNs - this.selection.startNs)));
    if (this.following) this.#stopFollowing();
    this.#selectionChanged();
  }

  clearSelection(): void {
    if (this.selection === undefined && this.hoveredItem === undefined) return;
    this.selection = undefined;
    this.#tooltip.hide();
    this.announcer.say(t('say.cleared'));
    if (this.#details.element.contains(document.activeElement)) this.focusMain();
    this.#selectionChanged();
  }

  #selectionChanged(): void {
    this.#details.update();
    this.#toolbar.update();
    this.loop.invalidate();
  }

  /** A selected item as it is now. */
  freshItem(item: Item): Item {
    return this.scene.fresh(item);
  }

  /** Selects an item and brings it into sight. */
  showItem(item: Item): void {
    this.selectItem(item);
    this.chart.revealLane(item.lane);
    const length = itemEnd(item) - itemStart(item);
    const hidden = itemEnd(item) < this.view.startNs || itemStart(item) > viewEnd(this.view);
    if (hidden || itemStart(item) < this.view.startNs || itemStart(item) > viewEnd(this.view)) {
      if (length > this.view.spanNs * 0.9)
        this.#moveView(fitView(this.view.width, { startNs: itemStart(item), endNs: itemEnd(item) }, 0.3));
      else this.#moveView(revealTime(this.view, itemStart(item), this.extent));
    }
  }

  /** Goes to what an actor did at a moment. */
  goTo(lane: string, atNs: number): void {
    const after = this.scene.neighbour(lane, atNs - 1, 1);
    const before = this.scene.neighbour(lane, atNs, -1);
    const near = [before, after].filter((item) => item !== undefined);
    near.sort((a, b) => distance(a, atNs) - distance(b, atNs));
    if (near[0] && distance(near[0], atNs) < 1e6) this.showItem(near[0]);
    else this.selectLane(lane);
    this.#moveView(revealTime(this.view, atNs, this.extent));
  }

  stepLane(by: 1 | -1): void {
    const { rows } = this.chart;
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.id === this.currentLane);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    this.selectLane(rows[next]!.id);
  }

  stepItem(by: 1 | -1): void {
    const lane = this.scene.lane(this.currentLane ?? '') ?? this.scene.actors[0];
    if (lane === undefined) return;
    if (lane.type === 'resource') {
      this.announcer.say(this.#resourceSentence(lane.id));
      return;
    }
    const from =
      this.selectedItem?.lane === lane.id ? this.selectedItem : by > 0 ? this.view.startNs - 1 : viewEnd(this.view);
    const next = this.scene.neighbour(lane.id, from, by);
    if (next) this.showItem(next);
    else this.announcer.say(t('say.noMore'));
  }

  #resourceSentence(id: string): string {
    const lane = this.scene.lane(id);
    let words = '';
    if (lane?.type === 'resource')
      this.scene.steps(id, this.nowNs, this.nowNs, 0, (step) => (words = stepWords(this.scene, lane, step)));
    return lane === undefined ? '' : `${lane.name}, ${words}`;
  }

  zoomToSelection(): void {
    const { selection } = this;
    if (selection?.type === 'item')
      this.#moveView(
        fitView(
          this.view.width,
          {
            startNs: itemStart(selection.item),
            endNs: Math.max(itemEnd(selection.item), itemStart(selection.item) + nsPerPixel(this.view)),
          },
          0.25,
        ),
      );
    else if (selection?.type === 'range') this.#moveView(fitView(this.view.width, selection, 0.02));
    else if (selection?.type === 'lane') {
      const lane = this.scene.lane(selection.id);
      if (lane?.type === 'actor')
        this.#moveView(fitView(this.view.width, { startNs: lane.startNs, endNs: lane.endNs ?? this.nowNs }, 0.05));
      else this.fitAll();
    }
  }

  extendRange(key: string): void {
    const item = this.selectedItem;
    if (key === 'm' || this.selection === undefined) {
      const stretch = item
        ? { startNs: itemStart(item), endNs: itemEnd(item) }
        : { startNs: this.view.startNs, endNs: viewEnd(this.view) };
      this.selectRange(stretch);
      return;
    }
    const range =
      this.range ??
      (item
        ? { startNs: itemStart(item), endNs: itemEnd(item) }
        : { startNs: this.view.startNs, endNs: this.view.startNs });
    const step = this.view.spanNs * 0.05 * (key === 'ArrowLeft' ? -1 : 1);
    const endNs = Math.max(range.startNs, range.endNs + step);
    this.selectRange({ startNs: range.startNs, endNs });
  }

  /** Follows the arrow into (or out of) the selected item. */
  goToFlow(direction: 'into' | 'from'): void {
    const item = this.selectedItem;
    const flow =
      item === undefined
        ? undefined
        : (direction === 'into' ? this.scene.flowsInto(item) : this.scene.flowsFrom(item))[0];
    if (flow === undefined) this.announcer.say(t('say.noUnblocker'));
    else if (direction === 'into') this.goTo(flow.fromLane, flow.fromNs);
    else this.goTo(flow.toLane, flow.toNs);
  }

  /** The arrows that are drawn: of what is selected or pointed at, or all in sight when that is wanted. */
  visibleFlows(): readonly Flow[] {
    const item = this.hoveredItem ?? this.selectedItem;
    const key = this.showFlows
      ? `all ${this.scene.version} ${this.view.startNs} ${this.view.spanNs} ${this.chart.scrollTop} ${this.arrangementVersion}`
      : `${item?.id} ${this.scene.version}`;
    if (key !== this.#flows.key) {
      const flows = this.showFlows
        ? this.chart.flowsInView(FLOWS_AT_ONCE)
        : item === undefined
          ? []
          : [...this.scene.flowsInto(item), ...this.scene.flowsFrom(item)];
      this.#flows = { key, flows };
    }
    return this.#flows.flows;
  }

  toggleFlows(): void {
    this.showFlows = !this.showFlows;
    this.#keep();
    this.#toolbar.update();
    this.loop.invalidate();
  }

  // ---- the source

  openSelection(beside: boolean): void {
    const { selection } = this;
    let site: Site | undefined;
    if (selection?.type === 'item') {
      const facts = this.scene.facts(selection.item);
      site = facts.beginSite ?? facts.endSite;
    } else if (selection?.type === 'lane') {
      const lane = this.scene.lane(selection.id);
      if (lane?.type === 'resource') site = lane.site;
    }
    if (site) this.openSite(site, beside);
    else this.announcer.say(t('say.noSite'));
  }

  openSite(site: Site, beside: boolean): void {
    this.host.post({ type: 'open-site', file: site.file, line: site.line, column: site.column, beside });
  }

  // ---- lanes

  isFolded(id: string): boolean | undefined {
    return this.chart.rowOf(id)?.folded;
  }

  #arranged(): void {
    this.arrangementVersion++;
    this.#keep();
    this.loop.invalidate();
  }

  fold(id: string): void {
    if (this.isFolded(id) === undefined) return;
    if (!this.#folded.delete(id)) this.#folded.add(id);
    this.#arranged();
  }
  foldCurrent(): void {
    const lane = this.scene.lane(this.currentLane ?? '');
    const id = lane?.type === 'actor' ? (lane.process ?? lane.id) : undefined;
    if (id !== undefined) this.fold(id);
  }
  pinCurrent(): void {
    const id = this.currentLane;
    if (id === undefined) return;
    this.#pinned = this.#pinned.includes(id) ? this.#pinned.filter((other) => other !== id) : [...this.#pinned, id];
    this.#arranged();
    this.chart.revealLane(id);
  }
  moveCurrent(by: 1 | -1): void {
    const id = this.currentLane;
    const { rows } = this.chart;
    const row = rows.find((other) => other.id === id);
    if (id === undefined || row === undefined) return;
    const siblings = rows
      .filter(
        (other) =>
          other.depth === row.depth && other.id[0] === id[0] && this.#parentOf(other.id) === this.#parentOf(id),
      )
      .map((other) => other.id);
    const at = siblings.indexOf(id);
    const to = at + by;
    if (to < 0 || to >= siblings.length) return;
    siblings.splice(at, 1);
    siblings.splice(to, 0, id);
    this.#order = [...this.#order.filter((other) => !siblings.includes(other)), ...siblings];
    this.#arranged();
    this.chart.revealLane(id);
  }
  #parentOf(id: string): string | undefined {
    const lane = this.scene.lane(id);
    return lane?.type === 'actor' ? lane.process : undefined;
  }

  setHeadWidth(width: number | undefined): void {
    this.#headWidth =
      width === undefined
        ? undefined
        : Math.min(HEAD_PX.most, Math.max(HEAD_PX.least, Math.min(width, document.body.clientWidth - 120)));
    this.element.style.setProperty('--head-width', `${this.headWidth}px`);
    const { splitter } = this.chart;
    setAttribute(splitter, 'aria-valuenow', String(Math.round(this.headWidth)));
    setAttribute(splitter, 'aria-valuemin', String(HEAD_PX.least));
    setAttribute(splitter, 'aria-valuemax', String(HEAD_PX.most));
    this.#keep();
    this.loop.invalidate();
  }

  // ---- modes

  setMode(mode: 'chart' | 'table'): void {
    if (!this.hasRun) return;
    this.mode = mode;
    this.#tooltip.hide();
    this.updatePanes();
    this.announcer.say(mode === 'table' ? t('say.table', this.#table.length) : t('say.chart'));
    this.focusMain();
    this.chart.measure();
    this.#keep();
  }
  focusMain(): void {
    if (this.mode === 'table') this.#table.focus();
    else this.chart.surface.focus();
  }
  openFind(): void {
    if (this.mode === 'table') this.#table.filter.focus();
    else this.#find.open();
  }
  openHelp(): void {
    openHelp(this.palette);
  }

  #keep(): void {
    if (this.#toolbar === undefined) return;
    const kept: Kept = {
      mode: this.mode,
      flows: this.showFlows,
      folded: [...this.#folded],
      pinned: this.#pinned,
      order: this.#order,
      headWidth: this.#headWidth,
      view:
        this.run === undefined
          ? undefined
          : {
              run: this.run.id,
              startNs: this.view.startNs,
              spanNs: this.view.spanNs,
              following: this.following || this.#untouched,
            },
    };
    this.host.writeState(kept);
  }
}

function distance(item: Item, atNs: number): number {
  return Math.min(Math.abs(itemStart(item) - atNs), Math.abs(itemEnd(item) - atNs));
}
