/** The column of lane names: a tree of which only the rows in sight exist. */

import type { App } from './app.ts';
import { bareName, exitWords, laneKind, laneName, laneSentence, stepAt, stepWords } from './describe.ts';
import { el, setAttribute, setText } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import type { Row } from './layout.ts';
import type { Lane } from './scene.ts';
import { t } from './strings.ts';
import { oneLine } from './text.ts';

interface Head {
  readonly element: HTMLElement;
  readonly twistie: HTMLElement;
  readonly glyph: HTMLElement;
  readonly name: HTMLElement;
  readonly note: HTMLElement;
  /** For the mouse; the keyboard has a key for it. */
  readonly pin: HTMLElement;
  shownId: string;
  shownIcon: string;
}

/** Moves shorter than this are clicks. */
const DRAG_SLOP_PX = 5;

const RESOURCE_ICONS: Readonly<Record<string, IconName>> = {
  lock: 'lock',
  rlock: 'lock',
  rwlock: 'lock',
  gil: 'lock',
  semaphore: 'semaphore',
  'bounded-semaphore': 'semaphore',
  condition: 'signal',
  event: 'signal',
  barrier: 'barrier',
  value: 'value',
  'shared-array': 'value',
};

/** The icon of a lane's kind. */
export function laneIcon(lane: Lane): IconName {
  return lane.type === 'actor' ? lane.kind : resourceIcon(lane.kind);
}

/** The icon of a kind of resource. */
export function resourceIcon(kind: string): IconName {
  return RESOURCE_ICONS[kind] ?? 'queue';
}

/** Rows of names beside the canvas. */
export class Heads {
  readonly element = el('div', { class: 'heads', role: 'tree', tabindex: '0', 'aria-label': t('lane.lanes') });
  readonly #app: App;
  readonly #heads: Head[] = [];
  #draggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(app: App) {
    this.#app = app;
    this.element.addEventListener('click', (event) => this.#onClick(event));
    this.element.addEventListener('dblclick', (event) => {
      const id = this.#idOf(event);
      if (id !== undefined && !this.#isHeading(id)) app.lanes.fold(id);
    });
    this.element.addEventListener('pointerover', (event) => app.picking.hoverLane(this.#idOf(event)));
    this.element.addEventListener('pointerleave', () => app.picking.hoverLane(undefined));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#connectDrag();
  }

  /** Shows the rows in sight where they stand. */
  show(shown: readonly { readonly row: Row; readonly y: number }[], roomy: boolean): void {
    const { scene } = this.#app;
    setAttribute(this.element, 'aria-label', t('lane.lanes'));
    while (this.#heads.length < shown.length) this.#heads.push(this.#make());
    this.#heads.forEach((head, i) => {
      const { row, y } = shown[i] ?? {};
      const lane = row === undefined ? undefined : scene.lane(row.id);
      head.element.hidden = row === undefined || (lane === undefined && row.title === undefined);
      if (row === undefined || y === undefined || head.element.hidden) return;
      this.#place(head, row, y);
      if (lane !== undefined) this.#fill(head, row, lane, roomy);
      else this.#fillHeading(head, row);
    });
    const current = shown.findIndex(({ row }) => row.id === this.#app.picking.currentLane);
    if (current < 0) this.element.removeAttribute('aria-activedescendant');
    else setAttribute(this.element, 'aria-activedescendant', this.#heads[current]!.element.id);
  }

  #make(): Head {
    const twistie = el('span', { class: 'twistie', 'aria-hidden': 'true' });
    const glyph = el('span', { class: 'glyph', 'aria-hidden': 'true' });
    const name = el('span', { class: 'name' });
    const note = el('span', { class: 'note' });
    const pin = el('span', { class: 'pin-toggle', 'aria-hidden': 'true' }, icon('pin'));
    const element = el(
      'div',
      { class: 'head', role: 'treeitem', id: `lane-${this.#heads.length}` },
      twistie,
      glyph,
      el('span', { class: 'words' }, name, note),
      pin,
    );
    this.element.append(element);
    return { element, twistie, glyph, name, note, pin, shownId: '', shownIcon: '' };
  }

  /** What lanes and headings have in common. */
  #place({ element }: Head, row: Row, y: number): void {
    const current = this.#app.picking.currentLane === row.id;
    element.style.transform = `translateY(${y}px)`;
    element.style.height = `${row.height}px`;
    element.style.setProperty('--depth', String(row.depth));
    element.dataset.lane = row.id;
    element.classList.toggle('current', current);
    element.classList.toggle('section', row.startsSection);
    element.classList.toggle('heading', row.title !== undefined);
    setAttribute(element, 'aria-level', String(row.level));
    setAttribute(element, 'aria-selected', String(current));
    if (row.folded === undefined) element.removeAttribute('aria-expanded');
    else setAttribute(element, 'aria-expanded', String(!row.folded));
  }

  #icons(head: Head, row: Row, glyph: IconName | undefined): void {
    const twistie = row.folded === undefined ? '' : row.folded ? 'chevronRight' : 'chevronDown';
    const shown = `${twistie} ${glyph}`;
    if (head.shownIcon === shown) return;
    head.shownIcon = shown;
    head.twistie.replaceChildren(...(twistie === '' ? [] : [icon(twistie)]));
    head.glyph.replaceChildren(...(glyph === undefined ? [] : [icon(glyph)]));
  }

  /** The letter of a run; what it is stands beside it, over its lanes. */
  #fillHeading(head: Head, row: Row): void {
    head.element.classList.remove('lit', 'ended', 'pinned', 'daemon');
    this.#icons(head, row, undefined);
    setText(head.name, row.id);
    setText(head.note, '');
    head.shownId = row.id;
    setAttribute(head.element, 'title', row.title ?? '');
    setAttribute(head.element, 'aria-label', row.title ?? '');
  }

