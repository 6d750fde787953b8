/** The page's state and everything that can be done with it. Parts of the page read it and call it; it tells them to update. */

import type { HostMessage, RunInfo } from '../src/trace/protocol.ts';
import { Announcer } from './announce.ts';
import { Arranging } from './arranging.ts';
import { Chart } from './chart.ts';
import { LiveClock } from './clock.ts';
import { runEndWords } from './describe.ts';
import { Details } from './details.ts';
import { el, setAttribute } from './dom.ts';
import { EmptyPage } from './empty.ts';
import { FindBox } from './find.ts';
import { Findings } from './findings.ts';
import { formatBytes, formatDuration } from './format.ts';
import { openHelp } from './help.ts';
import type { Host } from './host.ts';
import { connectInput } from './input.ts';
import { Intake } from './intake.ts';
import { connectKeys } from './keys.ts';
import { DrawLoop, watchPixelRatio } from './loop.ts';
import { Moving } from './moving.ts';
import { PairScene } from './pair-scene.ts';
import { Picking } from './picking.ts';
import { savePng, saveSvg } from './picture.ts';
import { Replay } from './replay.ts';
import type { GrowingScene } from './scene.ts';
import { type Kept, readKept } from './state.ts';
import { Stepping } from './stepping.ts';
import { setStrings, t } from './strings.ts';
import { TableView } from './table.ts';
import { type Hue, type Palette, readPalette, reducedMotion, watchTheme } from './theme.ts';
import { Toolbar } from './toolbar.ts';
import { Tooltip } from './tooltip.ts';
import { laneNumber } from './trace-lanes.ts';
import { TraceScene } from './trace-scene.ts';
import { type Extent, nsPerPixel } from './viewport.ts';

/** The panes beside the chart are brought up to date this often while a program runs. */
const PANES_EVERY_MS = 250;
/** So much unread makes a history: the picture then follows at this pace. */
const BEHIND_BYTES = 512 * 1024;
const BEHIND_EVERY_MS = 400;
/** And each picture takes a tenth of the time in between at most. */
const BEHIND_SHARE = 10;
const CHEAP_MS = 6;
/** The wall clock is believed only when it says that the run has been silent for so long. */
const SILENT_NS = 2e9;

/** The timeline's page. */
export class App {
  readonly host: Host;
  readonly loop: DrawLoop;
  clock = new LiveClock(() => performance.now());
  readonly announcer: Announcer;
  readonly moving: Moving;
  readonly picking: Picking;
  readonly stepping: Stepping;
  readonly lanes: Arranging;
  readonly replay: Replay;
  readonly chart: Chart;
  readonly toolbar: Toolbar;
  readonly details: Details;
  readonly findings: Findings;
  readonly tooltip = new Tooltip();
  readonly element: HTMLElement;
  palette: Palette;
  scene: GrowingScene = new TraceScene();
  run: RunInfo | undefined;
  mode: 'chart' | 'table';
  nowNs = 0;

