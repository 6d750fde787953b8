/** Says what is under the pointer, beside it and never outside the page. */

import {
  itemStart,
  itemWords,
  laneKind,
  laneName,
  outcomeWords,
  queuedWords,
  siteWords,
  stepWords,
  whenWords,
} from './describe.ts';
import { el } from './dom.ts';
import { formatDuration, formatExact } from './format.ts';
import type { Hit } from './render/hits.ts';
import type { Scene } from './scene.ts';
import { t } from './strings.ts';

/** Where a box of a size goes so that it stays within the page. Pure. */
export function placeBeside(
  x: number,
  y: number,
  size: { readonly width: number; readonly height: number },
  page: { readonly width: number; readonly height: number },
): { left: number; top: number } {
  const gap = 14;
  const margin = 4;
  const right = x + gap;
  const left =
    right + size.width + margin <= page.width
      ? right
      : Math.max(margin, Math.min(x - gap - size.width, page.width - size.width - margin));
  const below = y + gap;
  const top = below + size.height + margin <= page.height ? below : Math.max(margin, y - gap - size.height);
  return { left: Math.max(margin, left), top };
}

/** The tooltip of the timeline. */
export class Tooltip {
  readonly element = el('div', { class: 'tooltip', role: 'tooltip', hidden: true });
  #shown: string | undefined;

  hide(): void {
    this.#shown = undefined;
    this.element.hidden = true;
  }

  /** Shows what was hit at a place of the page. */
  show(scene: Scene, hit: Hit, x: number, y: number, atNs: number): void {
    const lines = linesOf(scene, hit, atNs);
    const key = lines.join('\n');
    if (key !== this.#shown) {
      this.#shown = key;
      this.element.replaceChildren(
        ...lines.map((line, i) =>
          el('div', { class: i === 0 ? 'title' : i === lines.length - 1 && lines.length > 2 ? 'where' : '' }, line),
        ),
      );
    }
    this.element.hidden = false;
    const box = this.element.getBoundingClientRect();
    const { left, top } = placeBeside(x, y, box, { width: innerWidth, height: innerHeight });
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}

/** Items or waiters that a tooltip lists at most. */
const MOST_LINES = 5;

/** The items of a queue, else who waits in line. */
function insideLines(scene: Scene, resource: string, atNs: number): string[] {
  const items = scene.queued(resource, atNs);
  const lines =
    items !== undefined && items.length > 0
      ? items.map((item, i) => `${i + 1}. ${queuedWords(scene, item, atNs)}`)
      : scene
          .momentOf(resource, atNs)
          .waiters.map(
            ({ lane, sinceNs }) =>
              `${t('details.line')}: ${t('details.holderOf', laneName(scene, lane), formatDuration(atNs - sinceNs))}`,
          );
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), t('resource.more', more)] : lines;
}

/** What, who, how long, where. */
function linesOf(scene: Scene, hit: Hit, atNs: number): string[] {
  const { item, step } = hit;
  if (item !== undefined) {
    const facts = scene.facts(item);
    const site = facts.beginSite ?? facts.endSite;
    const when =
      item.type === 'span'
        ? `${whenWords(item)}, ${t('details.from', formatExact(item.startNs), formatExact(item.endNs))}`
        : whenWords(item);
    const outcome = outcomeWords(item);
    return [
      itemWords(scene, item),
      laneName(scene, item.lane),
      item.type === 'span' && item.open
        ? `${whenWords(item)}, ${t('details.since', formatExact(itemStart(item)))}`
        : when,
      ...(outcome === '' ? [] : [outcome]),
      ...(facts.preview === undefined ? [] : [`${t('details.item')}: ${facts.preview.slice(0, 120)}`]),
      ...(site === undefined ? [] : [siteWords(site)]),
    ];
  }
  const lane = hit.resource === undefined ? undefined : scene.lane(hit.resource);
  if (step === undefined || lane?.type !== 'resource') return [];
  return [
    `${laneName(scene, lane.id)}: ${stepWords(scene, lane, step)}`,
    laneKind(lane),
    ...insideLines(scene, lane.id, atNs),
    `${formatDuration(step.endNs - step.startNs)}, ${t('details.from', formatExact(step.startNs), formatExact(step.endNs))}`,
  ];
}
