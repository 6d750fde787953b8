/**
 * Guards for the messages of protocol.ts. What comes from the other side is checked here, once; anything that does
 * not have the promised shape is refused as a whole.
 */
import { isFinding } from './finding-check.ts';
import {
  type HostMessage,
  LONGEST_PATH,
  MOST_SOURCES,
  type RunInfo,
  type ViewCommand,
  type ViewMessage,
} from './protocol.ts';

const VIEW_COMMANDS = {
  follow: true,
  'zoom-in': true,
  'zoom-out': true,
  fit: true,
  table: true,
  find: true,
  'export-png': true,
  'export-svg': true,
} satisfies Record<ViewCommand, true>;

type RunCommand = Extract<ViewMessage, { type: 'run-command' }>['command'];
const RUN_COMMANDS = {
  'run-demo': true,
  'run-file': true,
  stop: true,
  'open-in-editor': true,
  export: true,
} satisfies Record<RunCommand, true>;

type Fields = Readonly<Record<string, unknown>>;
type Guard = (message: Fields) => boolean;

const HOST_GUARDS: { readonly [K in HostMessage['type']]: Guard } = {
  reset: (m) => (m.run === undefined || isRunInfo(m.run)) && isStrings(m.strings) && typeof m.locale === 'string',
  frames: (m) => m.bytes instanceof Uint8Array,
  ended: (m) => isRunInfo(m.run),
  findings: (m) => Array.isArray(m.findings) && m.findings.every(isFinding),
  'show-finding': (m) => isCount(m.index),
  command: (m) => isKeyOf(VIEW_COMMANDS, m.command),
};

const VIEW_GUARDS: { readonly [K in ViewMessage['type']]: Guard } = {
  ready: () => true,
  'open-site': (m) => isPath(m.file) && isCount(m.line) && isCount(m.column) && typeof m.beside === 'boolean',
  replay: (m) => Array.isArray(m.sources) && m.sources.length <= MOST_SOURCES && m.sources.every(isPath),
  'show-site': (m) => m.site === undefined || (isFields(m.site) && isPath(m.site.file) && isCount(m.site.line)),
  'run-pattern': (m) => typeof m.pattern === 'string' && /^[a-z0-9-]{1,64}$/.test(m.pattern),
  'run-command': (m) => isKeyOf(RUN_COMMANDS, m.command),
  save: (m) => isText(m.name, 255) && m.name !== '' && isText(m.mime, 255) && m.bytes instanceof Uint8Array,
  taken: (m) => isCount(m.bytes),
  following: (m) => typeof m.following === 'boolean',
  copy: (m) => typeof m.text === 'string',
  failed: (m) => typeof m.message === 'string',
};

/** Whether a value is a message that the extension may send to the page. */
export function isHostMessage(value: unknown): value is HostMessage {
  return isFields(value) && isKeyOf(HOST_GUARDS, value.type) && HOST_GUARDS[value.type](value);
}

/** Whether a value is a message that the page may send to the extension. */
export function isViewMessage(value: unknown): value is ViewMessage {
  return isFields(value) && isKeyOf(VIEW_GUARDS, value.type) && VIEW_GUARDS[value.type](value);
}

function isRunInfo(value: unknown): value is RunInfo {
  return (
    isFields(value) &&
    typeof value.id === 'string' &&
    typeof value.title === 'string' &&
    typeof value.program === 'string' &&
    typeof value.live === 'boolean' &&
    isOptionalText(value.pattern) &&
    isOptionalText(value.summary) &&
    (value.compared === undefined || isCompared(value.compared))
  );
}

function isCompared(value: unknown): boolean {
  return (
    isFields(value) && typeof value.first === 'string' && typeof value.second === 'string' && isCount(value.firstBytes)
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKeyOf<T extends object>(table: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(table, key);
}

function isStrings(value: unknown): boolean {
  return isFields(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isPath(value: unknown): value is string {
  return isText(value, LONGEST_PATH) && value !== '';
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
