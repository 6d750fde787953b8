/** What is said of a deadlock and of a stall. */
import type { Actor } from '../identities.ts';
import type { TraceModel } from '../model.ts';
import type { Op } from '../schema.ts';
import { actorName, type Cited, type Finding, makeFinding, resourceName } from './finding.ts';
import type { Link } from './knots.ts';
import { type FindingString, type Phrase, phrase } from './phrase.ts';
import type { Pending, World } from './world.ts';

/** So many of those who could have helped are named for one wait. */
const MOST_HELPERS = 3;
/** So many waits are told of in words. */
const MOST_WAITS = 8;

/** Seconds of the run, as people read them. */
const seconds = (atNs: number) => (atNs / 1e9).toFixed(2);

/** A ring of waits. */
export function deadlockFinding(
  model: TraceModel,
  world: World,
  ring: readonly Link[],
  scope: Finding['scope'],
): Finding {
  const cited = ring.flatMap(({ wait, to, tie }): Cited[] => {
    const holds = tie === 'held' ? (world.holds.get(wait.resource) ?? []).filter(({ actor }) => actor === to) : [];
    return [
      { ...wait, how: 'waits' },
      ...holds.map(({ event }): Cited => ({ actor: to, resource: wait.resource, target: -1, event, how: 'holds' })),
    ];
  });
  const [first] = ring;
  const self = ring.length === 1 && first !== undefined;
  return makeFinding(
    model,
    { finding: 'deadlock', severity: 'error', scope },
    self
      ? phrase('deadlock.self', actorName(model, first.wait.actor), resourceName(model, first.wait.resource))
      : phrase(
          'deadlock.ring',
          ring.map((link) => linkInWords(model, link)),
        ),
    remedyOf(model, ring),
    cited,
  );
}

function linkInWords(model: TraceModel, { wait, to, tie }: Link): Phrase {
  const { op, resource, actor } = wait;
  const who = actorName(model, actor);
  const other = actorName(model, to);
  if (tie === 'join') return phrase('deadlock.waits-end', who, other);
  const what = resourceName(model, resource);
  if (tie === 'held') return phrase('deadlock.waits-held', who, what, other);
  if (tie === 'behind') return phrase('deadlock.waits-behind', who, what, other);
  return phrase(COULD[op] ?? 'deadlock.waits-signal', who, what, other);
}

const COULD: { readonly [K in Op]?: FindingString } = { put: 'deadlock.waits-put', get: 'deadlock.waits-get' };

function remedyOf(model: TraceModel, ring: readonly Link[]): Phrase {
  const held = ring.filter(({ tie }) => tie === 'held' || tie === 'behind');
  const ids = [...new Set(held.map(({ wait }) => wait.resource))].sort((a, b) => a - b);
  const names = ids.map((id) => model.resources[id]?.name ?? '').join(', ');
  const kind = model.resources[ids[0] ?? -1]?.kind;
  if (ring.length === 1) return phrase(kind === 'rwlock' ? 'deadlock.remedy-upgrade' : 'deadlock.remedy-self', names);
  if (ring.every(({ tie }) => tie === 'could')) return phrase('deadlock.remedy-queues');
  if (ring.some(({ tie }) => tie === 'could')) return phrase('deadlock.remedy-let-go', names);
  if (ring.some(({ tie }) => tie === 'join')) return phrase('deadlock.remedy-join');
  return phrase(ids.length < 2 ? 'deadlock.remedy-let-go' : 'deadlock.remedy-order', names);
}

/** Waits that nobody is left to end; `waits`: with those who wait for the end of who waits. */
export function stallFinding(
  model: TraceModel,
  world: World,
  chief: readonly Pending[],
  waits: readonly Pending[],
  scope: Finding['scope'],
): Finding {
  const told = chief.slice(0, MOST_WAITS);
  const helpers = new Map<string, Phrase>();
  for (const wait of told)
    for (const helper of helpersOf(model, world, wait)) helpers.set(JSON.stringify(helper), helper);
  return makeFinding(
    model,
    { finding: 'stall', severity: 'error', scope },
    phrase(
      'stall.waits',
      told.map((wait) => hope(model, world, wait)),
      helpers.size > 0 ? phrase('stall.helpers', [...helpers.values()]) : '',
    ),
    phrase(REMEDIES[told[0]!.op] ?? 'stall.remedy-other'),
    [...new Set([...chief, ...waits])].map((wait): Cited => ({ ...wait, how: 'waits' })),
  );
}

