/** Says in words what something on the timeline is: the same words in tooltip, details, table and announcements. */

import { formatDuration, formatExact } from './format.ts';
import type {
  ActorLane,
  Exit,
  Instant,
  Item,
  Lane,
  QueuedItem,
  ResourceLane,
  Scene,
  Site,
  Span,
  Step,
} from './scene.ts';
import { isStringKey, t } from './strings.ts';
import { oneLine } from './text.ts';

/** The name of a lane, on one line, where it is clear which run it belongs to. */
export function bareName(scene: Scene, id: string | undefined): string {
  const lane = id === undefined ? undefined : scene.lane(id);
  return lane === undefined ? '?' : oneLine(lane.name) || '?';
}

/** The name of a lane, on one line; where two runs stand beside each other, with its run's letter. */
export function laneName(scene: Scene, id: string | undefined): string {
  const name = bareName(scene, id);
  const run = id === undefined ? undefined : scene.runOf?.(id);
  return run === undefined ? name : `${name} (${'AB'[run]})`;
}

/** What kind of lane it is. */
export function laneKind(lane: Lane): string {
  if (lane.type === 'resource') return t(`kind.${lane.kind}`);
  if (lane.kind === 'process') return t(lane.daemon ? 'lane.daemonProcess' : 'lane.process');
  return t(lane.daemon ? 'lane.daemonThread' : 'lane.thread');
}

/** Why an actor ended. */
export function exitWords(exit: Exit): string {
  switch (exit.reason) {
    case 'exit':
      return t('exit.exit', exit.code ?? 0);
    case 'signal':
      return t('exit.signal', exit.signal ?? '?');
    case 'returned':
    case 'error':
    case 'daemon':
    case 'terminated':
    case 'session':
      return t(`exit.${exit.reason}`);
    default:
      return t('exit.unknown');
  }
}

/** How a run ended, by the end of its main process; of one that ended well, that it ended. */
export function runEndWords({ reason, code, signal }: Exit): string {
  if (reason === 'session') return t('run.stopped');
  if (reason === 'signal') return t('run.killed', signal ?? '?');
  return code !== undefined && code !== 0 ? t('run.code', code) : t('run.ended');
}

/** What an item is, without its duration: `waits for mutex`. */
export function itemWords(scene: Scene, item: Item): string {
  return item.type === 'span' ? spanWords(scene, item) : instantWords(scene, item);
}

function spanWords(scene: Scene, span: Span): string {
  if (span.count > 1) return t('span.busy', span.count);
  const resource = laneName(scene, span.resource);
  switch (span.kind) {
    case 'starting':
      return t('span.starting');
    case 'running':
      return t('span.running');
    case 'cpu':
      return t('span.cpu');
    case 'sleeping':
      return t('span.sleeping');
    case 'holding':
      return t('span.holding', resource);
    case 'joining':
      return t('span.joining', laneName(scene, span.target));
    case 'task':
      return t('span.task', oneLine(span.name ?? ''));
    case 'custom':
      return oneLine(span.name ?? '');
    case 'waiting':
      if (span.op === 'put') return t('span.putting', resource);
      if (span.op === 'get') return t('span.getting', resource);
      if (span.op === 'join-queue') return t('span.joinQueue', resource);
      return t(span.op === 'wait' ? 'span.waitingOn' : 'span.waiting', resource);
  }
}

function instantWords(scene: Scene, instant: Instant): string {
  const text = oneLine(instant.text ?? '');
  switch (instant.op) {
    case 'output':
      return t(instant.stream === 2 ? 'instant.stderr' : 'instant.stdout', text);
    case 'mark':
      return t('instant.mark', text);
    case 'lost':
      return t('instant.lost', instant.count);
    case 'start':
      return t('instant.start', laneName(scene, instant.target));
    case 'run':
      return t('instant.run', text);
    case 'watch':
      return t('instant.watch', text || laneName(scene, instant.resource));
    case 'exit':
      return t('instant.exit', text);
    case 'flow':
      return text;
    default: {
      const key = `instant.${instant.op}`;
      const name = laneName(scene, instant.resource);
      return isStringKey(key) ? t(key, name) : t('span.operation', instant.op, name);
    }
  }
}

/** How an operation ended, when there is something to say about it. */
export function outcomeWords(item: Item): string {
  return item.outcome === undefined || item.outcome === 'ok' ? '' : t(`outcome.${item.outcome}`);
}

