/** Keys and legend, in a dialog. The keys come from the commands, the legend is drawn by the pen that draws the lanes. */

import type { ViewStringKey } from '../src/trace/view-strings.ts';
import { COMMANDS } from './commands.ts';
import { el } from './dom.ts';
import { icon } from './icons.ts';
import { Pen } from './render/pen.ts';
import { t } from './strings.ts';
import type { Palette } from './theme.ts';
import { keyWords } from './toolbar.ts';

type Sample = readonly [ViewStringKey, (pen: Pen) => void];
const WIDE = 92;
const TALL = 24;

const box = (pen: Pen, style: 'hold' | 'wait' | 'join' | 'custom') =>
  pen.box(2, WIDE - 2, 4, 16, {
    style,
    hue: style === 'hold' || style === 'wait' ? pen.palette.hues[0]! : pen.palette.neutral,
    labels: [],
  });

const SAMPLES: readonly Sample[] = [
  ['legend.starting', (pen) => pen.base(2, WIDE - 2, 12, 'starting')],
  ['legend.running', (pen) => pen.base(2, WIDE - 2, 12, 'running')],
  ['legend.sleeping', (pen) => pen.base(2, WIDE - 2, 12, 'sleeping')],
  ['legend.waiting', (pen) => box(pen, 'wait')],
  ['legend.holding', (pen) => box(pen, 'hold')],
  [
    'legend.contended',
    (pen) => {
      box(pen, 'hold');
      pen.rect(2, 4, WIDE - 4, 3, pen.palette.hues[0]!.line);
      pen.rect(2, 17, WIDE - 4, 3, pen.palette.hues[0]!.line);
    },
  ],
  ['legend.joining', (pen) => box(pen, 'join')],
  ['legend.span', (pen) => box(pen, 'custom')],
  [
    'legend.output',
    (pen) => {
      pen.frame(42, 8, 8, 9, pen.palette.foreground);
      pen.rect(44, 10.5, 4, 1, pen.palette.foreground);
      pen.rect(44, 13, 4, 1, pen.palette.foreground);
    },
  ],
  [
    'legend.mark',
    (pen) => {
      pen.ctx.fillStyle = pen.palette.warning;
      pen.ctx.beginPath();
      for (const [x, y] of [
        [46, 7],
        [51, 12],
        [46, 17],
        [41, 12],
      ] as const)
        pen.ctx.lineTo(x, y);
      pen.ctx.fill();
    },
  ],
  ['legend.instant', (pen) => pen.rect(45, 8, 2, 8, pen.palette.hues[0]!.line)],
  [
    'legend.end',
    (pen) => {
      pen.rect(4, 12, 56, 1, pen.palette.grid);
      pen.rect(58, 5, 2, 11, pen.palette.muted);
    },
  ],
  [
    'legend.cut',
    (pen) => {
      pen.rect(4, 12, 50, 1, pen.palette.grid);
      pen.ctx.strokeStyle = pen.palette.warning;
      pen.ctx.lineWidth = 2;
      pen.ctx.beginPath();
      pen.ctx.moveTo(56, 8);
      pen.ctx.lineTo(64, 16);
      pen.ctx.moveTo(64, 8);
      pen.ctx.lineTo(56, 16);
      pen.ctx.stroke();
    },
  ],
  [
    'legend.daemon',
    (pen) => {
      pen.frame(38, 5, 14, 14, pen.palette.foreground, 1, [2, 2]);
      pen.rect(43, 10, 4, 4, pen.palette.foreground);
    },
  ],
  [
    'legend.next',
    (pen) => {
      const hue = pen.palette.hues[1]!;
      pen.rect(2, 13, WIDE - 4, 9, hue.strong);
      pen.frame(2, 13, WIDE - 4, 9, hue.line);
      pen.rect(2, 13, 3, 9, hue.line);
      pen.rect(20, 3, WIDE - 22, 10, hue.fill);
      pen.frame(20, 3, WIDE - 22, 10, hue.line);
    },
  ],
  [
    'legend.lost',
    (pen) => {
      pen.frame(41, 7, 10, 10, pen.palette.error, 2);
      pen.words('!', 44.5, 12.5, 20, pen.palette.error);
    },
  ],
  [
    'legend.level',
    (pen) => {
      const hue = pen.palette.hues[1]!;
      for (const [x, level] of [
        [4, 4],
        [26, 9],
        [48, 14],
        [70, 6],
      ] as const) {
        pen.rect(x, 20 - level, 20, level, hue.faint);
        pen.rect(x, 19 - level, 22, 2, hue.line);
      }
    },
  ],
];

/** Opens the dialog; it gives the focus back when it closes. */
export function openHelp(palette: Palette): void {
  const close = el(
    'button',
    { class: 'tool', type: 'button', 'aria-label': t('help.close'), title: t('help.close') },
    icon('close'),
  );
  const dialog = el(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    el('header', {}, el('h2', { id: 'help-title' }, t('help.title')), close),
    el(
      'div',
      { class: 'help-body', tabindex: '0', role: 'group', 'aria-labelledby': 'help-title' },
      el('section', {}, el('h3', {}, t('help.legend')), legend(palette)),
      el('section', {}, el('h3', {}, t('help.keys')), keys()),
    ),
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function legend(palette: Palette): HTMLElement {
  const list = el('ul', { class: 'legend' });
  for (const [label, draw] of SAMPLES) {
    const canvas = el('canvas', { 'aria-hidden': 'true' });
    canvas.style.width = `${WIDE}px`;
    canvas.style.height = `${TALL}px`;
    const pen = new Pen(canvas.getContext('2d')!, palette);
    pen.resize(WIDE, TALL, devicePixelRatio);
    pen.begin(undefined);
    draw(pen);
    list.append(el('li', {}, canvas, el('span', {}, t(label))));
  }
  return list;
}

function keys(): HTMLElement {
  const list = el('dl', { class: 'keys' });
  const add = (label: string, words: readonly string[]) =>
    list.append(el('dt', {}, label), el('dd', {}, ...words.map((word) => el('kbd', {}, word))));
  for (const command of COMMANDS) {
    if (command.help === undefined) continue;
    const also = COMMANDS.filter((other) => other.helpWith === command.id).flatMap((other) => other.keys);
    add(t(command.help), [...command.keys, ...also].filter((key) => key !== '=').map(keyWords));
  }
  add(t('key.wheel'), [t('mouse.ctrlWheel')]);
  add(t('key.drag'), [t('mouse.pan')]);
  add(t('key.select'), [t('mouse.range')]);
  add(t('key.open'), [t('mouse.click')]);
  return list;
}
