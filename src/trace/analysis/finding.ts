/** What the analysis finds: one defect, as plain data in the form that `heddle check --json` prints. */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { type Filling, inWords, type Phrase, phrase } from './phrase.ts';

/** Kinds of findings. The first three are defects of the run that was seen; the others are risks. */
export const FINDING_KINDS = [
  'deadlock',
  'stall',
  'race', // accesses that nothing orders, or a look and an act that others come between
  'lock-order', // locks taken in two orders: it could have hung
  'long-hold', // a lock held over a long wait or sleep while others waited for it
  'unreleased', // a lock that its last holder never released
  'foreign-release', // a lock released by somebody who did not hold it
  'lost-permit', // a permit of a semaphore that nobody can give back any more
  'abandoned', // a lock whose holder died
  'starvation', // somebody who waits while others are served again and again
  'convoy', // threads that queue up at a lock at each turn, so that one at a time works
  'queue-growth', // a queue that is filled faster than it is emptied, all along
  'endless-consumer', // a consumer that waits for items when nobody is left who would end it
  'cut-off', // daemon work that was ended in the middle of a critical section
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What an actor does to a resource (or to an actor that is joined), in the edges of a finding. */
export const EDGE_ROLES = ['waits', 'holds', 'reads', 'writes', 'released'] as const;
export type EdgeRole = (typeof EDGE_ROLES)[number];

/** Who waits for what, holds, reads or writes what, and where in the source. One of the roles is there. */
export type FindingEdge = {
  readonly actor: string;
  readonly site?: string;
  /** Of one who waits: since when, in milliseconds of the run. */
  readonly sinceMs?: number;
} & {
  readonly [R in EdgeRole]?: string;
};

export interface Finding {
  readonly finding: FindingKind;
  readonly severity: 'error' | 'warning';
  /** `all`: nothing of the program goes on any more; `some`: the others do. */
  readonly scope: 'all' | 'some';
  /** One sentence of cause, in English. */
  readonly message: string;
  /** The way out, in English. */
  readonly remedy: string;
  /** The same two for other languages. */
  readonly phrases: { readonly message: Phrase; readonly remedy: Phrase };
  readonly actors: readonly { readonly id: string; readonly name: string }[];
  readonly resources: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
  readonly edges: readonly FindingEdge[];
  /** Call sites, as `file:line:column`. */
  readonly sites: readonly string[];
  /** The events that show it, one an edge, in the order in which they happened: indexes into the trace's store. */
  readonly events: readonly EventIndex[];
  /** The one of them at which the harm was done, such as the write that lost an update. */
  readonly mark?: EventIndex;
}

/** What makes findings of one sort as a trace grows. */
export interface Detector {
  /** New findings. `nowNs`: since the session's start; Infinity: nothing more will come. */
  look(nowNs: number): Finding[];
}

/** An operation of an actor on a resource (or on another actor), as a finding cites it. */
export interface Cited {
  readonly actor: number;
  /** Id of the resource, or -1. */
  readonly resource: number;
  /** Id of the actor that is joined, or -1. */
  readonly target: number;
  readonly event: EventIndex;
  readonly how: EdgeRole;
}

/** Where an event was caused, as `file:line:column`; undefined when no site was recorded. */
export function siteOf(model: TraceModel, event: EventIndex): string | undefined {
  const site = model.sites[model.store.site(beginOf(model, event))];
  return site && `${site.file}:${site.line}:${site.column}`;
}

/** The begin of an operation, for its end: there the site stands. What has a site, or no begin, stands for itself. */
function beginOf({ store }: TraceModel, event: EventIndex): EventIndex {
  if (store.site(event) >= 0 || store.phase(event) !== 'end') return event;
  const [actor, op, flight] = [store.actor(event), store.opNumber(event), store.flight(event)];
  for (let earlier = event - 1; earlier >= 0; earlier--)
    if (
      store.actor(earlier) === actor &&
      store.opNumber(earlier) === op &&
      store.flight(earlier) === flight &&
      store.phase(earlier) === 'begin'
    )
      return earlier;
  return event;
}

/** The role that an edge tells of, and its object's id. */
export function edgeRole(edge: FindingEdge): { readonly role: EdgeRole; readonly object: string } {
  for (const role of EDGE_ROLES) {
    const object = edge[role];
    if (object !== undefined) return { role, object };
  }
  return { role: 'holds', object: '' };
}

/** How a sentence speaks of an actor. */
export function actorName(model: TraceModel, id: number): Filling {
  const actor = model.actors[id];
  return actor ? actor.name || actor.display : phrase('thing.somebody');
}
/** How a sentence speaks of a resource. */
export function resourceName(model: TraceModel, id: number): Phrase {
  const resource = model.resources[id];
  return resource ? phrase(`kind.${resource.kind ?? 'resource'}`, resource.name) : phrase('thing.something');
}

/** Makes a finding of what it cites. */
export function makeFinding(
  model: TraceModel,
  what: Pick<Finding, 'finding' | 'severity' | 'scope'>,
  message: Phrase,
  remedy: Phrase,
  cited: readonly Cited[],
): Finding {
  const unique = (ids: readonly number[]) => [...new Set(ids)].filter((id) => id >= 0);
  const display = (id: number) => model.actors[id]?.display ?? '';
  const edges = cited.map(({ actor, resource, target, event, how }): FindingEdge => {
    const object = resource >= 0 ? (model.resources[resource]?.display ?? '') : display(target);
    const site = siteOf(model, event);
    const since = how === 'waits' ? { sinceMs: Math.round(model.store.at(event) / 1e6) } : undefined;
    return { actor: display(actor), [how]: object, ...(site === undefined ? undefined : { site }), ...since };
  });
  return {
    ...what,
    message: inWords(message),
    remedy: inWords(remedy),
    phrases: { message, remedy },
    actors: unique(cited.flatMap(({ actor, target }) => [actor, target])).map((id) => ({
      id: display(id),
      name: model.actors[id]?.name || display(id),
    })),
    resources: unique(cited.map(({ resource }) => resource)).map((id) => {
      const { display: shown = '', name = '', kind = 'unknown' } = model.resources[id] ?? {};
      return { id: shown, name, kind: kind as string };
    }),
    edges,
    sites: [...new Set(edges.flatMap(({ site }) => (site === undefined ? [] : [site])))],
    events: cited.map(({ event }) => event),
  };
}
