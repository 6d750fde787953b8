/** Everything that can be done on the page, once: the toolbar, the keys and the help are made from this list. */

import type { ViewStringKey } from '../src/trace/view-strings.ts';
import type { App } from './app.ts';
import type { IconName } from './icons.ts';

/** One thing to do. */
export interface Command {
  readonly id: string;
  readonly label: ViewStringKey;
  readonly icon?: IconName;
  /** As `KeyboardEvent.key` gives them, with `Ctrl+`, `Alt+` and `Shift+` in front. */
  readonly keys: readonly string[];
  /** Where it has a button: always in sight, where there is room, or only in the menu. */
  readonly button?: 'always' | 'roomy' | 'menu';
  /** What the help calls it, when its line there is not the label. */
  readonly help?: ViewStringKey;
  /** Keys that the help shows on the line of another command. */
  readonly helpWith?: string;
  run(app: App, event?: KeyboardEvent): void;
  enabled?(app: App): boolean;
  pressed?(app: App): boolean;
  /** A number beside its icon; the button is there only while it is above 0. */
  badge?(app: App): number;
}

/** How far one key press moves, as a share of the view. */
const PAN_STEP = 0.12;
const ZOOM_STEP = 1.35;

const chartOnly = (app: App) => app.hasRun && app.mode === 'chart';

