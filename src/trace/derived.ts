/** What is derived of one resource, as columns: its states over time, and who enabled whom. */
import { fitted, lowerBound, withRoom } from './grow.ts';
import type { EventIndex } from './store.ts';

/** A lock's three states; the other kinds are `free` without waiters and `contended` with them. */
export const RESOURCE_STATES = ['free', 'held', 'contended'] as const;
export type ResourceState = (typeof RESOURCE_STATES)[number];

export const FLOW_KINDS = ['release', 'item', 'space', 'notify', 'set', 'barrier', 'start', 'join'] as const;
/**
 * release -> the acquire it let through; the put of an item -> its get; a get that made space -> the put that waited;
 * notify or set -> the end of the wait; the last to arrive at a barrier -> the others' ends; start -> run; exit -> join.
 */
export type FlowKind = (typeof FLOW_KINDS)[number];

/** A series of states: entry i lasts from time[i] to time[i + 1]. */
export class Steps {
  length = 0;
  time = new Float64Array(16);
  /** Index into RESOURCE_STATES. */
  state = new Uint8Array(16);
  /** Actor id + 1 of the (first) holder; 0: nobody. */
  holder = new Uint32Array(16);
  holders = new Uint16Array(16);
  waiters = new Uint16Array(16);
  /** Permits left, items inside, unfinished...; NaN: not known. */
  value = new Float64Array(16);
  /** The event that began it. */
  event = new Uint32Array(16);

  push(
    time: number,
    state: number,
    holder: number,
    holders: number,
    waiters: number,
    value: number,
    event: EventIndex,
  ): void {
    const last = this.length - 1;
    if (
      last >= 0 &&
      this.state[last] === state &&
      this.holder[last] === holder &&
      this.holders[last] === holders &&
      this.waiters[last] === waiters &&
      Object.is(this.value[last], value)
    )
      return;
    const slot = this.length++;
    if (slot >= this.time.length) {
      this.time = withRoom(this.time, this.length);
      this.state = withRoom(this.state, this.length);
      this.holder = withRoom(this.holder, this.length);
      this.holders = withRoom(this.holders, this.length);
      this.waiters = withRoom(this.waiters, this.length);
      this.value = withRoom(this.value, this.length);
      this.event = withRoom(this.event, this.length);
    }
    this.time[slot] = time;
    this.state[slot] = state;
    this.holder[slot] = holder;
    this.holders[slot] = holders;
    this.waiters[slot] = waiters;
    this.value[slot] = value;
    this.event[slot] = event;
  }

  /** Gives back the room for entries that will not come. */
  trim(): void {
    this.time = fitted(this.time, this.length);
    this.state = fitted(this.state, this.length);
    this.holder = fitted(this.holder, this.length);
    this.holders = fitted(this.holders, this.length);
    this.waiters = fitted(this.waiters, this.length);
    this.value = fitted(this.value, this.length);
    this.event = fitted(this.event, this.length);
  }

  /** The entry in force at this time, or -1 before the first. */
  at(time: number): number {
    const index = lowerBound(this.time, this.length, time);
    return index < this.length && this.time[index] === time ? index : index - 1;
  }
}

/** Edges between events, in the order of the times at which they arrive. */
export class Flows {
  length = 0;
  from = new Uint32Array(16);
  to = new Uint32Array(16);
  fromAt = new Float64Array(16);
  toAt = new Float64Array(16);
  /** Index into FLOW_KINDS. */
  kind = new Uint8Array(16);

  push(kind: FlowKind, from: EventIndex, fromAt: number, to: EventIndex, toAt: number): void {
    const slot = this.length++;
    if (slot >= this.from.length) {
      this.from = withRoom(this.from, this.length);
      this.to = withRoom(this.to, this.length);
      this.fromAt = withRoom(this.fromAt, this.length);
      this.toAt = withRoom(this.toAt, this.length);
      this.kind = withRoom(this.kind, this.length);
    }
    this.from[slot] = from;
    this.to[slot] = to;
    this.fromAt[slot] = fromAt;
    this.toAt[slot] = toAt;
    this.kind[slot] = FLOW_KINDS.indexOf(kind);
  }

  /** Gives back the room for edges that will not come. */
  trim(): void {
    this.from = fitted(this.from, this.length);
    this.to = fitted(this.to, this.length);
    this.fromAt = fitted(this.fromAt, this.length);
    this.toAt = fitted(this.toAt, this.length);
    this.kind = fitted(this.kind, this.length);
  }
}

export interface DerivedResource {
  readonly steps: Steps;
  readonly flows: Flows;
}
