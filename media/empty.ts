/** What the page says before anything has run. */

import type { App } from './app.ts';
import { el } from './dom.ts';
import { t } from './strings.ts';
import { oneLine } from './text.ts';

/** The page without a run: what this is, and the two ways to begin. */
export class EmptyPage {
  readonly element = el('main', { class: 'empty' });
  readonly #app: App;
  #shown = '';

  constructor(app: App) {
    this.#app = app;
  }

  update(): void {
    const { run, live, scene } = this.#app;
    const wanted = run === undefined || (scene.actors.length === 0 && scene.events === 0);
    this.element.hidden = !wanted;
    if (!wanted) return;
    const key = run === undefined ? 'none' : `${live} ${run.title}`;
    const words = t('empty.title') + key;
    if (words === this.#shown) return;
    this.#shown = words;
    if (run === undefined) this.#welcome();
    else {
      const title = oneLine(run.title, 80);
      this.element.replaceChildren(
        el('p', { class: 'quiet' }, t(live ? 'empty.waiting' : 'empty.nothing', title)),
        ...(live ? [] : [this.#buttons()]),
      );
    }
  }

  #welcome(): void {
    this.element.replaceChildren(
      drawing(),
      el('h1', {}, t('empty.title')),
      el('p', {}, t('empty.text')),
      this.#buttons(),
    );
  }

  #buttons(): HTMLElement {
    const demo = el('button', { class: 'button primary', type: 'button' }, t('empty.demo'));
    demo.addEventListener('click', () => this.#app.host.post({ type: 'run-pattern', pattern: 'mutex' }));
    const file = el('button', { class: 'button', type: 'button' }, t('empty.file'));
    file.addEventListener('click', () => this.#app.host.post({ type: 'run-command', command: 'run-file' }));
    const more = el('button', { class: 'link', type: 'button' }, t('empty.more'));
    more.addEventListener('click', () => this.#app.host.post({ type: 'run-command', command: 'run-demo' }));
    return el('div', { class: 'buttons' }, demo, file, more);
  }
}

/** Three lanes that take a lock in turn: the picture of what will come. */
function drawing(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 240 84');
  svg.setAttribute('class', 'drawing');
  svg.setAttribute('aria-hidden', 'true');
  const add = (tag: string, attributes: Record<string, string | number>) => {
    const shape = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, String(value));
    svg.append(shape);
  };
  [0, 1, 2].forEach((lane) => {
    const y = 8 + lane * 26;
    const hold = 30 + lane * 62;
    add('path', { d: `M8 ${y + 17.5}H${hold + 66}`, class: 'd-rail' });
    if (lane > 0) add('rect', { x: 30.5, y: y + 0.5, width: hold - 32, height: 13, class: 'd-wait' });
    add('rect', { x: hold + 0.5, y: y + 0.5, width: 58, height: 13, class: 'd-hold' });
    if (lane < 2) add('path', { d: `M${hold + 59} ${y + 14}c6 0 0 18 4 22`, class: 'd-flow' });
  });
  return svg;
}
