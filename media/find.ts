/** Finds lanes, resources and texts by name. */

import type { App } from './app.ts';
import { itemWords, laneName } from './describe.ts';
import { el, setAttribute, setText } from './dom.ts';
import { icon } from './icons.ts';
import type { Item, Scene } from './scene.ts';
import { t } from './strings.ts';

/** What was found: a lane, or something on one. */
export type Match = { readonly lane: string; readonly item?: Item };

const MOST_MATCHES = 2000;

/** All lanes whose name, and all marks, lines and named spans whose text contains the words. */
export function findMatches(scene: Scene, query: string): Match[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const matches: Match[] = [];
  for (const lane of [...scene.actors, ...scene.resources]) {
    if (lane.name.toLowerCase().includes(wanted)) matches.push({ lane: lane.id });
  }
  for (const actor of scene.actors) {
    if (matches.length >= MOST_MATCHES) break;
    scene.instants(actor.id, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, (instant) => {
      if (instant.text?.toLowerCase().includes(wanted) && matches.length < MOST_MATCHES)
        matches.push({ lane: actor.id, item: instant });
    });
    scene.spans(actor.id, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, (span) => {
      if (
        (span.kind === 'custom' || span.kind === 'task') &&
        span.name?.toLowerCase().includes(wanted) &&
        matches.length < MOST_MATCHES
      ) {
        matches.push({ lane: actor.id, item: span });
      }
    });
  }
  return matches;
}

/** The find box in the corner. */
export class FindBox {
  readonly element = el('div', { class: 'find', hidden: true, role: 'search' });
  readonly #app: App;
  readonly #input = el('input', { class: 'input', type: 'text' });
  readonly #count = el('span', { class: 'count', role: 'status' });
  readonly #buttons: HTMLButtonElement[];
  #matches: Match[] = [];
  #at = -1;

  constructor(app: App) {
    this.#app = app;
    const button = (name: 'chevronRight' | 'chevronDown' | 'close', run: () => void, turned = false) => {
      const made = el('button', { class: turned ? 'tool turned' : 'tool', type: 'button' }, icon(name));
      made.addEventListener('click', run);
      return made;
    };
    this.#buttons = [
      button('chevronDown', () => this.#step(-1), true),
      button('chevronDown', () => this.#step(1)),
      button('close', () => this.close()),
    ];
    this.element.append(this.#input, this.#count, ...this.#buttons);
    this.#input.addEventListener('input', () => {
      this.#matches = findMatches(app.scene, this.#input.value);
      this.#at = -1;
      this.#step(1);
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter') this.#step(event.shiftKey ? -1 : 1);
      else if (event.key === 'Tab') return;
      else {
        event.stopPropagation();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  open(): void {
    this.element.hidden = false;
    setAttribute(this.#input, 'placeholder', t('find.label'));
    setAttribute(this.#input, 'aria-label', t('find.label'));
    [t('find.previous'), t('find.next'), t('find.close')].forEach((label, i) => {
      setAttribute(this.#buttons[i]!, 'aria-label', label);
      setAttribute(this.#buttons[i]!, 'title', label);
    });
    this.#input.focus();
    this.#input.select();
  }

  close(): void {
    this.element.hidden = true;
    this.#app.focusMain();
  }

  #step(by: number): void {
    const { scene } = this.#app;
    if (this.#matches.length === 0) {
      setText(this.#count, this.#input.value === '' ? '' : t('find.none'));
      return;
    }
    this.#at = (this.#at + by + this.#matches.length) % this.#matches.length;
    const match = this.#matches[this.#at]!;
    setText(this.#count, t('find.count', this.#at + 1, this.#matches.length));
    const words = match.item ? itemWords(scene, match.item) : laneName(scene, match.lane);
    if (match.item) this.#app.stepping.showItem(match.item);
    else this.#app.picking.selectLane(match.lane);
    this.#app.announcer.say(t('say.found', this.#at + 1, this.#matches.length, words));
  }
}
