/** What the analysis finds: one defect, as plain data in the form that `heddle check --json` prints. */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';

export const FINDING_KINDS = ['deadlock', 'stall'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Who waits for what, or holds what, and where in the source. */
export interface FindingEdge {
  readonly actor: string;
  /** A resource, or an actor that is joined. */
  readonly waits?: string;
  readonly holds?: string;
  readonly site?: string;
}

export interface Finding {
  readonly finding: FindingKind;
  readonly severity: 'error' | 'warning';
  /** `all`: nothing of the program goes on any more; `some`: the others do. */
  readonly scope: 'all' | 'some';
  /** One sentence of cause, in English. */
  readonly message: string;
  readonly actors: readonly { readonly id: string; readonly name: string }[];
  readonly resources: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
  readonly edges: readonly FindingEdge[];
  /** Call sites, as `file:line:column`. */
  readonly sites: readonly string[];
  /** The events that show it: indexes into the trace's store. */
  readonly events: readonly EventIndex[];
}

/** An operation of an actor on a resource (or on another actor), as a finding cites it. */
export interface Cited {
  readonly actor: number;
  /** Id of the resource, or -1. */
  readonly resource: number;
  /** Id of the actor that is joined, or -1. */
  readonly target: number;
  readonly event: EventIndex;
  readonly how: 'waits' | 'holds';
}

/** Where an event was caused, as `file:line:column`; undefined when no site was recorded. */
export function siteOf(model: TraceModel, event: EventIndex): string | undefined {
  const site = model.sites[model.store.site(event)];
  return site && `${site.file}:${site.line}:${site.column}`;
}

/** How a message speaks of an actor. */
export function actorName(model: TraceModel, id: number): string {
  const actor = model.actors[id];
  return actor ? actor.name || actor.display : 'somebody';
}
/** How a message speaks of a resource. */
export function resourceName(model: TraceModel, id: number): string {
  const resource = model.resources[id];
  return resource ? `${resource.kind ?? 'resource'} ${resource.name}` : 'something';
}

/** Makes a finding of what it cites. */
export function makeFinding(
  model: TraceModel,
  what: Pick<Finding, 'finding' | 'severity' | 'scope' | 'message'>,
  cited: readonly Cited[],
): Finding {
  const unique = (ids: readonly number[]) => [...new Set(ids)].filter((id) => id >= 0);
  const display = (id: number) => model.actors[id]?.display ?? '';
  const edges = cited.map(({ actor, resource, target, event, how }): FindingEdge => {
    const object = resource >= 0 ? (model.resources[resource]?.display ?? '') : display(target);
    const site = siteOf(model, event);
    return { actor: display(actor), [how]: object, ...(site === undefined ? undefined : { site }) };
  });
  return {
    ...what,
    actors: unique(cited.flatMap(({ actor, target }) => [actor, target])).map((id) => ({
      id: display(id),
      name: actorName(model, id),
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
