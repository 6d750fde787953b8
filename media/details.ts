/** The pane that tells everything about what is selected: an item, a lane, or a stretch of time. */

import type { App } from './app.ts';
import { type Comparison, compare, comparisonSentences, type RunFacts } from './comparison.ts';
import {
  exitWords,
  itemWords,
  laneKind,
  laneName,
  outcomeWords,
  queuedWords,
  siteWords,
  stepAt,
  stepWords,
  whenWords,
} from './describe.ts';
import { el, setAttribute } from './dom.ts';
import { formatBytes, formatDuration, formatExact, formatShare } from './format.ts';
import { icon } from './icons.ts';
import { PairScene } from './pair-scene.ts';
import type { Item, Lane, Site } from './scene.ts';
import { t } from './strings.ts';
import { holdersDuring, type ResourceSum, sums } from './sums.ts';
import { oneLine } from './text.ts';

type Field = readonly [label: string, ...values: (Node | string | undefined)[]];

/** The details pane. */
export class Details {
  readonly element = el('section', { class: 'details', hidden: true });
  readonly #app: App;
  readonly #title = el('h2', {});
  readonly #body = el('div', { class: 'details-body', tabindex: '0', role: 'group' });
  readonly #close: HTMLButtonElement;
  #shown = '';

  constructor(app: App) {
    this.#app = app;
    this.#close = el('button', { class: 'tool', type: 'button' }, icon('close'));
    this.#close.addEventListener('click', () => app.picking.clearSelection());
    this.element.append(el('header', {}, this.#title, this.#close), this.#body);
  }

  /** Shows the selection; nothing is built anew while it stays the same. */
  update(): void {
    const app = this.#app;
    const { selection } = app.picking;
    if (app.picking.dragging) return;
    this.element.hidden = selection === undefined || app.mode !== 'chart';
    if (selection === undefined || this.element.hidden) {
      this.#shown = '';
      return;
    }
    const open =
      selection.type === 'lane' || (selection.type === 'item' && selection.item.type === 'span' && selection.item.open);
    const stamp = open ? `${app.scene.version} ${Math.floor(app.nowNs / 2.5e8)}` : '';
    const moment = app.picking.moment?.atNs ?? '';
    const key = `${JSON.stringify(selection.type === 'item' ? selection.item.id : selection)} ${moment} ${stamp}`;
    if (key === this.#shown) return;
    this.#shown = key;
    setAttribute(this.#close, 'aria-label', t('details.close'));
    setAttribute(this.#close, 'title', t('details.close'));
    setAttribute(this.element, 'aria-label', t('details.title'));
    setAttribute(this.#body, 'aria-label', t('details.title'));
    if (selection.type === 'item') this.#showItem(app.picking.freshItem(selection.item));
    else if (selection.type === 'lane') {
      const lane = app.scene.lane(selection.id);
      if (lane) this.#showLane(lane);
    } else if (selection.type === 'range') this.#showRange(selection.startNs, selection.endNs);
    else this.#showComparison();
  }

  #fill(title: string, fields: readonly Field[], ...more: readonly Node[]): void {
    this.#title.textContent = title;
    const list = el('dl', {});
    for (const [label, ...values] of fields) {
      const present = values.filter((value) => value !== undefined && value !== '');
      if (present.length === 0) continue;
      list.append(el('dt', {}, label), ...present.map((value) => el('dd', {}, value)));
    }
    this.#body.replaceChildren(list, ...more);
  }

  #showItem(item: Item): void {
    const { scene } = this.#app;
    const facts = scene.facts(item);
    const fields: Field[] = [[t('details.actor'), this.#lane(item.lane)]];
    if (item.resource !== undefined) fields.push([t('details.resource'), this.#lane(item.resource)]);
    if (item.type === 'span') {
      fields.push(
        [t('details.duration'), whenWords(item)],
        [
          t('details.when'),
          item.open
            ? t('details.since', formatExact(item.startNs))
            : t('details.from', formatExact(item.startNs), formatExact(item.endNs)),
        ],
      );
    } else fields.push([t('details.when'), t('details.at', formatExact(item.atNs))]);
    if (item.type === 'instant' && (item.text ?? '').length > 60)
      fields.push([t('details.text'), el('pre', {}, (item.text ?? '').slice(0, 4000))]);
    fields.push(
      [t('details.outcome'), item.outcome === undefined ? undefined : outcomeWords(item) || t('outcome.ok')],
      [t('details.item'), facts.item === undefined ? undefined : String(facts.item)],
      [t('details.preview'), facts.preview === undefined ? undefined : oneLine(facts.preview, 400)],
      [t('details.size'), facts.size === undefined ? undefined : formatBytes(facts.size)],
      [t('details.value'), facts.value === undefined ? undefined : String(facts.value)],
    );
    const same = facts.beginSite && facts.endSite && siteWords(facts.beginSite) === siteWords(facts.endSite);
    if (item.type === 'span' && !same && facts.endSite) {
      fields.push(
        [t('details.beginSite'), this.#site(facts.beginSite)],
        [t('details.endSite'), this.#site(facts.endSite)],
      );
    } else fields.push([t('details.site'), this.#site(facts.beginSite ?? facts.endSite)]);
    if (item.type === 'span' && item.count === 1) {
      if (item.kind === 'waiting' && item.resource !== undefined) {
        const holders = holdersDuring(scene, item.resource, item.startNs, item.endNs, item.lane);
        fields.push([
          t('details.holders'),
          ...holders.map((holder) => {
            const words =
              holder.doing === ''
                ? t('details.holderOf', '', formatDuration(holder.ns))
                : t('details.holderDoing', '', formatDuration(holder.ns), holder.doing);
            return el('span', {}, this.#lane(holder.lane), words);
          }),
        ]);
      }
      fields.push(
        [
          t('details.unblockedBy'),
          ...scene
            .flowsInto(item)
            .slice(0, 4)
            .map((flow) => this.#goTo(flow.fromLane, flow.fromNs, flow.resource)),
        ],
        [
          t('details.unblocks'),
          ...scene
            .flowsFrom(item)
            .slice(0, 4)
            .map((flow) => this.#goTo(flow.toLane, flow.toNs, flow.resource)),
        ],
      );
    }
    this.#fill(itemWords(scene, item), fields);
  }

  #showLane(lane: Lane): void {
    const { scene } = this.#app;
    if (lane.type === 'resource') {
      const chosen = this.#app.picking.moment?.atNs;
      const atNs = chosen ?? scene.endNs;
      const step = stepAt(scene, lane, atNs);
      const { holders, waiters } = scene.momentOf(lane.id, atNs);
      const line = (users: readonly { readonly lane: string; readonly sinceNs: number }[]) =>
        users
          .slice(0, 20)
          .map((user) =>
            el(
              'span',
              {},
              this.#lane(user.lane),
              t('details.holderOf', '', formatDuration(Math.max(0, atNs - user.sinceNs))),
            ),
          );
      this.#fill(
        oneLine(lane.name),
        [
          [t('details.kind'), laneKind(lane)],
          [t('details.when'), chosen === undefined ? undefined : t('details.at', formatExact(chosen))],
          [t('details.value'), step === undefined ? undefined : stepWords(scene, lane, step)],
          [t('details.heldBy'), ...line(holders)],
          [t('details.line'), ...line(waiters)],
          [t('details.madeAt'), this.#site(lane.site)],
        ],
        ...this.#queueItems(lane.id, chosen ?? this.#app.nowNs),
        this.#sums(0, scene.endNs, undefined, lane.id),
      );
      return;
    }
    this.#fill(
      oneLine(lane.name),
      [
        [t('details.kind'), `${laneKind(lane)}${lane.pid > 0 ? `, ${t('lane.pid', lane.pid)}` : ''}`],
        [t('details.parent'), lane.startedBy === undefined ? undefined : this.#lane(lane.startedBy)],
        [
          t('details.when'),
          lane.endNs === undefined
            ? t('details.since', formatExact(lane.startNs))
            : t('details.from', formatExact(lane.startNs), formatExact(lane.endNs)),
        ],
        [t('details.duration'), formatDuration((lane.endNs ?? this.#app.nowNs) - lane.startNs)],
        [t('details.ended'), lane.exit === undefined ? undefined : exitWords(lane.exit)],
        [t('details.rule'), lane.exit?.rule === undefined ? undefined : oneLine(lane.exit.rule)],
        [t('details.error'), lane.exit?.error === undefined ? undefined : oneLine(lane.exit.error, 600)],
      ],
      this.#sums(0, scene.endNs, lane.id, undefined),
    );
  }

  #showRange(startNs: number, endNs: number): void {
    this.#fill(
      t('sums.title', formatDuration(endNs - startNs)),
      [[t('details.when'), t('details.from', formatExact(startNs), formatExact(endNs))]],
      this.#sums(startNs, endNs),
    );
  }

  #showComparison(): void {
    const { scene, run } = this.#app;
    if (!(scene instanceof PairScene) || run?.compared === undefined) return;
    const result = compare(...scene.runs);
    const sentences = comparisonSentences(result);
    const runs = el(
      'dl',
      {},
      ...[run.compared.first, run.compared.second].flatMap((words, i) => [
        el('dt', {}, 'AB'[i]),
        el('dd', {}, oneLine(words, 160)),
      ]),
    );
    const list = el('ul', { class: 'differences' }, ...sentences.map((words) => el('li', {}, words)));
    const rows = comparisonRows(result);
    const figures = sumTable(t('compare.figures'), [t('compare.figure'), 'A', 'B'], rows);
    const copy = el('button', { class: 'button', type: 'button' }, t('compare.copy'));
    copy.addEventListener('click', () => {
      const lines = rows.map((cells) => cells.join('\t'));
      this.#app.host.post({ type: 'copy', text: [...sentences, ...lines].join('\n') });
    });
    this.#title.textContent = t('compare.title');
    this.#body.replaceChildren(runs, list, el('div', { class: 'sums' }, figures), copy);
  }

  #queueItems(lane: string, atNs: number): Node[] {
    const { scene } = this.#app;
    const items = scene.queued(lane, atNs);
    if (items === undefined) return [];
    const shown = items.slice(0, 50).map((item) => el('li', {}, queuedWords(scene, item, atNs)));
    const title = items.length === 0 ? t('resource.noItems') : t('resource.items');
    return [el('h3', {}, title), el('ol', { class: 'queued' }, ...shown)];
  }

  /** Sums per actor and per resource, as tables. */
  #sums(startNs: number, endNs: number, actor?: string, resource?: string): Node {
    const { scene } = this.#app;
    const result = sums(scene, startNs, endNs, actor, resource);
    const box = el('div', { class: 'sums' });
    if (resource === undefined && result.actors.length > 0) {
      const table = sumTable(
        t('sums.actors'),
        [t('sums.actor'), t('sums.running'), t('sums.waiting'), t('sums.sleeping'), t('sums.joining')],
        result.actors.map((row) => [
          this.#lane(row.lane),
          ...[row.runningNs, row.waitingNs, row.sleepingNs, row.joiningNs].map((ns) =>
            formatShare(ns / Math.max(1, row.aliveNs)),
          ),
        ]),
      );
      box.append(table);
    }
    const waited = result.resources.filter((row) => row.waits > 0);
    if (waited.length > 0) {
      const heads = [t('sums.resource'), t('sums.waits'), t('sums.total'), t('sums.longest')];
      const rows = waited.map((row) => [
        this.#lane(row.lane),
        String(row.waits),
        formatDuration(row.waitNs),
        formatDuration(row.longestNs),
      ]);
      box.append(sumTable(t('sums.waited'), heads, rows));
    }
    const held = result.resources.filter((row) => row.heldNs > 0);
    if (held.length > 0) {
      const heads = [
        t('sums.resource'),
        t('sums.holds'),
        t('sums.total'),
        t('sums.longest'),
        t('sums.contended'),
        t('sums.fairness'),
      ];
      const rows = held.map((row) => [
        this.#lane(row.lane),
        String(row.holds),
        formatDuration(row.heldNs),
        formatDuration(row.longestHeldNs),
        formatShare(row.contendedNs / row.heldNs),
        row.fairness === undefined ? '–' : row.fairness.toFixed(2),
      ]);
      box.append(sumTable(t('sums.holding'), heads, rows));
    }
    return box;
  }

  #lane(id: string): Node {
    const button = el('button', { class: 'link', type: 'button' }, laneName(this.#app.scene, id));
    button.addEventListener('click', () => this.#app.picking.selectLane(id));
    button.addEventListener('pointerenter', () => this.#app.picking.hoverLane(id));
    button.addEventListener('pointerleave', () => this.#app.picking.hoverLane(undefined));
    return button;
  }

  #goTo(lane: string, atNs: number, resource: string | undefined): Node {
    const words = `${laneName(this.#app.scene, lane)}, ${formatExact(atNs)}`;
    const button = el('button', { class: 'link', type: 'button' }, words);
    button.addEventListener('click', () => this.#app.stepping.goTo(lane, atNs, resource));
    return button;
  }

  #site(site: Site | undefined): Node | undefined {
    if (site === undefined) return undefined;
    const button = el('button', { class: 'link', type: 'button', title: oneLine(site.file, 400) }, siteWords(site));
    button.addEventListener('click', (event) => this.#app.stepping.openSite(site, event.altKey));
    return button;
  }
}

function comparisonRows({ runs, resources }: Comparison): string[][] {
  const both = (label: string, of: (run: RunFacts) => string) => [label, ...runs.map(of)];
  const rows = [
    both(t('details.duration'), (run) => formatDuration(run.durationNs)),
    both(t('compare.actors'), (run) => String(run.actors)),
    both(t('compare.events'), (run) => String(run.events)),
    both(t('compare.waiting'), (run) => formatDuration(run.waitNs)),
  ];
  for (const { name, sums: pair } of resources.slice(0, 40)) {
    const each = (label: string, of: (sum: ResourceSum) => string) =>
      rows.push([label, ...pair.map((sum) => (sum === undefined ? '–' : of(sum)))]);
    each(t('compare.waitsOf', name), (sum) => String(sum.waits));
    each(t('compare.waitOf', name), (sum) => formatDuration(sum.waitNs));
    each(t('compare.longestOf', name), (sum) => formatDuration(sum.longestNs));
    if (pair.some((sum) => sum !== undefined && sum.heldNs > 0))
      each(t('compare.heldOf', name), (sum) => formatDuration(sum.heldNs));
  }
  return rows;
}

function sumTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  return el(
    'div',
    { class: 'sum-scroll' },
    el(
      'table',
      {},
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      el(
        'tbody',
        {},
        ...rows.map((cells) =>
          el('tr', {}, ...cells.map((cell, i) => el(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, cell))),
        ),
      ),
    ),
  );
}
