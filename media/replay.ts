/** Slow motion: goes through a finished run at a chosen speed, and tells which source line is at work. */

import { LONGEST_PATH, MOST_SOURCES } from '../src/trace/protocol.ts';
import type { App } from './app.ts';
import { itemStart, itemWords, laneName } from './describe.ts';
import { el, setAttribute, setText } from './dom.ts';
import { formatDuration, formatExact } from './format.ts';
import { icon } from './icons.ts';
import type { Item } from './scene.ts';
import { t } from './strings.ts';
import { revealTime } from './viewport.ts';

/** Seconds of the program for one of the watcher. */
export const SPEEDS = [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001, 0.0001, 0.00001] as const;
/** A run that has no speed chosen yet takes about so long. */
const COMFORTABLE_S = 12;
/** Steps of the slider. */
const STEPS = 1000;
/** More actors than this are not searched for what happened last. */
const MOST_ACTORS = 100;

/** The speed at which a run of this length is watched in comfort. Pure. */
export function comfortableSpeed(durationNs: number): number {
  const wanted = durationNs / 1e9 / COMFORTABLE_S;
  return SPEEDS.find((speed) => speed <= wanted) ?? SPEEDS.at(-1)!;
}

/** The bar under the timeline. */
export class Replay {
  readonly element = el('section', { class: 'replay', hidden: true });
  /** Where the replay stands; undefined while there is none. */
  atNs: number | undefined;
  readonly #app: App;
  readonly #play = el('button', { class: 'tool', type: 'button' });
  readonly #slider = el('input', { type: 'range', min: '0', max: String(STEPS), step: '1', class: 'slider' });
  readonly #speed = el('select', { class: 'input' });
  readonly #words = el('span', { class: 'replay-words' });
  readonly #close = el('button', { class: 'tool', type: 'button' }, icon('close'));
  #playing = false;
  #lastMs: number | undefined;
  #shown: Item | undefined;

  constructor(app: App) {
    this.#app = app;
    for (const speed of SPEEDS) this.#speed.append(el('option', { value: String(speed) }, `${speed}×`));
    this.element.append(this.#play, this.#slider, this.#speed, this.#words, this.#close);
    this.#play.addEventListener('click', () => this.#setPlaying(!this.#playing));
    this.#slider.addEventListener('input', () => {
      this.#setPlaying(false);
      this.#goTo((Number(this.#slider.value) / STEPS) * app.extent.endNs);
    });
    this.#close.addEventListener('click', () => this.stop());
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.stop();
      else if (event.key === ' ' && event.target === this.#slider) this.#setPlaying(!this.#playing);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Starts at what is selected or at the beginning, or leaves the replay. */
  toggle(): void {
    if (this.atNs !== undefined) this.stop();
    else this.#start();
  }

  stop(): void {
    if (this.atNs === undefined) return;
    this.atNs = undefined;
    this.#playing = false;
    this.#shown = undefined;
    this.element.hidden = true;
    this.#app.host.post({ type: 'show-site', site: undefined });
    this.#app.focusMain();
    this.#app.toolbar.update();
    this.#app.loop.invalidate();
  }

  /** Moves on; called before each picture. */
  advance(nowMs: number): void {
    if (this.atNs === undefined || !this.#playing) return;
    const passedMs = this.#lastMs === undefined ? 0 : nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    const { endNs } = this.#app.extent;
    const atNs = Math.min(endNs, this.atNs + passedMs * 1e6 * Number(this.#speed.value));
    if (atNs >= endNs) this.#setPlaying(false);
    this.#goTo(atNs);
  }

  #start(): void {
    const app = this.#app;
    const { selection } = app.picking;
    const from =
      selection?.type === 'item' ? itemStart(selection.item) : selection?.type === 'range' ? selection.startNs : 0;
    this.element.hidden = false;
    setAttribute(this.element, 'aria-label', t('replay.label'));
    setAttribute(this.#slider, 'aria-label', t('replay.position'));
    setAttribute(this.#speed, 'aria-label', t('replay.speed'));
    setAttribute(this.#close, 'aria-label', t('replay.close'));
    setAttribute(this.#close, 'title', t('replay.close'));
    this.#speed.value = String(comfortableSpeed(app.extent.endNs - from));
    app.moving.stopFollowing();
    const sources = app.scene.sources
      .filter((file) => file !== '' && file.length <= LONGEST_PATH)
      .slice(0, MOST_SOURCES);
    app.host.post({ type: 'replay', sources });
    this.atNs = from;
    this.#goTo(from);
    this.#setPlaying(true);
    this.#play.focus();
    app.toolbar.update();
  }

  #setPlaying(playing: boolean): void {
    if (playing && this.atNs !== undefined && this.atNs >= this.#app.extent.endNs) this.atNs = 0;
    this.#playing = playing;
    this.#lastMs = undefined;
    this.#play.replaceChildren(icon(playing ? 'pause' : 'play'));
    const label = t(playing ? 'replay.pause' : 'replay.play');
    setAttribute(this.#play, 'aria-label', label);
    setAttribute(this.#play, 'title', label);
    this.#app.loop.invalidate();
  }

  #goTo(atNs: number): void {
    const app = this.#app;
    this.atNs = atNs;
    const { endNs } = app.extent;
    this.#slider.value = String(Math.round((atNs / endNs) * STEPS));
    setAttribute(this.#slider, 'aria-valuetext', t('replay.at', formatExact(atNs), formatDuration(endNs)));
    const view = revealTime(app.moving.view, atNs, app.extent);
    if (view !== app.moving.view) app.moving.place(view);
    this.#tell(atNs);
    app.loop.invalidate();
  }

  /** What happened last, in words and in the source. */
  #tell(atNs: number): void {
    const { scene, host } = this.#app;
    let latest: Item | undefined;
    for (const actor of scene.actors.slice(0, MOST_ACTORS)) {
      const item = scene.neighbour(actor.id, atNs, -1);
      if (item && (latest === undefined || itemStart(item) > itemStart(latest))) latest = item;
    }
    const said = latest === undefined ? '' : `${laneName(scene, latest.lane)}: ${itemWords(scene, latest)}`;
    setText(this.#words, `${formatExact(atNs)}  ${said}`);
    if (latest === undefined || latest.id === this.#shown?.id) return;
    this.#shown = latest;
    const facts = scene.facts(latest);
    const site = facts.beginSite ?? facts.endSite;
    if (site) host.post({ type: 'show-site', site: { file: site.file, line: site.line } });
  }
}
