/** The cards of what is wrong with the run: above the drawing, opened when something is found, and closed at will. */

import type { ShownFinding } from '../src/trace/protocol.ts';
import type { App } from './app.ts';
import { siteWords } from './describe.ts';
import { el, setAttribute, setText } from './dom.ts';
import { type Card, type CardStep, cardOf } from './finding-card.ts';
import { laneOf, type PlacedStep, placeSteps, stretchOf } from './finding-items.ts';
import { resourceIcon } from './heads.ts';
import { type IconName, icon } from './icons.ts';
import { t } from './strings.ts';
import { oneLine } from './text.ts';
import { fitView } from './viewport.ts';

/** Cards beyond these are not built; their number is. */
const MOST_CARDS = 200;

/** The panel of findings. */
export class Findings {
  readonly element = el('section', { class: 'findings', hidden: true });
  readonly #app: App;
  readonly #title = el('h2', {});
  readonly #close: HTMLButtonElement;
  readonly #list = el('ul', { class: 'cards' });
  #cards: readonly Card[] = [];
  #open = false;
  /** The card that is unfolded and marked on the lanes. */
  #current = 0;
  /** The run whose findings were closed by hand. */
  #closedRun: string | undefined;
  #built = '';
  #marks: { key: string; steps: readonly PlacedStep[] } = { key: '', steps: [] };

  constructor(app: App, closedRun: string | undefined) {
    this.#app = app;
    this.#closedRun = closedRun;
    this.#close = el('button', { class: 'tool', type: 'button' }, icon('close'));
    this.#close.addEventListener('click', () => this.close());
    this.element.append(el('header', {}, this.#title, this.#close), this.#list);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.close();
      event.stopPropagation();
    });
  }

  get count(): number {
    return this.#cards.length;
  }
  get isOpen(): boolean {
    return this.#open && this.count > 0;
  }
  /** The run whose findings are to stay closed, for VS Code to keep. */
  get closedRun(): string | undefined {
    return this.#closedRun;
  }

  /** Another run is shown. */
  begin(): void {
    this.#cards = [];
    this.#open = false;
    this.#current = 0;
    this.update();
  }

  /** All that was found so far. What is new is announced, and opens the panel unless it was closed in this run. */
  take(findings: readonly ShownFinding[]): void {
    const known = this.count;
    this.#cards = findings.slice(0, MOST_CARDS).map(cardOf);
    const fresh = this.#cards.slice(known);
    if (fresh.length > 0) {
      const worst = fresh.find(({ finding }) => finding.severity === 'error') ?? fresh[0]!;
      if (known === 0) this.#current = this.#cards.indexOf(worst);
      const closed = this.#closedRun !== undefined && this.#closedRun === this.#app.run?.id;
      if (!closed) this.#open = true;
      this.#app.announcer.say(t('say.finding', titleOf(worst), worst.finding.message));
    }
    this.#app.updatePanes();
    this.#app.loop.invalidate();
  }