  readonly #table: TableView;
  readonly #find: FindBox;
  readonly #empty: EmptyPage;
  readonly #work = el('main', { class: 'work' });
  readonly #trouble = el('div', { class: 'trouble', role: 'alert', hidden: true });
  readonly #intake: Intake;
  /** The numbers of the resources' colours: every span of a picture asks for its own. */
  readonly #hues = new Map<string, number>();
  #keptView: Kept['view'];
  #panesAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldErrors = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(host: Host) {
    this.host = host;
    const kept = readKept(host.readState());
    this.mode = kept.mode;
    this.moving = new Moving(this);
    this.picking = new Picking(this, kept.flows);
    this.stepping = new Stepping(this);
    this.lanes = new Arranging(this, kept);
    this.replay = new Replay(this);
    this.#keptView = kept.view;
    this.palette = this.#readPalette();
    this.loop = new DrawLoop((layers, nowMs) => this.#draw(layers, nowMs));
    this.#intake = new Intake(
      (bytes) => this.#takeIn(bytes),
      (bytes) => host.post({ type: 'taken', bytes }),
    );
    const region = el('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
    this.announcer = new Announcer(region);
    this.toolbar = new Toolbar(this);
    this.chart = new Chart(this);
    this.details = new Details(this);
    this.findings = new Findings(this, kept.closedFindings);
    this.#table = new TableView(this);
    this.#find = new FindBox(this);
    this.#empty = new EmptyPage(this);
    this.#work.append(this.chart.element, this.details.element, this.#table.element);
    this.element = el(
      'div',
      { class: 'page' },
      this.toolbar.element,
      this.#trouble,
      this.#find.element,
      this.#empty.element,
      this.findings.element,
      this.#work,
      this.replay.element,
      this.tooltip.element,
      region,
    );
    document.body.append(this.element);
    this.lanes.adapt();
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

  /** The colours of a resource; without one, neutral ones. */
  hueOf(resource: string | undefined): Hue {
    const { hues, neutral } = this.palette;
    if (resource === undefined) return neutral;
    let number = this.#hues.get(resource);
    if (number === undefined) {
      number = laneNumber(resource) % hues.length;
      this.#hues.set(resource, number);
    }
    return hues[number]!;
  }

  /** What the toolbar says about the run. */
  statusWords(): string {
    if (this.run === undefined) return '';
    if (this.run.compared !== undefined) return t('run.compared');
    const parts = [this.live ? t('run.live') : this.#endWords()];
    if (!this.live && this.scene.endNs > 0) parts.push(formatDuration(this.scene.endNs));
    const { backlog } = this.#intake;
    if (backlog > BEHIND_BYTES) parts.push(t('run.behind', formatBytes(backlog)));
    if (this.scene.lost > 0) parts.push(t('run.lost', this.scene.lost));
    return parts.join(', ');
  }

  #endWords(): string {
    const mains = this.scene.actors.filter((lane) => lane.kind === 'process' && lane.startedBy === undefined);
    // A trace may end before its program did.
    if (mains.some(({ exit }) => exit === undefined)) return t('run.cut');
    const exit = mains[0]?.exit;
    return exit === undefined ? t('run.ended') : runEndWords(exit);
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
        // A picture is of everything that was sent before it was asked for.
        if (message.command.startsWith('export-')) this.#intake.afterAll(() => this.#command(message.command));
        else this.#command(message.command);
        break;
      case 'findings':
        this.findings.take(message.findings);
        break;
      case 'show-finding':
        // What comes before it may still be on its way into the drawing.
        this.#intake.afterAll(() => this.findings.show(message.index));
        break;
    }
  }

  #begin(run: RunInfo | undefined): void {
    const again = run !== undefined && run.id === this.run?.id;
    this.run = run;
    this.#intake.clear();
    this.scene = run?.compared === undefined ? new TraceScene() : new PairScene(run.compared.firstBytes);
    this.nowNs = 0;
    this.#toldErrors = 0;
    this.#trouble.hidden = true;
    this.clock = new LiveClock(() => performance.now());
    this.moving.begin(run?.live === true, again, this.#keptView?.run === run?.id ? this.#keptView : undefined);
    this.picking.begin(again);
    this.findings.begin();
    this.replay.stop();
    this.#keptView = undefined;
    this.lanes.begin(run?.program);
    this.chart.arrange();
    this.updatePanes();
    this.loop.invalidate();
  }

