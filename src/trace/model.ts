/**
 * The model of a trace: what the timeline draws and the analysis reads. Live: append bytes as they come and ask
 * again; nothing is computed twice and nothing that nobody asks for.
 */

import type { DerivedResource } from './derived.ts';
import type { FrameBatch } from './frame-batch.ts';
import type { Actor, Resource, SessionInfo, Site } from './identities.ts';
import { Lane, type LaneContext } from './lane.ts';
import { type FrameSink, type ReadFailure, TraceReader } from './order.ts';
import { ResourceTrack } from './resource-track.ts';
import { type EventIndex, type EventStore, NO_EVENT } from './store.ts';
import { FILE_HEADER_BYTES } from './trace-file.ts';

/** Events of one actor may be this much older than another's latest when they arrive. */
const SLACK_NS = 100e6;
const MAX_PENDING_RELEASES = 1000;

interface ForeignRelease {
  readonly resource: number;
  readonly at: number;
  readonly event: EventIndex;
}

export class TraceModel implements FrameSink, LaneContext {
  readonly reader: TraceReader;
  /** By actor id. */
  readonly lanes: Lane[] = [];
  /** Grows whenever something changed. */
  version = 0;
  readonly #tracks: ResourceTrack[] = [];
  #releases: ForeignRelease[] = [];
  readonly #signals = new Set<number>();
  #complete = false;

  /** `fromFile`: the bytes begin behind a trace file's header (places of failures count from the file's start). */
  constructor(fromFile = false) {
    this.reader = new TraceReader(this, fromFile ? FILE_HEADER_BYTES : 0);
  }

  get store(): EventStore {
    return this.reader.store;
  }
  get actors(): readonly Actor[] {
    return this.reader.registry.actors;
  }
  get resources(): readonly Resource[] {
    return this.reader.registry.resources;
  }
  get sites(): readonly Site[] {
    return this.reader.registry.sites;
  }
  get session(): SessionInfo | undefined {
    return this.reader.session;
  }
  /** The trace's end so far, nanoseconds since the session's start. */
  get endNs(): number {
    return this.reader.endNs;
  }
  /** Why reading stopped before the end of the bytes. */
  get failure(): ReadFailure | undefined {
    return this.reader.failure;
  }

  /** Takes in the next bytes of frames, cut anywhere. */
  append(bytes: Uint8Array): void {
    this.reader.append(bytes);
    this.#ensureLanes();
    if (this.#releases.length > 0) this.#settleReleases();
    this.version++;
  }

  /** Says that nothing more will come: what waited for late events is settled. */
  complete(): void {
    this.#complete = true;
    for (const lane of this.lanes) lane.trim();
    this.version++;
  }
  /** True when nothing more will come. */
  get isComplete(): boolean {
    return this.#complete;
  }
  /** Before this time no more events are expected. */
  get settledNs(): number {
    return this.#complete ? Number.POSITIVE_INFINITY : this.endNs - SLACK_NS;
  }

  /** What happened to a resource, derived now as far as the events go. */
  resource(id: number): DerivedResource | undefined {
    return this.#tracks[id]?.derive(this.settledNs);
  }

  /** Works on what happened to a resource while `goOn` says so; true when resource() has nothing left to do. */
  deriveSome(id: number, goOn: () => boolean): boolean {
    return this.#tracks[id]?.advance(this.settledNs, goOn) ?? true;
  }

  /** Whether resource() has nothing left to do. */
  isDerived(id: number): boolean {
    return this.#tracks[id]?.isDerived(this.settledNs) ?? true;
  }

  /** A resource's events, in the order of arrival. */
  *eventsOf(id: number): Generator<EventIndex, void> {
    const track = this.#tracks[id];
    for (let n = 0; n < (track?.eventCount ?? 0); n++) yield track!.event(n);
  }

  /** Ids of the actors that ever used a resource. */
  users(id: number): ReadonlySet<number> {
    return this.#tracks[id]?.users ?? new Set();
  }

  frame(actor: number, batch: FrameBatch, first: EventIndex, resources: Uint32Array): void {
    this.#lane(actor).take(batch, first, resources, this.reader.startNs);
    const tracks = this.#tracks;
    for (let row = 0; row < batch.count; row++) {
      const resource = resources[row]!;
      if (resource === 0) continue;
      let track = tracks[resource - 1];
      if (track === undefined) {
        track = new ResourceTrack(this.resources[resource - 1]!, this.store);
        tracks[resource - 1] = track;
      }
      track.add(first + row, actor);
    }
  }

  lost(actor: number, atNs: number, index: EventIndex): void {
    this.#lane(actor).addInstant(atNs, index);
  }

  foreignRelease(resource: number, at: number, event: EventIndex): void {
    if (!this.#signals.has(resource) && this.#releases.length < MAX_PENDING_RELEASES)
      this.#releases.push({ resource, at, event });
  }

  isSignal(resource: number): boolean {
    return this.#signals.has(resource);
  }

  #lane(actor: number): Lane {
    if (actor >= this.lanes.length) this.#ensureLanes();
    return this.lanes[actor]!;
  }

  /** Actors that were only told of have a lane too: it is empty so far. */
  #ensureLanes(): void {
    while (this.lanes.length < this.actors.length) this.lanes.push(new Lane(this.lanes.length, this));
  }

  /** Finds the holds that others' releases ended; what belongs to frames that are still to come waits. */
  #settleReleases(): void {
    const waiting: ForeignRelease[] = [];
    const holders = new Map<number, Lane[]>();
    for (const release of this.#releases) {
      const { resource, at, event } = release;
      let holder: Lane | undefined;
      let since = Number.NEGATIVE_INFINITY;
      let holding = holders.get(resource);
      if (holding === undefined) {
        holding = this.#holding(resource);
        holders.set(resource, holding);
      }
      for (const lane of holding) {
        const start = lane.holdsSince(resource);
        if (start <= at && start > since) {
          since = start;
          holder = lane;
        }
      }
      if (holder) holder.endHold(resource, at, event);
      else if (at > this.endNs - SLACK_NS) waiting.push(release);
      else this.#signalling(resource, at);
    }
    this.#releases = waiting;
  }

  /** Who holds a resource: of a crowd that uses it, mostly few. */
  #holding(resource: number): Lane[] {
    const lanes: Lane[] = [];
    for (const actor of this.users(resource)) {
      const lane = this.lanes[actor]!;
      if (lane.holdsSince(resource) < Number.POSITIVE_INFINITY) lanes.push(lane);
    }
    return lanes;
  }

  /** A semaphore that is released by who never acquired it hands on signals: nobody holds it. */
  #signalling(resource: number, at: number): void {
    const kind = this.resources[resource]?.kind;
    if (kind !== 'semaphore') return;
    this.#signals.add(resource);
    for (const actor of this.users(resource)) {
      const lane = this.lanes[actor]!;
      while (lane.holdsSince(resource) < Number.POSITIVE_INFINITY) lane.endHold(resource, at, NO_EVENT);
    }
  }
}
