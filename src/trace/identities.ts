/** Who and what a trace is about: actors, resources and call sites, under small dense ids. */
import type { ActorKey, EventData, ExitReason, ResourceKey, ResourceKind } from './schema.ts';
import { EXIT_REASONS, RESOURCE_KINDS } from './schema.ts';

/** How an actor ended, as whoever saw it told. */
export interface ActorExit {
  readonly atNs: number;
  readonly reason: ExitReason;
  readonly code?: number;
  readonly signal?: string;
  readonly error?: string;
  /** The rule that ended it, such as the daemon rule. */
  readonly rule?: string;
  /** True when only its process's end is known, and the thread ended with it. */
  readonly withProcess?: boolean;
}

/** A process (as its main thread) or a further thread of one. Times are nanoseconds since the session's start. */
export interface Actor {
  /** Dense, from 0, in the order in which they were first heard of. */
  readonly id: number;
  readonly key: ActorKey;
  /** What people read: p1.t0 is the main thread of the first process. */
  readonly display: string;
  /** Number of its process, from 1; 0 is the session itself. */
  readonly process: number;
  name: string;
  /** False until its announcement has come. */
  announced: boolean;
  readonly kind: 'session' | 'process' | 'thread';
  daemon: boolean;
  readonly pid: number;
  /** Id of the actor that made it, or -1. */
  parent: number;
  /** First sign of it: its announcement or its first event. */
  bornNs: number;
  /** When its target function began; undefined: not yet, or never told. */
  runNs: number | undefined;
  /** Its last event so far. */
  lastNs: number;
  exit: ActorExit | undefined;
  /** Events missing from its stream. */
  lost: number;
}

/** A lock, a semaphore, a queue, ... */
export interface Resource {
  /** Dense, from 0. */
  readonly id: number;
  readonly key: ResourceKey;
  /** What people read: r1, r2, ... */
  readonly display: string;
  name: string;
  /** undefined until its announcement has come. */
  kind: ResourceKind | undefined;
  readonly domain: 'threads' | 'processes';
  /** Number of the process that it belongs to; 0: shared between processes. */
  readonly process: number;
  /** Places of a queue, permits of a semaphore, parties of a barrier; undefined: unbounded or none. */
  capacity: number | undefined;
  /** Permits or items at its creation. */
  initial: number | undefined;
  /** Site id of its creation, or -1. */
  site: number;
  /** The lock of a condition: its resource id, or -1. */
  lock: number;
  /** Id of the actor that told of it, or -1. */
  creator: number;
  createdNs: number;
  /** Every thread (or child) of the program has it; false: only its creator and whom it was handed to; undefined: not told. */
  module: boolean | undefined;
}

/** A place in the program's source. */
export interface Site {
  readonly id: number;
  /** Path or URL, as the program told it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly fn: string;
}

/** What the session said about itself. */
export interface SessionInfo {
  /** Absolute CLOCK_MONOTONIC of the start. */
  readonly startNs: number;
  readonly wallMs: number | undefined;
  readonly program: string | undefined;
  readonly node: string | undefined;
  readonly platform: string | undefined;
  readonly schema: number | undefined;
  readonly argv: string | undefined;
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** The end that a record of op `exit` tells. */
export function exitOf(atNs: number, data: EventData | undefined): ActorExit {
  const reason = EXIT_REASONS.find((known) => known === data?.reason) ?? 'unknown';
  return {
    atNs,
    reason,
    code: whole(data?.code),
    signal: text(data?.signal),
    error: text(data?.error),
    rule: text(data?.rule),
  };
}

/** Fills in what a record of op `resource` tells. */
export function announceResource(resource: Resource, atNs: number, actor: number, site: number, data: EventData): void {
  resource.kind ??= RESOURCE_KINDS.find((known) => known === data.kind);
  const name = text(data.name);
  if (name) resource.name = name;
  resource.capacity ??= whole(data.capacity);
  resource.initial ??= whole(data.value);
  if (typeof data.module === 'boolean') resource.module ??= data.module;
  if (resource.site < 0) resource.site = site;
  if (resource.creator < 0) {
    resource.creator = actor;
    resource.createdNs = atNs;
  }
}