  #takeIn(bytes: Uint8Array): void {
    const { scene } = this;
    const first = scene.events === 0;
    try {
      scene.append(bytes);
    } catch (error) {
      this.#say(t('error.frames', error instanceof Error ? error.message : String(error)));
      this.host.post({ type: 'failed', message: String(error) });
    }
    const { failure } = scene;
    if (failure !== undefined) this.#say(t('error.frames', failure.reason));
    if (this.live) {
      this.clock.observe(scene.endNs);
      const { wallMs } = scene;
      const elapsedNs = wallMs === undefined ? 0 : (Date.now() - wallMs) * 1e6;
      if (first && elapsedNs > scene.endNs + SILENT_NS) this.clock.hint(elapsedNs);
    }
    // A long history is drawn from time to time while it is read, not at every piece.
    const nowMs = performance.now();
    const restMs = Math.max(BEHIND_EVERY_MS, this.loop.stats.latestMs * BEHIND_SHARE);
    if (this.#intake.backlog > BEHIND_BYTES && nowMs - this.#drawnMs < restMs) return;
    this.#drawnMs = nowMs;
    if (first || this.#work.hidden) this.updatePanes();
    this.#tellErrors();
    // While the program runs pictures follow each other anyway; one that is cheap comes at once.
    if (!this.live || this.#timer === undefined || this.loop.stats.latestMs < CHEAP_MS) this.loop.invalidate();
  }

  #ended(run: RunInfo): void {
    this.run = run;
    this.scene.complete();
    this.scene.nowNs = this.scene.endNs;
    this.nowNs = this.scene.endNs;
    this.moving.end();
    if (run.compared === undefined) this.announcer.say(t('say.ended', run.summary ?? ''));
    else this.picking.selectComparison();
    this.updatePanes();
    this.loop.invalidate();
  }

  #command(command: Extract<HostMessage, { type: 'command' }>['command']): void {
    const run: Readonly<Record<string, () => void>> = {
      follow: () => this.moving.setFollowing(!this.moving.following),
      'zoom-in': () => this.moving.zoom(1.35),
      'zoom-out': () => this.moving.zoom(1 / 1.35),
      fit: () => this.moving.fitAll(),
      table: () => this.setMode(this.mode === 'table' ? 'chart' : 'table'),
      find: () => this.openFind(),
      'export-png': () => this.savePicture('png'),
      'export-svg': () => this.savePicture('svg'),
    };
    run[command]?.();
  }

  #tellErrors(): void {
    if (this.run?.compared !== undefined) return;
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
      this.moving.carryOn();
      this.replay.advance(nowMs);
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
    const pixelMs = nsPerPixel(this.moving.view) / 1e6 / devicePixelRatio;
    // A picture that is hard to draw leaves time for other things: a third of the page's time at most.
    const restMs = Math.min(150, this.loop.stats.latestMs * 3);
    const waitMs = reducedMotion() ? 250 : Math.max(restMs, Math.min(250, pixelMs));
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
    this.toolbar.element.hidden = this.run === undefined;
    this.chart.element.hidden = this.mode !== 'chart';
    document.body.classList.toggle('narrow', Chart.isNarrow(document.body.clientWidth));
    this.toolbar.update();
    this.details.update();
    this.findings.update();
    this.#table.update();
  }

  #readPalette(): Palette {
    return readPalette(getComputedStyle(document.body), document.body);
  }

  #themeChanged(): void {
    this.palette = this.#readPalette();
    this.chart.setPalette(this.palette);
    this.updatePanes();
  }

  #resizedPage(): void {
    this.lanes.adapt();
    this.updatePanes();
    this.chart.measure();
  }

  // ---- pointing and selecting

  // ---- lanes

  // ---- modes

  setMode(mode: 'chart' | 'table'): void {
    if (!this.hasRun) return;
    this.mode = mode;
    this.replay.stop();
    this.tooltip.hide();
    this.updatePanes();
    this.announcer.say(mode === 'table' ? t('say.table', this.#table.length) : t('say.chart'));
    this.focusMain();
    this.chart.measure();
    this.keep();
  }
  focusMain(): void {
    if (this.mode === 'table') this.#table.focus();
    else this.chart.surface.focus();
  }
  openFind(): void {
    if (this.mode === 'table') this.#table.filter.focus();
    else this.#find.open();
  }
  /** Saves a picture of what is seen. */
  savePicture(kind: 'png' | 'svg'): void {
    if (!this.hasRun) return;
    if (this.mode !== 'chart') this.setMode('chart');
    if (kind === 'svg') saveSvg(this);
    else void savePng(this);
  }
  openHelp(): void {
    openHelp(this.palette);
  }

  /** Has VS Code keep the state of the view. */
  keep(): void {
    const kept: Kept = {
      mode: this.mode,
      flows: this.picking.showFlows,
      closedFindings: this.findings.closedRun,
      ...this.lanes.kept,
      view:
        this.run === undefined
          ? this.#keptView
          : {
              run: this.run.id,
              startNs: this.moving.view.startNs,
              spanNs: this.moving.view.spanNs,
              following: this.moving.following || this.moving.untouched,
            },
    };
    this.host.writeState(kept);
  }
}
