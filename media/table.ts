/** The same trace as a table: for screen readers, for reading exactly, for copying. Only the rows in sight exist. */

import type { App } from './app.ts';
import { itemStart, itemWords, laneName, outcomeWords, siteWords, whenWords } from './describe.ts';
import { el, setAttribute, setText } from './dom.ts';
import { formatExact } from './format.ts';
import type { Item, Scene } from './scene.ts';
import { t } from './strings.ts';

const ROW_PX = 22;
/** Rows beyond what is seen, above and below. */
const SPARE = 12;
/** More rows than this are not built; the filter or a selected stretch narrows them down. */
const MOST_ROWS = 200_000;

/** One row: what it is about, and its words for the filter, made when first needed. */
interface TableRow {
  readonly item: Item;
  words: string | undefined;
}

/** The table view. */
export class TableView {
  readonly element = el('section', { class: 'table-view', hidden: true });
  readonly filter = el('input', { class: 'input', type: 'search' });
  readonly #app: App;
  readonly #count = el('span', { class: 'count', role: 'status' });
  readonly #copy = el('button', { class: 'button', type: 'button' });
  readonly #scroller = el('div', { class: 'table-scroller', tabindex: '0' });
  readonly #table = el('table', { class: 'events' });
  readonly #head = el('thead', {});
  readonly #body = el('tbody', {});
  readonly #above = el('tr', { class: 'spacer', 'aria-hidden': 'true' }, el('td', { colspan: '6' }));
  readonly #below = el('tr', { class: 'spacer', 'aria-hidden': 'true' }, el('td', { colspan: '6' }));
  #all: TableRow[] = [];
  #rows: TableRow[] = [];
  #builtFor = '';
  #shownFor = '';
  #active = 0;

