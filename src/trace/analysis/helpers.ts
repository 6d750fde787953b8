/** Who could have ended a wait that nobody ends any more, and what became of them, in words. */
import type { Actor } from '../identities.ts';
import type { TraceModel } from '../model.ts';
import type { Op } from '../schema.ts';
import { actorName } from './finding.ts';
import { type FindingString, type Phrase, phrase } from './phrase.ts';
import { blockedNow } from './stuck.ts';
import type { Pending, World } from './world.ts';

/** So many of them are named. */
const MOST = 4;

/** Seconds of the run, as people read them. */
export function seconds(atNs: number): string {
  return (atNs / 1e9).toFixed(2);
}

/** What an actor did to a resource that makes it one who could have ended a wait: the strongest first. */
const DEEDS: readonly (readonly [Op, FindingString])[] = [
  ['release', 'helper.release'],
  ['put', 'helper.put'],
  ['get', 'helper.get'],
  ['notify', 'helper.notify'],
  ['set', 'helper.set'],
  ['acquire', 'helper.acquire'],
  ['wait', 'helper.wait'],
];
/** The deeds that count for a wait of each kind. */
const HELP: { readonly [K in Op]?: readonly Op[] } = {
  put: ['get'],
  get: ['put'],
  'join-queue': ['get'],
  acquire: ['release', 'acquire'],
  wait: ['notify', 'set', 'wait'],
};

/** One sentence for each; `known`: actors of whom it is told already that they wait. */
export function helpersInWords(
  model: TraceModel,
  world: World,
  waits: readonly Pending[],
  known: ReadonlySet<number>,
): Phrase[] {
  const did = new Map<number, FindingString>();
  for (const wait of waits) for (const [id, deed] of doers(model, wait)) if (!did.has(id)) did.set(id, deed);
  const byDeed = inWords(model, world, did, known);
  if (byDeed.length > 0) return byDeed;
  // Nobody ever did what was needed: whoever had the thing at hand.
  const had = new Map<number, FindingString>();
  for (const { resource, actor } of waits) {
    const isPrivate = model.resources[resource]?.module === false;
    for (const { id, kind, name } of model.actors) {
      if (resource < 0 || id === actor || kind === 'session' || name === '' || !world.reach.has(id, resource)) continue;
      if (!had.has(id)) had.set(id, isPrivate ? 'helper.had' : 'helper.other');
    }
  }
  return inWords(model, world, had, known);
}

/** Who did what ends a wait of this kind, and what it was. */
function doers(model: TraceModel, { actor, op, resource }: Pending): Map<number, FindingString> {
  const deeds = new Map<number, Set<Op>>();
  const wanted = HELP[op] ?? [];
  for (const event of resource < 0 ? [] : model.eventsOf(resource)) {
    const who = model.store.actor(event);
    const deed = model.store.op(event);
    if (who === actor || !wanted.includes(deed) || model.store.phase(event) === 'begin') continue;
    const own = deeds.get(who);
    if (own) own.add(deed);
    else deeds.set(who, new Set([deed]));
  }
  const found = new Map<number, FindingString>();
  for (const [who, own] of deeds) found.set(who, DEEDS.find(([deed]) => own.has(deed))![1]);
  return found;
}

function inWords(
  model: TraceModel,
  world: World,
  them: ReadonlyMap<number, FindingString>,
  known: ReadonlySet<number>,
): Phrase[] {
  const phrases: Phrase[] = [];
  for (const [id, string] of them) {
    if (known.has(id)) continue;
    const became = whatBecameOf(model, world, model.actors[id]!, phrase(string, actorName(model, id)));
    if (became) phrases.push(became);
  }
  return phrases.slice(-MOST);
}

function whatBecameOf(model: TraceModel, world: World, { id, exit }: Actor, who: Phrase): Phrase | undefined {
  if (exit === undefined || exit.atNs > world.clock) {
    const wait = blockedNow(world, id)?.waits[0];
    if (wait?.ending) return phrase('ended.main', who, seconds(wait.at));
    return wait?.op === 'join' ? phrase('ended.joins', who, actorName(model, wait.target)) : undefined;
  }
  const { atNs, reason, error = '', code = 0, signal = '' } = exit;
  const at = seconds(atNs);
  switch (reason) {
    case 'returned':
      return phrase('ended.returned', who, at);
    case 'error':
      return phrase('ended.error', who, at, error.split('\n', 1)[0]!);
    case 'exit':
      return phrase('ended.exit', who, at, code);
    case 'signal':
      return phrase('ended.signal', who, at, signal);
    case 'terminated':
      return phrase('ended.terminated', who, at);
    case 'daemon':
      return phrase('ended.daemon', who, at);
    default:
      return phrase('ended.unknown', who, at);
  }
}