  /** Opens the panel at a card and shows its events. */
  show(index: number): void {
    if (this.#cards[index] === undefined) return;
    this.#reopen();
    this.#select(index);
    this.frame();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else {
      this.#reopen();
      this.#app.updatePanes();
      this.#list.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    }
  }

  close(): void {
    const inside = this.element.contains(document.activeElement);
    this.#open = false;
    this.#closedRun = this.#app.run?.id;
    this.#app.keep();
    this.#app.updatePanes();
    this.#app.loop.invalidate();
    if (inside) this.#app.focusMain();
  }

  /** Goes to where the events of the current card can all be seen. */
  frame(): void {
    const app = this.#app;
    if (app.mode !== 'chart') app.setMode('chart');
    const steps = this.marks();
    const stretch = stretchOf(steps, app.extent.endNs);
    if (stretch === undefined) return;
    for (const { lane } of [...steps].reverse()) app.chart.revealLane(lane);
    app.moving.move(fitView(app.moving.view.width, stretch, 0.2));
    app.loop.invalidate();
  }

  /** The steps of the current card on the lanes, while the panel is open. */
  marks(): readonly PlacedStep[] {
    const card = this.current;
    if (card === undefined) return [];
    const { scene } = this.#app;
    const key = `${this.#current} ${this.count} ${scene.version}`;
    if (key !== this.#marks.key) this.#marks = { key, steps: placeSteps(scene, card) };
    return this.#marks.steps;
  }

  /** The card that is unfolded, while the panel is open. */
  get current(): Card | undefined {
    return this.isOpen ? this.#cards[this.#current] : undefined;
  }

  /** Brings the panel up to date; nothing is built anew while the same cards are shown. */
  update(): void {
    this.element.hidden = !this.isOpen;
    if (!this.isOpen) return;
    const words = this.count === 1 ? t('findings.one') : t('findings.many', this.count);
    setText(this.#title, words);
    setAttribute(this.element, 'aria-label', t('findings.title'));
    setAttribute(this.#close, 'aria-label', t('findings.close'));
    setAttribute(this.#close, 'title', t('findings.close'));
    const built = `${this.#app.run?.id} ${this.count} ${this.#current} ${t('findings.title')}`;
    if (built === this.#built) return;
    this.#built = built;
    const focused = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(...this.#cards.map((card, i) => this.#card(card, i)));
    if (focused) this.#list.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
  }

  #reopen(): void {
    this.#open = true;
    this.#closedRun = undefined;
    this.#app.keep();
  }

  #select(index: number): void {
    this.#current = index;
    this.#app.updatePanes();
    this.#app.loop.invalidate();
    this.#list.querySelector('[aria-expanded="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  #card(card: Card, index: number): HTMLElement {
    const { finding } = card;
    const error = finding.severity === 'error';
    const unfolded = index === this.#current;
    const id = `finding-${index}`;
    const head = el(
      'button',
      {
        class: 'card-head',
        type: 'button',
        'aria-expanded': String(unfolded),
        'aria-controls': unfolded ? id : undefined,
      },
      el('span', { class: 'sign' }, icon(error ? 'error' : 'warning')),
      el('span', { class: 'unseen' }, `${t(error ? 'findings.error' : 'findings.warning')}: `),
      el('span', { class: 'card-title' }, titleOf(card)),
      unfolded ? undefined : el('span', { class: 'card-gist' }, oneLine(finding.message, 300)),
      icon(unfolded ? 'chevronDown' : 'chevronRight'),
    );
    head.addEventListener('click', () => {
      if (!unfolded) this.#select(index);
      this.frame();
    });
    const element = el('li', { class: `card ${finding.severity}` }, el('h3', {}, head));
    if (unfolded) element.append(this.#body(card, id));
    return element;
  }

  #body(card: Card, id: string): HTMLElement {
    const { finding, steps } = card;
    const frame = el('button', { class: 'button', type: 'button' }, t('findings.frame'));
    frame.addEventListener('click', () => this.frame());
    const copy = el('button', { class: 'button', type: 'button' }, t('findings.copy'));
    copy.addEventListener('click', () => this.#app.host.post({ type: 'copy', text: textOf(card) }));
    const serious = finding.finding === 'deadlock' || finding.finding === 'stall';
    const chips = [
      ...finding.actors.map(({ id: of, name }) => this.#chip(of, name, of.includes('.') ? 'thread' : 'process')),
      ...finding.resources.map(({ id: of, name, kind }) => this.#chip(of, name, resourceIcon(kind))),
    ];
    return el(
      'div',
      { class: 'card-body', id },
      el(
        'div',
        { class: 'card-story' },
        el('p', { class: 'cause' }, ...withCode(oneLine(finding.message, 2000))),
        serious
          ? el('p', { class: 'scope' }, t(finding.scope === 'all' ? 'findings.all' : 'findings.some'))
          : undefined,
        el('div', { class: 'chips' }, ...chips),
        el(
          'p',
          { class: 'remedy' },
          icon('bulb'),
          el('span', {}, el('b', {}, t('findings.remedy')), ' ', ...withCode(oneLine(finding.remedy, 2000))),
        ),
      ),
      steps.length === 0
        ? undefined
        : el(
            'div',
            { class: 'card-steps' },
            el('h4', {}, t(card.ordered ? 'findings.order' : 'findings.steps')),
            el('ol', {}, ...steps.map((step) => this.#step(step))),
          ),
      el('div', { class: 'card-actions' }, frame, copy),
    );
  }

  #step(step: CardStep): HTMLElement {
    const app = this.#app;
    const words = stepWords(step);
    const what = el('button', { class: 'step', type: 'button', title: t('findings.frame') }, words);
    what.addEventListener('click', () => this.#goTo(step));
    this.#lights(what, step.actor);
    const site = step.site;
    let place: HTMLElement | undefined;
    if (site !== undefined) {
      place = el('button', { class: 'link', type: 'button', title: oneLine(site.file, 400) }, siteWords(site));
      setAttribute(place, 'aria-label', t('findings.goTo', siteWords(site)));
      place.addEventListener('click', (event) => app.stepping.openSite(site, event.altKey));
    }
    const lost = step.lost ? el('span', { class: 'lost' }, t('findings.lost')) : undefined;
    return el(
      'li',
      {},
      el('span', { class: 'number', 'aria-hidden': 'true' }, String(step.number)),
      el('span', { class: 'step-words' }, what, lost, place),
    );
  }

  /** An actor or a resource by name, which lights up on the lanes while it is pointed at. */
  #chip(id: string, name: string, glyph: IconName): HTMLElement {
    const chip = el('button', { class: 'chip', type: 'button' }, icon(glyph), oneLine(name, 60));
    chip.addEventListener('click', () => {
      const lane = laneOf(this.#app.scene, id);
      if (lane !== undefined && this.#app.mode === 'chart') this.#app.picking.selectLane(lane);
    });
    this.#lights(chip, id);
    return chip;
  }

  #lights(element: HTMLElement, id: string): void {
    const light = () => this.#app.picking.hoverLane(laneOf(this.#app.scene, id));
    const off = () => this.#app.picking.hoverLane(undefined);
    element.addEventListener('pointerenter', light);
    element.addEventListener('focus', light);
    element.addEventListener('pointerleave', off);
    element.addEventListener('blur', off);
  }

  #goTo(step: CardStep): void {
    const placed = this.marks().find((each) => each.step.number === step.number);
    if (placed === undefined) return;
    if (this.#app.mode !== 'chart') this.#app.setMode('chart');
    if (placed.item !== undefined) this.#app.stepping.showItem(placed.item);
    else this.#app.stepping.goTo(placed.lane, placed.atNs);
  }
}

/** What stands between backticks is code. */
function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? el('code', {}, part) : part));
}

function titleOf({ finding }: Card): string {
  return t(`finding.kind.${finding.finding}`);
}

function stepWords({ role, actorName, objectName }: CardStep): string {
  return t(`finding.edge.${role}`, oneLine(actorName, 60), oneLine(objectName, 60));
}

function textOf(card: Card): string {
  const { finding, steps } = card;
  return [
    `${titleOf(card)}: ${finding.message}`,
    ...steps.map((step) => {
      const where = step.site === undefined ? '' : ` (${step.site.file}:${step.site.line}:${step.site.column})`;
      return `    ${t('findings.step', step.number, stepWords(step))}${where}`;
    }),
    `    ${t('findings.remedy')}: ${finding.remedy}`,
  ].join('\n');
}