/** All commands. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'stop',
    label: 'toolbar.stop',
    icon: 'stop',
    keys: [],
    button: 'always',
    run: (app) => app.host.post({ type: 'run-command', command: 'stop' }),
    enabled: (app) => app.live,
  },
  {
    id: 'follow',
    label: 'toolbar.follow',
    icon: 'follow',
    keys: ['l', 'End'],
    button: 'always',
    help: 'key.follow',
    run: (app) => app.moving.setFollowing(!app.moving.following),
    enabled: (app) => app.live && app.mode === 'chart',
    pressed: (app) => app.moving.following,
  },
  {
    id: 'compare',
    label: 'compare.show',
    icon: 'split',
    keys: ['v'],
    button: 'always',
    help: 'compare.key',
    run: (app) =>
      app.picking.selection?.type === 'comparison' ? app.picking.clearSelection() : app.picking.selectComparison(),
    enabled: (app) => chartOnly(app) && app.run?.compared !== undefined,
    pressed: (app) => app.picking.selection?.type === 'comparison',
  },
  {
    id: 'fit',
    label: 'toolbar.fit',
    icon: 'fit',
    keys: ['0', 'Home'],
    button: 'always',
    help: 'key.fit',
    run: (app) => app.moving.fitAll(),
    enabled: chartOnly,
  },
  {
    id: 'zoom-in',
    label: 'toolbar.zoomIn',
    icon: 'zoomIn',
    keys: ['w', '+', '='],
    button: 'roomy',
    help: 'key.zoom',
    run: (app) => app.moving.zoom(ZOOM_STEP),
    enabled: chartOnly,
  },
  {
    id: 'zoom-out',
    label: 'toolbar.zoomOut',
    icon: 'zoomOut',
    keys: ['s', '-'],
    button: 'roomy',
    helpWith: 'zoom-in',
    run: (app) => app.moving.zoom(1 / ZOOM_STEP),
    enabled: chartOnly,
  },
  {
    id: 'pan-left',
    label: 'key.pan',
    keys: ['a', 'ArrowLeft'],
    help: 'key.pan',
    run: (app) => app.moving.pan(-PAN_STEP),
    enabled: chartOnly,
  },
  {
    id: 'pan-right',
    label: 'key.pan',
    keys: ['d', 'ArrowRight'],
    helpWith: 'pan-left',
    run: (app) => app.moving.pan(PAN_STEP),
    enabled: chartOnly,
  },
  {
    id: 'lane-up',
    label: 'key.lanes',
    keys: ['ArrowUp'],
    help: 'key.lanes',
    run: (app) => app.stepping.stepLane(-1),
    enabled: chartOnly,
  },
  {
    id: 'lane-down',
    label: 'key.lanes',
    keys: ['ArrowDown'],
    helpWith: 'lane-up',
    run: (app) => app.stepping.stepLane(1),
    enabled: chartOnly,
  },
  {
    id: 'previous',
    label: 'key.events',
    keys: [','],
    help: 'key.events',
    run: (app) => app.stepping.stepItem(-1),
    enabled: chartOnly,
  },
  {
    id: 'next',
    label: 'key.events',
    keys: ['.'],
    helpWith: 'previous',
    run: (app) => app.stepping.stepItem(1),
    enabled: chartOnly,
  },
  {
    id: 'focus',
    label: 'key.focus',
    keys: ['f'],
    help: 'key.focus',
    run: (app) => app.stepping.zoomToSelection(),
    enabled: chartOnly,
  },
  {
    id: 'open',
    label: 'key.open',
    keys: ['Enter'],
    help: 'key.open',
    run: (app, event) => app.stepping.openSelection(event?.altKey === true),
    enabled: chartOnly,
  },
  {
    id: 'unblocker',
    label: 'key.unblocker',
    keys: ['u'],
    help: 'key.unblocker',
    run: (app) => app.stepping.goToFlow('into'),
    enabled: chartOnly,
  },
  {
    id: 'unblocked',
    label: 'key.unblocked',
    keys: ['Shift+U'],
    help: 'key.unblocked',
    run: (app) => app.stepping.goToFlow('from'),
    enabled: chartOnly,
  },
  {
    id: 'select-range',
    label: 'key.select',
    keys: ['m', 'Shift+ArrowLeft', 'Shift+ArrowRight'],
    help: 'key.select',
    run: (app, event) => app.stepping.extendRange(event?.key ?? ''),
    enabled: chartOnly,
  },
  {
    id: 'back',
    label: 'toolbar.back',
    icon: 'undo',
    keys: ['Ctrl+z', 'Alt+ArrowLeft'],
    button: 'roomy',
    help: 'key.undo',
    run: (app) => app.moving.goBack(),
    enabled: (app) => chartOnly(app) && app.moving.history.canUndo,
  },
  {
    id: 'forward',
    label: 'toolbar.forward',
    icon: 'redo',
    keys: ['Ctrl+Shift+Z', 'Ctrl+y', 'Alt+ArrowRight'],
    button: 'menu',
    helpWith: 'back',
    run: (app) => app.moving.goForward(),
    enabled: (app) => chartOnly(app) && app.moving.history.canRedo,
  },
  {
    id: 'flows',
    label: 'toolbar.flows',
    icon: 'flows',
    keys: ['e'],
    button: 'roomy',
    help: 'key.flows',
    run: (app) => app.picking.toggleFlows(),
    enabled: chartOnly,
    pressed: (app) => app.picking.showFlows,
  },
  {
    id: 'find',
    label: 'toolbar.find',
    icon: 'search',
    keys: ['/', 'Ctrl+f'],
    button: 'roomy',
    help: 'key.find',
    run: (app) => app.openFind(),
    enabled: (app) => app.hasRun,
  },
  {
    id: 'fold',
    label: 'key.fold',
    keys: ['c'],
    help: 'key.fold',
    run: (app) => app.lanes.foldCurrent(),
    enabled: chartOnly,
  },
  {
    id: 'pin',
    label: 'key.pin',
    keys: ['p'],
    help: 'key.pin',
    run: (app) => app.lanes.pinCurrent(),
    enabled: chartOnly,
  },
  {
    id: 'move-up',
    label: 'key.move',
    keys: ['Alt+ArrowUp'],
    help: 'key.move',
    run: (app) => app.lanes.moveCurrent(-1),
    enabled: chartOnly,
  },
  {
    id: 'move-down',
    label: 'key.move',
    keys: ['Alt+ArrowDown'],
    helpWith: 'move-up',
    run: (app) => app.lanes.moveCurrent(1),
    enabled: chartOnly,
  },
  {
    id: 'table',
    label: 'toolbar.table',
    icon: 'table',
    keys: ['t'],
    button: 'always',
    help: 'key.table',
    run: (app) => app.setMode(app.mode === 'table' ? 'chart' : 'table'),
    enabled: (app) => app.hasRun,
    pressed: (app) => app.mode === 'table',
  },
  {
    id: 'findings',
    label: 'findings.show',
    icon: 'warning',
    keys: ['i'],
    button: 'always',
    help: 'key.findings',
    run: (app) => app.findings.toggle(),
    enabled: (app) => app.findings.count > 0,
    pressed: (app) => app.findings.isOpen,
    badge: (app) => app.findings.count,
  },
  {
    id: 'replay',
    label: 'toolbar.replay',
    icon: 'play',
    keys: ['r'],
    button: 'roomy',
    help: 'key.replay',
    run: (app) => app.replay.toggle(),
    enabled: (app) => chartOnly(app) && !app.live,
    pressed: (app) => app.replay.atNs !== undefined,
  },
  {
    id: 'export',
    label: 'toolbar.export',
    icon: 'exportIcon',
    keys: [],
    button: 'menu',
    run: (app) => app.host.post({ type: 'run-command', command: 'export' }),
    enabled: (app) => app.hasRun,
  },
  {
    id: 'export-png',
    label: 'toolbar.png',
    keys: [],
    button: 'menu',
    run: (app) => app.savePicture('png'),
    enabled: chartOnly,
  },
  {
    id: 'export-svg',
    label: 'toolbar.svg',
    keys: [],
    button: 'menu',
    run: (app) => app.savePicture('svg'),
    enabled: chartOnly,
  },
  {
    id: 'editor',
    label: 'toolbar.editor',
    icon: 'open',
    keys: [],
    button: 'menu',
    run: (app) => app.host.post({ type: 'run-command', command: 'open-in-editor' }),
  },
  { id: 'clear', label: 'key.clear', keys: ['Escape'], help: 'key.clear', run: (app) => app.picking.clearSelection() },
  {
    id: 'help',
    label: 'toolbar.help',
    icon: 'help',
    keys: ['?'],
    button: 'menu',
    help: 'key.help',
    run: (app) => app.openHelp(),
  },
];

/** The command that a key press asks for. */
export function commandFor(event: KeyboardEvent): Command | undefined {
  const name = keyName(event);
  return COMMANDS.find((command) => command.keys.includes(name));
}

/** A key press in the manner of `Command.keys`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const letter = /^[a-zA-Z]$/.test(event.key);
  const control = event.ctrlKey || event.metaKey;
  const shift = event.shiftKey && (letter || event.key.length > 1);
  const key = letter ? (shift ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key;
  return `${control ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}
