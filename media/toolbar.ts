/** The bar above the timeline: what runs, and what can be done. Buttons that do not fit go into a menu. */

import type { App } from './app.ts';
import { COMMANDS, type Command } from './commands.ts';
import { el, setAttribute, setText } from './dom.ts';
import { icon } from './icons.ts';
import { t } from './strings.ts';
import { oneLine } from './text.ts';

/** Narrower than this, buttons that are merely handy stand in the menu. */
const ROOMY_PX = 520;

/** Commands whose buttons are only there while they can act. */
const PASSING: ReadonlySet<string> = new Set(['stop', 'follow', 'compare']);

/** A toolbar with one tab stop; arrow keys move in it. */
export class Toolbar {
  readonly element = el('header', { class: 'toolbar' });
  readonly #app: App;
  readonly #title = el('h1', { class: 'run-title' });
  readonly #state = el('span', { class: 'run-state' });
  readonly #actions = el('div', { class: 'actions', role: 'toolbar' });
  readonly #more: HTMLButtonElement;
  readonly #menu = el('div', { class: 'menu', role: 'menu', hidden: true });
  readonly #buttons = new Map<Command, HTMLButtonElement>();
  readonly #items = new Map<Command, HTMLButtonElement>();

  constructor(app: App) {
    this.#app = app;
    for (const command of COMMANDS) {
      if (command.button === undefined) continue;
      if (command.button !== 'menu') {
        const button = el(
          'button',
          { class: `tool ${command.button}`, type: 'button', tabindex: '-1' },
          icon(command.icon ?? 'more'),
        );
        button.addEventListener('click', () => command.run(app));
        this.#buttons.set(command, button);
        this.#actions.append(button);
      }
      if (command.button !== 'always') {
        const item = el('button', { class: 'menu-item', type: 'button', role: 'menuitem', tabindex: '-1' });
        item.addEventListener('click', () => {
          this.closeMenu();
          command.run(app);
        });
        this.#items.set(command, item);
        this.#menu.append(item);
      }
    }
    this.#more = el('button', { class: 'tool', type: 'button', tabindex: '-1', 'aria-haspopup': 'menu' }, icon('more'));
    this.#more.addEventListener('click', () => (this.#menu.hidden ? this.#openMenu() : this.closeMenu()));
    this.#actions.append(this.#more);
    this.element.append(el('div', { class: 'run' }, this.#title, this.#state), this.#actions, this.#menu);
    this.#actions.addEventListener('keydown', (event) => this.#onKey(event));
    this.#menu.addEventListener('keydown', (event) => this.#onMenuKey(event));
    this.#menu.addEventListener('focusout', (event) => {
      const to = event.relatedTarget as Node | null;
      if (!this.#menu.contains(to) && to !== this.#more) this.closeMenu();
    });
  }

  /** Brings titles, states and labels up to date. */
  update(): void {
    const app = this.#app;
    setText(this.#title, app.run === undefined ? '' : oneLine(app.run.title, 80));
    setText(this.#state, app.statusWords());
    this.#state.classList.toggle('live', app.live);
    setAttribute(this.#actions, 'aria-label', t('toolbar.label'));
    name(this.#more, t('toolbar.more'));
    const roomy = document.body.clientWidth >= ROOMY_PX;
    for (const [command, button] of this.#buttons) {
      const enabled = command.enabled?.(app) ?? true;
      const passing = command.badge !== undefined || PASSING.has(command.id);
      button.hidden = (command.button === 'roomy' && !roomy) || (!enabled && passing);
      if (command.badge) setAttribute(button, 'data-count', String(command.badge(app)));
      if (button.disabled === enabled) button.disabled = !enabled;
      const label =
        command.id === 'follow' && app.moving.following
          ? t('toolbar.following')
          : command.id === 'table' && app.mode === 'table'
            ? t('toolbar.chart')
            : command.id === 'findings'
              ? t(app.findings.isOpen ? 'findings.close' : 'findings.show')
              : t(command.label);
      name(button, label, command.keys[0]);
      if (command.pressed) setAttribute(button, 'aria-pressed', String(command.pressed(app)));
    }
    for (const [command, item] of this.#items) {
      item.hidden = command.button === 'roomy' && roomy;
      const enabled = command.enabled?.(app) ?? true;
      if (item.disabled === enabled) item.disabled = !enabled;
      const key = command.keys[0];
      const shown = `${t(command.label)}\n${key ?? ''}`;
      if (item.dataset.shown !== shown) {
        item.dataset.shown = shown;
        item.replaceChildren(
          el('span', {}, t(command.label)),
          el('span', { class: 'key' }, key === undefined ? '' : keyWords(key)),
        );
      }
    }
    this.#keepOneTabStop();
  }

  closeMenu(): void {
    if (this.#menu.hidden) return;
    const inside = this.#menu.contains(document.activeElement);
    this.#menu.hidden = true;
    setAttribute(this.#more, 'aria-expanded', 'false');
    if (inside) this.#more.focus();
  }

  #openMenu(): void {
    this.#menu.hidden = false;
    setAttribute(this.#more, 'aria-expanded', 'true');
    this.#reachable(this.#menu)[0]?.focus();
  }

  #reachable(within: HTMLElement): HTMLButtonElement[] {
    return Array.from(within.querySelectorAll('button')).filter((button) => !button.hidden && !button.disabled);
  }

  #keepOneTabStop(): void {
    const buttons = this.#reachable(this.#actions);
    if (buttons.some((button) => button.tabIndex === 0)) return;
    for (const button of this.#actions.querySelectorAll('button')) button.tabIndex = -1;
    if (buttons[0]) buttons[0].tabIndex = 0;
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = this.#reachable(this.#actions);
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  #onMenuKey(event: KeyboardEvent): void {
    const items = this.#reachable(this.#menu);
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.closeMenu();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== ' ' && event.key !== 'Tab') event.preventDefault();
  }
}

/** A key as people read it. */
export function keyWords(key: string): string {
  const arrows: Readonly<Record<string, string>> = {
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
  };
  return key
    .split(/(?<=.)\+(?=.)/)
    .map((part) => arrows[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}

function name(button: HTMLElement, label: string, key?: string): void {
  const title = key === undefined ? label : `${label} (${keyWords(key)})`;
  setAttribute(button, 'title', title);
  setAttribute(button, 'aria-label', label);
}
