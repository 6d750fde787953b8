/** What is said of a deadlock and of a stall. */
import type { TraceModel } from '../model.ts';
import type { Op } from '../schema.ts';
import { actorName, type Cited, type Finding, makeFinding, resourceName } from './finding.ts';
import { helpersInWords, seconds } from './helpers.ts';
import type { Link } from './knots.ts';
import { type FindingString, type Phrase, phrase } from './phrase.ts';
import type { Pending, World } from './world.ts';

/** So many waits are told of in words. */
const MOST_WAITS = 8;

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
  const helpers = helpersInWords(model, world, told, new Set(chief.map(({ actor }) => actor)));
  return makeFinding(
    model,
    { finding: 'stall', severity: 'error', scope },
    phrase(
      'stall.waits',
      told.map((wait) => hope(model, world, wait)),
      helpers.length > 0 ? phrase('stall.helpers', helpers) : '',
    ),
    phrase(
      model.resources[told[0]!.resource]?.kind === 'pipe'
        ? 'stall.remedy-pipe'
        : (REMEDIES[told[0]!.op] ?? 'stall.remedy-other'),
    ),
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