  constructor(app: App) {
    this.#app = app;
    this.#table.append(this.#head, this.#body);
    this.#scroller.append(this.#table);
    this.element.append(el('div', { class: 'table-tools' }, this.filter, this.#count, this.#copy), this.#scroller);
    this.#scroller.addEventListener('scroll', () => this.#show());
    this.filter.addEventListener('input', () => this.#filterRows());
    this.#copy.addEventListener('click', () => app.host.post({ type: 'copy', text: this.asText() }));
    this.#scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.#body.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('tr[data-row]');
      if (row === null) return;
      this.#active = Number(row.dataset.row);
      this.#choose(event.ctrlKey || event.metaKey);
    });
    this.#body.addEventListener('dblclick', () => this.#choose(true));
  }

  /** How many rows are shown. */
  get length(): number {
    return this.#rows.length;
  }

  /** Brings the rows up to date with the trace; a running program's rows come at most once a second. */
  update(): void {
    const { scene, mode, nowNs, live } = this.#app;
    this.element.hidden = mode !== 'table';
    if (this.element.hidden) return;
    const key = live ? `live ${Math.floor(nowNs / 1e9)}` : `${scene.version}`;
    if (key === this.#builtFor) return;
    this.#builtFor = key;
    this.#translate();
    this.#all = collect(scene);
    this.#filterRows();
  }

  focus(): void {
    this.#scroller.focus();
  }

  /** The rows as text with tabs, as spreadsheets take it. */
  asText(): string {
    const head = [
      t('table.time'),
      t('table.actor'),
      t('table.what'),
      t('table.duration'),
      t('table.outcome'),
      t('table.site'),
    ];
    const lines = this.#rows.map(({ item }) =>
      this.#cells(item)
        .map((cell) => cell.replaceAll(/[\t\n\r]/g, ' '))
        .join('\t'),
    );
    return [head.join('\t'), ...lines].join('\n');
  }

  #translate(): void {
    const heads = [
      t('table.time'),
      t('table.actor'),
      t('table.what'),
      t('table.duration'),
      t('table.outcome'),
      t('table.site'),
    ];
    this.#head.replaceChildren(
      el('tr', { 'aria-rowindex': '1' }, ...heads.map((head) => el('th', { scope: 'col' }, head))),
    );
    setAttribute(this.#table, 'aria-label', t('table.label'));
    setAttribute(this.#scroller, 'aria-label', t('table.label'));
    setAttribute(this.#scroller, 'role', 'region');
    setAttribute(this.filter, 'placeholder', t('table.filter'));
    setAttribute(this.filter, 'aria-label', t('table.filter'));
    setText(this.#copy, t('table.copy'));
  }

  #cells(item: Item): string[] {
    const { scene } = this.#app;
    const facts = scene.facts(item);
    const site = facts.beginSite ?? facts.endSite;
    return [
      formatExact(itemStart(item)),
      laneName(scene, item.lane),
      itemWords(scene, item),
      item.type === 'span' ? whenWords(item) : '',
      outcomeWords(item),
      site === undefined ? '' : siteWords(site),
    ];
  }

  #filterRows(): void {
    const wanted = this.filter.value
      .trim()
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    this.#rows =
      wanted.length === 0
        ? this.#all
        : this.#all.filter((row) => {
            row.words ??= this.#cells(row.item).join(' ').toLowerCase();
            return wanted.every((word) => row.words!.includes(word));
          });
    this.#active = Math.min(this.#active, Math.max(0, this.#rows.length - 1));
    setText(
      this.#count,
      this.#rows.length === 0
        ? t('table.none')
        : this.#rows.length === this.#all.length
          ? t('table.rows', this.#rows.length)
          : t('table.rowsOf', this.#rows.length, this.#all.length),
    );
    setAttribute(this.#table, 'aria-rowcount', String(this.#rows.length + 1));
    this.#shownFor = '';
    this.#show();
  }

  #show(): void {
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW_PX) - SPARE);
    const last = Math.min(this.#rows.length, first + Math.ceil(this.#scroller.clientHeight / ROW_PX) + 2 * SPARE);
    const key = `${first} ${last} ${this.#active} ${this.#builtFor} ${this.filter.value}`;
    if (key === this.#shownFor) return;
    this.#shownFor = key;
    (this.#above.firstChild as HTMLElement).style.height = `${first * ROW_PX}px`;
    (this.#below.firstChild as HTMLElement).style.height = `${Math.max(0, this.#rows.length - last) * ROW_PX}px`;
    const rows: HTMLElement[] = [];
    for (let i = first; i < last; i++) {
      const { item } = this.#rows[i]!;
      const cells = this.#cells(item).map((cell) => el('td', { title: cell }, cell));
      rows.push(
        el(
          'tr',
          { 'data-row': String(i), 'aria-rowindex': String(i + 2), class: i === this.#active ? 'active' : '' },
          ...cells,
        ),
      );
    }
    this.#body.replaceChildren(this.#above, ...rows, this.#below);
  }

  #choose(open: boolean): void {
    const row = this.#rows[this.#active];
    if (row === undefined) return;
    this.#show();
    this.#app.picking.selectItem(row.item);
    if (open) this.#app.stepping.openSelection(false);
  }

  /** Copies the row that one is at; text that was marked with the mouse goes first. */
  #copyActive(event: KeyboardEvent): void {
    const row = this.#rows[this.#active];
    if (row === undefined || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    event.stopPropagation();
    this.#app.host.post({ type: 'copy', text: this.#cells(row.item).join('\t') });
  }

  #onKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      this.#copyActive(event);
      return;
    }
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / ROW_PX) - 2);
    const to = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#rows.length - 1,
    }[event.key];
    if (to === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) {
      this.#choose(true);
      return;
    }
    this.#active = Math.min(Math.max(0, to), Math.max(0, this.#rows.length - 1));
    const top = (this.#active + 1) * ROW_PX;
    if (top - ROW_PX < this.#scroller.scrollTop) this.#scroller.scrollTop = top - ROW_PX;
    else if (top + ROW_PX > this.#scroller.scrollTop + this.#scroller.clientHeight)
      this.#scroller.scrollTop = top + ROW_PX - this.#scroller.clientHeight;
    this.#choose(false);
  }
}

/** Everything on the lanes of actors, in order of time. Running is left out: it is what is left between the rows. */
export function collect(scene: Scene): TableRow[] {
  const rows: TableRow[] = [];
  for (const actor of scene.actors) {
    if (rows.length > MOST_ROWS) break;
    scene.spans(actor.id, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, (span) => {
      if (span.kind !== 'running' && span.kind !== 'starting' && rows.length <= MOST_ROWS)
        rows.push({ item: span, words: undefined });
    });
    scene.instants(actor.id, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, (instant) => {
      if (rows.length <= MOST_ROWS) rows.push({ item: instant, words: undefined });
    });
  }
  return rows.sort((a, b) => itemStart(a.item) - itemStart(b.item));
}
