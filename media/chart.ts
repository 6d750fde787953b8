/** The timeline itself: names, canvases and the scrolling that they share. Draws what the app says, finds what is pointed at. */

import type { App } from './app.ts';
import { el, setAttribute } from './dom.ts';
import { headingOf, type PlacedHeading, placeHeadings, scrollToShow } from './headings.ts';
import { Heads } from './heads.ts';
import { laneShapes } from './lane-shapes.ts';
import { HEADING_HEIGHT, type Layout, layOut, type Row, rowAt, visibleRows } from './layout.ts';
import type { Layer } from './loop.ts';
import { drawAxis, drawGrid } from './render/axis.ts';
import { drawFindingMarks } from './render/finding-marks.ts';
import { COMPACT, type Density, ROOMY, SPACIOUS } from './render/geometry.ts';
import { paintHeadings } from './render/headings.ts';
import { addHits } from './render/hit-test.ts';
import { type Hit, HitMap } from './render/hits.ts';
import { type DrawContext, drawActorLane, drawMoments } from './render/lane.ts';
import { drawMinimap, drawMinimapWindow } from './render/minimap.ts';
import { drawOverlay } from './render/overlay.ts';
import { Pen } from './render/pen.ts';
import { drawResourceLane } from './render/resource.ts';
import { flushStrips } from './render/strip.ts';
import type { Flow, Lane } from './scene.ts';
import { t } from './strings.ts';
import type { Palette } from './theme.ts';
import { type Viewport, viewEnd } from './viewport.ts';

/** The overview is drawn anew at most this often while a program runs. */
const MINIMAP_EVERY_MS = 500;
const NARROW_PX = 520;
/** Lanes grow tallest while they leave this much of the height free. */
const SPACIOUS_SHARE = 0.75;
/** Time in a picture for resources that come into sight for the first time. */
const DERIVE_MS = 2;
/** Time between two pictures for those that took longer, and how long they wait for a page that is never idle. */
const CATCH_UP_MS = 8;
const PATIENCE_MS = 100;

/** The chart's part of the page. */
export class Chart {
  readonly canvas = el('canvas', { class: 'lanes', 'aria-hidden': 'true' });
  readonly overlay = el('canvas', { class: 'over', 'aria-hidden': 'true' });
  readonly axis = el('canvas', { class: 'axis', 'aria-hidden': 'true' });
  readonly minimap = el('canvas', { class: 'minimap', 'aria-hidden': 'true' });
  readonly minimapWindow = el('canvas', { class: 'minimap-window', 'aria-hidden': 'true' });
  readonly splitter = el('div', {
    class: 'splitter',
    role: 'separator',
    'aria-orientation': 'vertical',
    tabindex: '0',
  });
  /** Carries the keys of the timeline and is named for screen readers. */
  readonly surface = el('div', { class: 'surface', role: 'application', tabindex: '0' }, this.canvas, this.overlay);
  readonly heads: Heads;
  readonly element: HTMLElement;
  rows: readonly Row[] = [];

  #headings: readonly Row[] = [];
  readonly #app: App;
  readonly #scroller: HTMLElement;
  readonly #sizer = el('div', { class: 'sizer' });
  readonly #strip: HTMLElement;
  readonly #pens: { scene: Pen; over: Pen; axis: Pen; map: Pen; window: Pen };
  #places = new Map<string, Row>();
  #height = 0;
  #density: Density = ROOMY;
  #width = 0;
  #viewHeight = 0;
  /** Sizes as they were measured last: asking the page for them in the midst of drawing would lay it out each time. */
  #axisHeight = 0;
  #mapHeight = 0;
  #headsWidth = 0;
  #laidOut = '';
  #mapAtMs = Number.NEGATIVE_INFINITY;
  #mapOf = '';
  /** The small pictures as they were drawn last: most stay the same while one scrolls. */
  readonly #drawn = new Map<string, { readonly key: string; readonly palette: Palette }>();
  /** Where one stands while a picture is made: asking the page in the midst of it would lay it out each time. */
  #drawnScroll: number | undefined;
  /** What pictures lack is being found out. */
  #catching = false;