  #fill(head: Head, row: Row, lane: Lane, roomy: boolean): void {
    const app = this.#app;
    const { element } = head;
    element.removeAttribute('aria-label');
    element.classList.toggle('lit', app.picking.litResource === row.id);
    element.classList.toggle('ended', lane.type === 'actor' && lane.exit !== undefined);
    element.classList.toggle('pinned', row.pinned);
    element.classList.toggle('daemon', lane.type === 'actor' && lane.daemon);
    setAttribute(head.pin, 'title', t(row.pinned ? 'lane.unpin' : 'lane.pin'));
    this.#icons(head, row, row.pinned ? 'pin' : laneIcon(lane));
    if (lane.type === 'resource') head.glyph.style.color = app.hueOf(lane.id).line;
    else head.glyph.style.removeProperty('color');
    // Pinned ones stand above the headings.
    setText(head.name, (row.pinned ? laneName : bareName)(app.scene, lane.id));
    setText(head.note, this.#noteOf(lane));
    head.note.classList.toggle('spoken', !roomy);
    if (head.shownId !== row.id || lane.type === 'resource' || element.title === '') {
      head.shownId = row.id;
      // A state that is not found yet comes with the next picture.
      const known = lane.type === 'actor' || app.scene.ready(lane.id);
      setAttribute(element, 'title', known ? laneSentence(app.scene, lane) : bareName(app.scene, lane.id));
    }
  }

  #noteOf(lane: Lane): string {
    if (lane.type === 'resource') {
      if (!this.#app.scene.ready(lane.id)) return laneKind(lane);
      const step = stepAt(this.#app.scene, lane, this.#app.scene.endNs);
      return step === undefined
        ? laneKind(lane)
        : lane.chart === 'level'
          ? stepWords(this.#app.scene, lane, step)
          : laneKind(lane);
    }
    const kind = laneKind(lane);
    return lane.exit && lane.exit.reason !== 'returned' ? `${kind}, ${oneLine(exitWords(lane.exit), 40)}` : kind;
  }

  #isHeading(id: string): boolean {
    return this.#app.chart.rowOf(id)?.title !== undefined;
  }

  #idOf(event: Event): string | undefined {
    return (event.target as Element).closest<HTMLElement>('.head')?.dataset.lane;
  }

  #onClick(event: MouseEvent): void {
    const id = this.#idOf(event);
    // The click that ends a drag chooses nothing.
    if (id === undefined || performance.now() - this.#draggedAtMs < 50) return;
    if ((event.target as Element).closest('.twistie') !== null && this.#app.lanes.isFolded(id) !== undefined)
      this.#app.lanes.fold(id);
    else if (this.#isHeading(id)) this.#app.chart.useHeading(id);
    else if ((event.target as Element).closest('.pin-toggle') !== null) this.#app.lanes.pin(id);
    else this.#app.picking.selectLane(id);
  }

  /** A lane that is dragged changes places with those that the pointer passes on its way. */
  #connectDrag(): void {
    let drag: { readonly id: string; readonly y: number; lastY: number; moved: boolean } | undefined;
    const box = this.element;
    box.addEventListener('pointerdown', (event) => {
      const id = event.button === 0 ? this.#idOf(event) : undefined;
      drag =
        id === undefined || this.#isHeading(id)
          ? undefined
          : { id, y: event.clientY, lastY: event.clientY, moved: false };
    });
    box.addEventListener('pointermove', (event) => {
      if (drag === undefined || event.buttons === 0 || Math.abs(event.clientY - drag.y) < DRAG_SLOP_PX) return;
      if (!drag.moved) box.setPointerCapture(event.pointerId);
      drag.moved = true;
      const { chart, lanes } = this.#app;
      const over = chart.laneAt(event.clientY - box.getBoundingClientRect().top)?.id;
      const place = over === undefined ? undefined : lanes.placeOf(drag.id, over);
      const way = event.clientY - drag.lastY;
      drag.lastY = event.clientY;
      const tops = [place, drag.id].map((id) => (id === undefined ? undefined : chart.rowOf(id)?.top));
      if (place === undefined || tops[0] === undefined || tops[1] === undefined) return;
      // Lanes differ in height: one that was passed is not passed back by the same movement.
      if ((tops[0] - tops[1]) * way > 0) lanes.moveTo(drag.id, place);
      chart.arrange();
    });
    const end = () => {
      if (drag?.moved) this.#draggedAtMs = performance.now();
      drag = undefined;
    };
    box.addEventListener('pointerup', end);
    box.addEventListener('pointercancel', end);
  }

  /** The keys of a tree: up and down move, left folds or goes to the parent, right unfolds. */
  #onKey(event: KeyboardEvent): void {
    const app = this.#app;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const id = app.picking.currentLane;
    const folded = id === undefined ? undefined : app.lanes.isFolded(id);
    if (event.key === 'ArrowLeft' && id !== undefined) {
      const lane = app.scene.lane(id);
      if (folded === false) app.lanes.fold(id);
      else app.picking.selectLane((lane?.type === 'actor' ? lane.process : undefined) ?? app.chart.headingOf(id));
    } else if (event.key === 'ArrowRight' && id !== undefined) {
      if (folded === true) app.lanes.fold(id);
      else if (folded === false) app.stepping.stepLane(1);
    } else if (event.key === 'Home') app.picking.selectLane(app.chart.rows[0]?.id);
    else if (event.key === 'End') app.picking.selectLane(app.chart.rows.at(-1)?.id);
    else if (event.key === ' ' || event.key === 'Enter') {
      if (id !== undefined && this.#isHeading(id)) app.lanes.fold(id);
      else app.picking.selectLane(id);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