/** How long a span lasted, or when an instant was. */
export function whenWords(item: Item): string {
  if (item.type === 'instant') return t('details.at', formatExact(item.atNs));
  const duration = formatDuration(item.endNs - item.startNs);
  return item.open ? t('details.soFar', duration) : duration;
}

/** One sentence for screen readers and the live region. */
export function itemSentence(scene: Scene, item: Item): string {
  const parts = [laneName(scene, item.lane), itemWords(scene, item), whenWords(item), outcomeWords(item)];
  return parts.filter((part) => part !== '').join(', ');
}

/** What a lane is, in one sentence. */
export function laneSentence(scene: Scene, lane: Lane): string {
  const parts = [laneName(scene, lane.id), laneKind(lane)];
  if (lane.type === 'actor') {
    if (lane.kind === 'process' && lane.pid > 0) parts.push(t('lane.pid', lane.pid));
    if (lane.exit) parts.push(exitWords(lane.exit));
  } else {
    const step = stepAt(scene, lane, scene.endNs);
    if (step) parts.push(stepWords(scene, lane, step));
  }
  return parts.filter((part) => part !== '').join(', ');
}

/** A resource at one moment, in one sentence. */
export function momentSentence(scene: Scene, lane: ResourceLane, atNs: number): string {
  const step = stepAt(scene, lane, atNs);
  const parts = [laneName(scene, lane.id), step && stepWords(scene, lane, step), t('details.at', formatExact(atNs))];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

/** An item in a queue: what it is, whose it is, how old it is. */
export function queuedWords(scene: Scene, item: QueuedItem, atNs: number): string {
  const what = item.preview === undefined ? t('resource.item', item.number) : oneLine(item.preview, 60);
  return t('resource.itemBy', what, laneName(scene, item.by), formatDuration(Math.max(0, atNs - item.sinceNs)));
}

/** The state of a resource during a step: `held by Ann, 2 waiting`. */
export function stepWords(scene: Scene, lane: ResourceLane, step: Step): string {
  const waiting =
    step.waiters === 1 ? t('resource.oneWaiter') : step.waiters > 1 ? t('resource.waiters', step.waiters) : '';
  return [levelWords(scene, lane, step), waiting].filter((part) => part !== '').join(', ');
}

function levelWords(scene: Scene, lane: ResourceLane, step: Step): string {
  if (lane.chart === 'lock') {
    if (step.value <= 0) return t('resource.free');
    return step.holder === undefined ? t('resource.heldBy', '?') : t('resource.heldBy', laneName(scene, step.holder));
  }
  if (lane.chart === 'flag') return t(step.value > 0 ? 'resource.set' : 'resource.unset');
  switch (lane.kind) {
    case 'semaphore':
    case 'bounded-semaphore':
      return lane.capacity === undefined
        ? t('resource.permitsOpen', step.value)
        : t('resource.permits', step.value, Math.max(lane.capacity, step.value));
    case 'value':
    case 'shared-array':
      return t('resource.value', step.value);
    case 'condition':
    case 'barrier':
    case 'pool':
      if (step.value === 0) return t('resource.nobody');
      return step.value === 1 ? t('resource.oneWaiter') : t('resource.waiters', step.value);
    default: {
      if (step.value === 0) return t('resource.empty');
      const capacity = lane.capacity ?? 0;
      if (capacity > 0)
        return step.value >= capacity ? t('resource.full', step.value) : t('resource.depth', step.value, capacity);
      return step.value === 1 ? t('resource.oneItem') : t('resource.depthOpen', step.value);
    }
  }
}

/** The step of a resource that a moment lies in. */
export function stepAt(scene: Scene, lane: ResourceLane, atNs: number): Step | undefined {
  let found: Step | undefined;
  scene.steps(lane.id, atNs, atNs, 0, (step) => {
    if (step.startNs <= atNs && atNs <= step.endNs) found = { ...step };
  });
  return found;
}

/** A source line as people write it: the file's name, line and column. */
export function siteWords(site: Site): string {
  const name = oneLine(site.file.split(/[\\/]/).at(-1) || site.file);
  return `${name}:${site.line}:${site.column}`;
}

/** The moment at which an item begins. */
export function itemStart(item: Item): number {
  return item.type === 'span' ? item.startNs : item.atNs;
}

/** The moment at which an item ends. */
export function itemEnd(item: Item): number {
  return item.type === 'span' ? item.endNs : item.atNs;
}

/** Whether an actor is one that was cut off rather than one that came to its end. */
export function wasCutOff(lane: ActorLane): boolean {
  return lane.exit !== undefined && !['returned', 'exit'].includes(lane.exit.reason);
}