function hope(model: TraceModel, world: World, wait: Pending): Phrase {
  const { actor, op, resource, target, at } = wait;
  const who = actorName(model, actor);
  if (op === 'join') return phrase('stall.join', who, actorName(model, target), seconds(at));
  const what = resourceName(model, resource);
  const kind = model.resources[resource]?.kind;
  if (kind === 'barrier') {
    const { capacity = 0 } = model.resources[resource]!;
    return phrase('stall.barrier', who, what, seconds(at), world.waiters(wait).length, capacity);
  }
  if (kind === 'condition' && op === 'wait') {
    const notified = world.supply.signalNs(resource);
    if (notified > 0 && notified < at)
      return phrase('stall.notified-before', who, what, seconds(at), seconds(notified));
    return phrase('stall.condition', who, what, seconds(at));
  }
  return phrase(kind === 'event' ? 'stall.event' : (HOPES[op] ?? 'stall.other'), who, what, seconds(at));
}

const HOPES: { readonly [K in Op]?: FindingString } = {
  put: 'stall.put',
  get: 'stall.get',
  'join-queue': 'stall.join-queue',
  acquire: 'stall.acquire',
};
const REMEDIES: { readonly [K in Op]?: FindingString } = {
  put: 'stall.remedy-put',
  get: 'stall.remedy-get',
  'join-queue': 'stall.remedy-join-queue',
  acquire: 'stall.remedy-acquire',
};

/** What an actor did to a resource that makes it one who could have ended a wait: the strongest first. */
const DEEDS: readonly (readonly [Op, FindingString])[] = [
  ['release', 'helper.release'],
  ['put', 'helper.put'],
  ['get', 'helper.get'],
  ['task-done', 'helper.get'],
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

/** Who could have helped and has ended, and how; at least who had the thing at hand. */
function helpersOf(model: TraceModel, world: World, wait: Pending): Phrase[] {
  const { actor, op, resource } = wait;
  if (resource < 0) return [];
  const wanted = HELP[op] ?? [];
  const deeds = new Map<number, Set<Op>>();
  for (const event of model.eventsOf(resource)) {
    const did = model.store.op(event);
    const who = model.store.actor(event);
    if (who === actor || !wanted.includes(did) || model.store.outcome(event) === 'timeout') continue;
    const own = deeds.get(who);
    if (own) own.add(did);
    else deeds.set(who, new Set([did]));
  }
  const gone = model.actors.filter(
    ({ id, kind, exit }) => kind !== 'session' && id !== actor && exit !== undefined && exit.atNs <= world.clock,
  );
  const helped = gone.filter(({ id }) => deeds.has(id));
  const known = model.resources[resource];
  const had = known?.module === false ? gone.filter(({ id }) => world.reach.has(id, resource)) : gone;
  const named = helped.length > 0 ? helped : had;
  return named.slice(-MOST_HELPERS).map((one) => {
    const did = DEEDS.find(([deed]) => deeds.get(one.id)?.has(deed));
    const who = did ? phrase(did[1], actorName(model, one.id)) : phrase('helper.had', actorName(model, one.id));
    return ended(
      one,
      helped.length > 0 || known?.module === false ? who : phrase('helper.other', actorName(model, one.id)),
    );
  });
}

function ended({ exit }: Actor, who: Phrase): Phrase {
  const { atNs, reason, error = '', code = 0, signal } = exit!;
  const at = seconds(atNs);
  switch (reason) {
    case 'returned':
      return phrase('ended.returned', who, at);
    case 'error':
      return phrase('ended.error', who, at, error.split('\n', 1)[0]!);
    case 'exit':
      return phrase('ended.exit', who, at, code);
    case 'signal':
      return phrase('ended.signal', who, at, signal ?? '');
    case 'terminated':
      return phrase('ended.terminated', who, at);
    case 'daemon':
      return phrase('ended.daemon', who, at);
    default:
      return phrase('ended.unknown', who, at);
  }
}
