/** Keeps the lanes of a trace up to date: who and what there is, how it ended, how tall it must be. */

import type { Actor, Resource } from '../src/trace/identities.ts';
import type { TraceModel } from '../src/trace/model.ts';
import type { ResourceKind } from '../src/trace/schema.ts';
import type { ActorLane, Lane, ResourceChart, ResourceLane, Site } from './scene.ts';

const CHARTS: { readonly [K in ResourceKind]?: ResourceChart } = {
  lock: 'lock',
  rlock: 'lock',
  rwlock: 'lock',
  gil: 'lock',
  event: 'flag',
};
/** Kinds whose level is the number of those who wait. */
export const WAITING_LEVEL: ReadonlySet<ResourceKind> = new Set<ResourceKind>(['condition', 'barrier', 'pool']);

/** The number in a lane's id. */
export const laneNumber = (lane: string): number => Number(lane.slice(1));
/**
 * Where the lanes of a second trace on the same page begin to count. More than any trace has, and a multiple of the
 * number of hues: a resource has the same colour in both.
 */
export const SECOND_TRACE = 1_000_000;

/** The lanes of one trace. */
export class TraceLanes {
  /** The number of the first actor's and the first resource's lane. */
  readonly first: number;
  actors: readonly ActorLane[] = [];
  resources: readonly ResourceLane[] = [];
  /** Goes up when a lane came or changed. */
  version = 0;
  readonly byId = new Map<string, Lane>();
  readonly #model: TraceModel;
  readonly #rows = new Map<number, number>();
  readonly #peaks = new Map<number, { scanned: number; peak: number }>();
  readonly #byKey = new Map<number, string>();
  readonly #resourceIds: string[] = [];
  #seen = -1;

  constructor(model: TraceModel, first: number) {
    this.#model = model;
    this.first = first;
  }

  /** The id of an actor's lane. */
  actorId(actor: number): string {
    return `a${this.first + actor}`;
  }
  /** The id of a resource's lane. */
  resourceId(resource: number): string {
    // Asked for with every span of a picture.
    this.#resourceIds[resource] ??= `r${this.first + resource}`;
    return this.#resourceIds[resource];
  }
  /** The actor or resource of a lane. */
  numberOf(lane: string): number {
    return laneNumber(lane) - this.first;
  }

  /** Looks at what changed in the trace. */
  refresh(): void {
    const model = this.#model;
    if (model.version === this.#seen) return;
    this.#seen = model.version;
    let changed = false;
    const processes = new Map<number, string>();
    for (const actor of model.actors)
      if (actor.kind === 'process') processes.set(actor.process, this.actorId(actor.id));
    const actors: ActorLane[] = [];
    for (const actor of model.actors) {
      if (actor.kind === 'session' || (!actor.announced && (model.lanes[actor.id]?.eventCount ?? 0) === 0)) continue;
      this.#byKey.set(actor.key, this.actorId(actor.id));
      const made = this.#actorLane(actor, processes);
      const known = this.byId.get(made.id);
      if (known?.type === 'actor' && sameActor(known, made)) actors.push(known);
      else {
        changed = true;
        this.byId.set(made.id, made);
        actors.push(made);
      }
    }
    const resources: ResourceLane[] = [];
    for (const resource of model.resources) {
      if (resource.kind === undefined || model.users(resource.id).size === 0) continue;
      const made = this.#resourceLane(resource);
      const known = this.byId.get(made.id);
      if (known?.type === 'resource' && sameResource(known, made)) resources.push(known);
      else {
        changed ||= known === undefined;
        this.byId.set(made.id, made);
        resources.push(made);
      }
    }
    // As they were started, whoever was heard of first.
    this.actors = actors.sort((a, b) => a.startNs - b.startNs || a.index - b.index);
    this.resources = resources;
    if (changed) this.version++;
  }

  /** A lane turned out to need more rows. */
  growRows(actor: number, rows: number): void {
    if ((this.#rows.get(actor) ?? 0) >= rows) return;
    this.#rows.set(actor, rows);
    this.#seen = -1;
  }

  /** The lane of the actor with this number on the wire. */
  byKey(key: unknown): string | undefined {
    return typeof key === 'number' ? this.#byKey.get(key) : undefined;
  }

  site(id: number): Site | undefined {
    const site = this.#model.sites[id];
    return site === undefined || site.file === ''
      ? undefined
      : { file: site.file, line: Math.max(1, site.line), column: Math.max(1, site.column), fn: site.fn };
  }

  #actorLane(actor: Actor, processes: ReadonlyMap<number, string>): ActorLane {
    const lane = this.#model.lanes[actor.id];
    const rows = (lane?.named.length ?? 0) + Math.max(1, lane?.holds.length ?? 0);
    const startedBy = this.#model.actors[actor.parent];
    const { exit } = actor;
    return {
      type: 'actor',
      id: this.actorId(actor.id),
      index: actor.id,
      name: actor.name || actor.display,
      kind: actor.kind === 'thread' ? 'thread' : 'process',
      daemon: actor.daemon,
      pid: actor.pid,
      process: actor.kind === 'thread' ? processes.get(actor.process) : undefined,
      startedBy: startedBy === undefined || startedBy.kind === 'session' ? undefined : this.actorId(startedBy.id),
      startNs: Math.max(0, actor.bornNs),
      endNs: exit?.atNs,
      exit: exit && { reason: exit.reason, code: exit.code, signal: exit.signal, error: exit.error, rule: exit.rule },
      rows: Math.max(rows, this.#rows.get(actor.id) ?? 1),
    };
  }

  #resourceLane(resource: Resource): ResourceLane {
    return {
      type: 'resource',
      id: this.resourceId(resource.id),
      index: resource.id,
      name: resource.name,
      kind: resource.kind!,
      capacity: resource.capacity ?? (isSemaphore(resource) ? resource.initial : undefined),
      chart: CHARTS[resource.kind!] ?? 'level',
      site: this.site(resource.site),
    };
  }

  /** The highest level so far; what is scanned once is not scanned again. */
  peak(id: number): number {
    const resource = this.#model.resources[id];
    if (resource === undefined) return 0;
    const steps = this.#model.resource(resource.id)?.steps;
    let known = this.#peaks.get(resource.id);
    if (known === undefined) {
      known = { scanned: 0, peak: 0 };
      this.#peaks.set(resource.id, known);
    }
    if (steps === undefined) return 0;
    const column = WAITING_LEVEL.has(resource.kind!) ? steps.waiters : steps.value;
    for (let i = Math.min(known.scanned, steps.length); i < steps.length; i++) {
      if (column[i]! > known.peak) known.peak = column[i]!;
    }
    known.scanned = Math.max(0, steps.length - 64);
    return known.peak;
  }
}

function isSemaphore(resource: Resource): boolean {
  return resource.kind === 'semaphore' || resource.kind === 'bounded-semaphore';
}

function sameActor(a: ActorLane, b: ActorLane): boolean {
  return (
    a.name === b.name &&
    a.daemon === b.daemon &&
    a.rows === b.rows &&
    a.startNs === b.startNs &&
    a.endNs === b.endNs &&
    a.exit?.reason === b.exit?.reason &&
    a.exit?.error === b.exit?.error &&
    a.exit?.rule === b.exit?.rule &&
    a.process === b.process &&
    a.startedBy === b.startedBy
  );
}

function sameResource(a: ResourceLane, b: ResourceLane): boolean {
  return a.name === b.name && a.kind === b.kind && a.capacity === b.capacity && a.site?.line === b.site?.line;
}