  constructor(app: App) {
    this.#app = app;
    this.heads = new Heads(app);
    const stage = el('div', { class: 'stage' }, this.heads.element, this.surface);
    this.#scroller = el('div', { class: 'scroller' }, stage, this.#sizer);
    this.#strip = el('div', { class: 'strip' }, this.minimap, this.minimapWindow);
    const top = el(
      'div',
      { class: 'top' },
      el('div', { class: 'corner' }),
      el('div', { class: 'rulers' }, this.#strip, this.axis),
    );
    this.element = el('div', { class: 'chart' }, top, this.#scroller, this.splitter);
    const pen = (canvas: HTMLCanvasElement) => new Pen(canvas.getContext('2d')!, app.palette);
    this.#pens = {
      scene: pen(this.canvas),
      over: pen(this.overlay),
      axis: pen(this.axis),
      map: pen(this.minimap),
      window: pen(this.minimapWindow),
    };
    this.#scroller.addEventListener('scroll', () => app.loop.invalidate());
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(this.#scroller);
    observer.observe(this.axis);
    observer.observe(this.minimap);
    observer.observe(this.heads.element);
  }

  /** The width of the drawn time in pixels. */
  get width(): number {
    return this.#width;
  }

  get scrollTop(): number {
    return this.#drawnScroll ?? this.#scroller.scrollTop;
  }

  get overflows(): boolean {
    return this.#height > this.#viewHeight + 1;
  }

  scrollBy(pixels: number): void {
    this.#scroller.scrollTop += pixels;
  }

  setPalette(palette: Palette): void {
    for (const pen of Object.values(this.#pens)) pen.setPalette(palette);
    this.#mapOf = '';
    this.#app.loop.invalidate();
  }

  /** Reads the sizes from the page after it was laid out anew. */
  measure(): void {
    const width = this.surface.clientWidth;
    this.#viewHeight = this.#scroller.clientHeight;
    this.#axisHeight = this.axis.clientHeight;
    this.#mapHeight = this.minimap.clientHeight;
    this.#headsWidth = this.heads.element.clientWidth;
    if (width !== this.#width) {
      this.#width = width;
      this.element.style.setProperty('--chart-width', `${width}px`);
      this.#app.moving.resized(width);
    }
    this.#app.loop.invalidate();
  }

  /** Places the lanes anew where they have changed; false: they have not. */
  arrange(): boolean {
    const { scene } = this.#app;
    const { arrangement } = this.#app.lanes;
    const key = `${scene.lanesVersion} ${this.#app.lanes.arrangementVersion} ${this.#viewHeight}`;
    if (key === this.#laidOut) return false;
    this.#laidOut = key;
    this.#drawn.clear();
    const place = (density: Density) => layOut(laneShapes(scene, density, this.#app.run?.compared), arrangement);
    // As tall as there is room for; what does not fit scrolls.
    const [density, placed] = this.#fitting(place);
    const { rows, height } = placed;
    this.#density = density;
    this.rows = rows;
    this.#places = new Map(rows.map((row) => [row.id, row]));
    this.#headings = rows.filter((row) => row.title !== undefined);
    this.#height = height + 12;
    this.#sizer.style.height = `${Math.max(0, this.#height)}px`;
    setAttribute(this.surface, 'aria-label', t('lane.chart', rows.length - this.#headings.length));
    setAttribute(this.surface, 'aria-description', t('lane.hint'));
    setAttribute(this.splitter, 'aria-label', t('lane.width'));
    return true;
  }

  #fitting(place: (density: Density) => Layout): readonly [Density, Layout] {
    for (const density of [SPACIOUS, ROOMY]) {
      const placed = place(density);
      if (placed.height <= this.#viewHeight * (density === SPACIOUS ? SPACIOUS_SHARE : 1)) return [density, placed];
    }
    return [COMPACT, place(COMPACT)];
  }

  /** The row of a lane, when it is not folded away. */
  rowOf(lane: string): Row | undefined {
    return this.#places.get(lane);
  }

  /** Scrolls so that a lane is in sight. */
  revealLane(lane: string): void {
    this.arrange();
    const row = this.rowOf(lane);
    const top = row && scrollToShow(row, this.#headings, this.scrollTop, this.#viewHeight);
    if (top !== undefined) this.#scroller.scrollTop = top;
  }

  /** The heading of the run that a lane belongs to, where there are two. */
  headingOf(lane: string): string | undefined {
    const row = this.rowOf(lane);
    return row && headingOf(this.#headings, row)?.id;
  }

  /** The headings in sight, and where they stand. */
  headingsInSight(): PlacedHeading[] {
    return placeHeadings(this.#headings, this.scrollTop, this.#viewHeight);
  }

  /** The heading at a height of the surface. */
  headingAt(y: number): PlacedHeading | undefined {
    return this.headingsInSight().find((heading) => y >= heading.y && y < heading.y + HEADING_HEIGHT);
  }

  /** Folds a run away or back; goes to one of which nothing is in sight. */
  useHeading(id: string): void {
    const placed = this.headingsInSight().find(({ row }) => row.id === id);
    if (placed?.awayFrom !== undefined) this.#scroller.scrollTop = placed.awayFrom;
    else this.#app.lanes.fold(id);
  }

  #rowAt(y: number): Row | undefined {
    return this.headingAt(y) === undefined ? rowAt(this.rows, y + this.scrollTop) : undefined;
  }

  /** What is drawn at a point of the surface. */
  hitAt(x: number, y: number): Hit | undefined {
    const row = this.#rowAt(y);
    return row === undefined ? undefined : this.#hits([row], x - 8, x + 8).find(x, y);
  }

  /** Everything that is in sight, for pictures and tests. */
  allHits(): Hit[] {
    return this.#hits(visibleRows(this.rows, this.scrollTop, this.#viewHeight), 0, this.#width).all();
  }

  #hits(rows: readonly Row[], fromX: number, toX: number): HitMap {
    const hits = new HitMap();
    const { scene, moving } = this.#app;
    const place = { scene, view: moving.view, density: this.#density, fromX, toX };
    for (const row of rows) {
      const lane = scene.lane(row.id);
      if (lane) addHits(hits, place, lane, row.top - this.scrollTop, row.height);
    }
    return hits;
  }

  /** The lane at a height of the surface. */
  laneAt(y: number): Lane | undefined {
    const row = this.#rowAt(y);
    return row === undefined ? undefined : this.#app.scene.lane(row.id);
  }

  draw(layers: ReadonlySet<Layer>, nowMs: number): void {
    if (this.#width <= 0 || this.#viewHeight <= 0) return;
    if (layers.has('scene')) this.arrange();
    this.#drawnScroll = this.#scroller.scrollTop;
    try {
      if (layers.has('scene')) {
        this.#drawScene();
        this.#drawMap(nowMs);
      }
      this.#drawAxis();
      this.#drawOver();
    } finally {
      this.#drawnScroll = undefined;
    }
  }

  #drawScene(): void {
    const pen = this.#pens.scene;
    pen.resize(this.#width, this.#viewHeight, devicePixelRatio);
    const { scene } = this.#app;
    scene.allow(DERIVE_MS);
    this.paintRows(pen);
    // Lanes turn out to need more rows while they are drawn: what lies over them is to find them as they are laid out.
    if (this.arrange()) this.paintRows(pen);
    const lanes = [...this.rowsInSight()];
    // For those who hear it, in the order in which they stand.
    const shown = [...lanes, ...this.headingsInSight()].sort((a, b) => a.row.top - b.row.top);
    this.heads.show(shown, this.#headsWidth > 140);
    if (scene.owing) this.#catchUp();
    scene.allow(Number.POSITIVE_INFINITY);
  }

  /** Finds out between pictures what they lack: another one is due when there is more to see. */
  #catchUp(): void {
    if (this.#catching) return;
    this.#catching = true;
    requestIdleCallback(
      (deadline) => {
        this.#catching = false;
        const { scene, loop } = this.#app;
        if (scene.catchUp(Math.min(CATCH_UP_MS, Math.max(2, deadline.timeRemaining())))) loop.invalidate();
        else if (scene.owing) this.#catchUp();
      },
      { timeout: PATIENCE_MS },
    );
  }

  /** The lanes in sight, and where they stand. */
  *rowsInSight(): Generator<{ row: Row; lane: Lane; y: number }> {
    for (const row of visibleRows(this.rows, this.scrollTop, this.#viewHeight)) {
      const lane = this.#app.scene.lane(row.id);
      if (lane) yield { row, lane, y: row.top - this.scrollTop };
    }
  }

  /** The height of what is in sight: no more than there are lanes. */
  get heightInSight(): number {
    return Math.min(this.#viewHeight, this.#height);
  }

  /** Draws the lanes in sight with any pen. */
  paintRows(pen: Pen): void {
    const app = this.#app;
    const { picking } = app;
    const { view } = app.moving;
    pen.begin(pen.palette.background);
    const rows = [...this.rowsInSight()];
    for (const { row, y } of rows) {
      const { selectedRow, hoverRow } = pen.palette;
      const shade =
        row.id === picking.currentLane ? selectedRow : row.id === picking.hoveredLane ? hoverRow : undefined;
      if (shade !== undefined) pen.rect(0, y, pen.width, row.height, shade);
      if (row.startsSection) pen.rect(0, y - 5, pen.width, 1, pen.palette.border);
    }
    drawGrid(pen, view);
    const context: DrawContext = {
      pen,
      scene: app.scene,
      view,
      density: this.#density,
      litResource: picking.litResource,
      selected: picking.selectedItem,
      hovered: picking.hoveredItem,
      nowNs: app.nowNs,
      hue: (resource) => app.hueOf(resource),
    };
    for (const { row, lane, y } of rows) {
      if (lane.type === 'actor') drawActorLane(context, lane, y);
      else drawResourceLane(context, lane, y, row.height);
      pen.rect(0, y + row.height - 1, pen.width, 1, pen.palette.gridFaint);
    }
    flushStrips(pen);
    for (const { lane, y } of rows) if (lane.type === 'actor') drawMoments(context, lane, y);
    paintHeadings(pen, this.headingsInSight(), true);
  }

  #drawAxis(): void {
    const pen = this.#pens.axis;
    const { picking, moving, live, nowNs } = this.#app;
    const { range } = picking;
    const key = `${timesOf(moving.view)} ${picking.cursorNs} ${range?.startNs} ${range?.endNs} ${live ? nowNs : ''}`;
    if (this.#same('axis', pen, this.#axisHeight, key)) return;
    pen.resize(this.#width, this.#axisHeight, devicePixelRatio);
    this.paintAxis(pen);
  }

  /** Whether a picture was drawn like this already, with the same pen and at the same size: then it stands there still. */
  #same(picture: string, pen: Pen, height: number, key: string): boolean {
    const drawn = `${this.#width} ${height} ${devicePixelRatio} ${key}`;
    const known = this.#drawn.get(picture);
    if (known?.key === drawn && known.palette === pen.palette) return true;
    this.#drawn.set(picture, { key: drawn, palette: pen.palette });
    return false;
  }

  /** Draws the axis with any pen. */
  paintAxis(pen: Pen): void {
    const { picking, moving, live, nowNs } = this.#app;
    drawAxis(pen, moving.view, { cursorNs: picking.cursorNs, range: picking.range, nowNs: live ? nowNs : undefined });
  }

  #drawOver(): void {
    const app = this.#app;
    const pen = this.#pens.over;
    pen.resize(this.#width, this.#viewHeight, devicePixelRatio);
    const scroll = this.scrollTop;
    drawOverlay(pen, app.moving.view, {
      cursorX: app.picking.cursorX,
      range: app.picking.range,
      nowNs: app.live ? app.nowNs : undefined,
      replayNs: app.replay.atNs,
      flows: app.picking.visibleFlows(),
      moment: this.#momentPlace(),
      laneY: (lane) => {
        const row = this.rowOf(lane);
        return row === undefined ? undefined : row.top - scroll + row.height - 10;
      },
    });
    const card = app.findings.current;
    if (card !== undefined)
      drawFindingMarks(pen, app.moving.view, {
        steps: app.findings.marks(),
        ordered: card.ordered,
        error: card.finding.severity === 'error',
        lostWords: t('findings.lost'),
        density: this.#density,
        place: (id) => {
          const row = this.rowOf(id);
          const lane = app.scene.lane(id);
          return row === undefined || lane?.type !== 'actor' ? undefined : { lane, top: row.top - scroll };
        },
      });
    const strip = this.#pens.window;
    const stretch = `${app.extent.startNs} ${app.extent.endNs} ${timesOf(app.moving.view)}`;
    if (this.#mapHeight > 0 && !this.#same('window', strip, this.#mapHeight, stretch)) {
      strip.resize(this.#width, this.#mapHeight, devicePixelRatio);
      drawMinimapWindow(strip, app.extent, app.moving.view);
    }
  }

  #momentPlace(): { atNs: number; top: number; height: number } | undefined {
    const { moment } = this.#app.picking;
    const row = moment === undefined ? undefined : this.rowOf(moment.lane);
    if (moment === undefined || row === undefined) return undefined;
    return { atNs: moment.atNs, top: row.top - this.scrollTop, height: row.height };
  }

  #drawMap(nowMs: number): void {
    const app = this.#app;
    const height = this.#mapHeight;
    if (height <= 0) return;
    const key = `${app.scene.version} ${this.#width} ${height} ${devicePixelRatio} ${app.extent.endNs}`;
    if (key === this.#mapOf || (app.live && nowMs - this.#mapAtMs < MINIMAP_EVERY_MS)) return;
    this.#mapAtMs = nowMs;
    this.#mapOf = key;
    this.#pens.map.resize(this.#width, height, devicePixelRatio);
    drawMinimap(this.#pens.map, app.scene, app.extent, (resource) => app.hueOf(resource));
  }

  /** Flows whose ends are among what is seen, a bounded number of them. */
  flowsInView(limit: number): Flow[] {
    const app = this.#app;
    const found: Flow[] = [];
    for (const row of visibleRows(this.rows, this.scrollTop, this.#viewHeight)) {
      if (found.length >= limit) break;
      if (app.scene.lane(row.id)?.type !== 'actor') continue;
      app.scene.spans(
        row.id,
        app.moving.view.startNs,
        viewEnd(app.moving.view),
        (app.moving.view.spanNs / this.#width) * 4,
        (span) => {
          if (span.kind === 'waiting' && span.count === 1 && found.length < limit)
            found.push(...app.scene.flowsInto(span).filter(({ kind }) => kind !== 'start'));
        },
      );
    }
    return found;
  }

  /** Whether the page is as narrow as a side bar. */
  static isNarrow(width: number): boolean {
    return width < NARROW_PX;
  }
}

function timesOf({ startNs, spanNs }: Viewport): string {
  return `${startNs} ${spanNs}`;
}
