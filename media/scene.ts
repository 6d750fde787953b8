/**
 * What the page asks of a trace: lanes, and the things on them within a stretch of time. The renderer, the table, the
 * details and the search all read this, so that they cannot differ. Times are nanoseconds since the session began.
 */

import type { ReadFailure } from '../src/trace/order.ts';
import type { ExitReason, Op, Outcome, ResourceKind } from '../src/trace/schema.ts';

/** What a stretch of an actor's time is. */
export type SpanKind =
  | 'starting'
  | 'running'
  | 'cpu'
  | 'sleeping'
  | 'waiting'
  | 'holding'
  | 'joining'
  | 'custom'
  | 'task';

/** A source line. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly fn?: string;
}

/** A process's main thread, or a further thread of it. */
export interface ActorLane {
  readonly type: 'actor';
  readonly id: string;
  readonly index: number;
  readonly name: string;
  readonly kind: 'process' | 'thread';
  readonly daemon: boolean;
  readonly pid: number;
  /** The lane of its process, for a thread. */
  readonly process: string | undefined;
  /** The lane of whoever started it. */
  readonly startedBy: string | undefined;
  readonly startNs: number;
  readonly endNs: number | undefined;
  readonly exit: Exit | undefined;
  /** Boxes that stand on each other at most: holds within holds. */
  readonly rows: number;
}

/** How an actor ended. */
export interface Exit {
  readonly reason: ExitReason;
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly error: string | undefined;
  readonly rule: string | undefined;
}

/** How a resource is drawn. */
export type ResourceChart = 'lock' | 'level' | 'flag';

/** A lock, a queue, a value ... */
export interface ResourceLane {
  readonly type: 'resource';
  readonly id: string;
  readonly index: number;
  readonly name: string;
  readonly kind: ResourceKind;
  readonly capacity: number | undefined;
  readonly chart: ResourceChart;
  readonly site: Site | undefined;
}

/** Any lane. */
export type Lane = ActorLane | ResourceLane;

/** A stretch of time on an actor's lane. */
export interface Span {
  readonly type: 'span';
  readonly id: string;
  readonly lane: string;
  readonly kind: SpanKind;
  readonly op: Op | undefined;
  readonly startNs: number;
  /** The present, while it is open. */
  readonly endNs: number;
  readonly open: boolean;
  /** 0 stands on the base line, 1 on the box of row 0. */
  readonly row: number;
  readonly resource: string | undefined;
  readonly outcome: Outcome | undefined;
  readonly name: string | undefined;
  /** The actor that is joined. */
  readonly target: string | undefined;
  /** More than 1: so many short ones that were merged because they cannot be told apart here. */
  readonly count: number;
}

/** A moment on an actor's lane. */
export interface Instant {
  readonly type: 'instant';
  readonly id: string;
  readonly lane: string;
  readonly op: Op;
  readonly atNs: number;
  readonly resource: string | undefined;
  readonly outcome: Outcome | undefined;
  readonly text: string | undefined;
  readonly target: string | undefined;
  /** 2: standard error. */
  readonly stream: number;
  readonly count: number;
}

/** Anything that can be pointed at on an actor's lane. */
export type Item = Span | Instant;

/** A level of a resource over a stretch of time. */
export interface Step {
  readonly startNs: number;
  readonly endNs: number;
  /** Level (permits, items), or 1 while held or set. */
  readonly value: number;
  readonly waiters: number;
  readonly holder: string | undefined;
  /** The highest level, where several were merged. */
  readonly peak: number;
  readonly count: number;
}

/** Who let whom go on. */
export interface Flow {
  readonly fromLane: string;
  readonly fromNs: number;
  readonly toLane: string;
  readonly toNs: number;
  readonly resource: string | undefined;
  readonly kind: string;
}

/** What is further known about an item: asked for the one that is selected or under the pointer. */
export interface ItemFacts {
  readonly beginSite: Site | undefined;
  readonly endSite: Site | undefined;
  readonly size: number | undefined;
  readonly item: number | undefined;
  readonly preview: string | undefined;
  readonly value: number | undefined;
  readonly rseq: number | undefined;
}

/** An item in a queue at one moment. */
export interface QueuedItem {
  readonly number: number;
  readonly sinceNs: number;
  readonly by: string | undefined;
  readonly preview: string | undefined;
}

/** An item where it lies in a queue for a while. */
export interface QueueCell {
  readonly item: QueuedItem;
  /** 0 is at the bottom. */
  readonly place: number;
  /** It would be taken next. */
  readonly next: boolean;
  readonly startNs: number;
  readonly endNs: number;
  /** When it was taken at last; infinite while it is inside. */
  readonly takenNs: number;
}

/** Who holds a resource and who waits for it at one moment, who came first first. */
export interface ResourceMoment {
  readonly holders: readonly { readonly lane: string; readonly sinceNs: number }[];
  readonly waiters: readonly { readonly lane: string; readonly sinceNs: number }[];
}

/** A trace as the page reads it. */
export interface Scene {
  /** Goes up with every change. */
  readonly version: number;
  /** Goes up when a lane came, ended or grew a row. */
  readonly lanesVersion: number;
  /** The latest event. */
  readonly endNs: number;
  readonly events: number;
  readonly lost: number;
  readonly actors: readonly ActorLane[];
  readonly resources: readonly ResourceLane[];
  lane(id: string): Lane | undefined;
  /** The highest level of a resource so far. */
  peak(resource: string): number;
  /** Spans of an actor that touch a stretch of time, in order of their begin; those shorter than `minNs` may come merged. */
  spans(lane: string, fromNs: number, toNs: number, minNs: number, emit: (span: Span) => void): void;
  /**
   * Waits for and holds of one resource that are shorter than `minNs`, joined where less than that lies between them:
   * what merging with others would hide.
   */
  shortOf(
    resource: string,
    lane: string,
    fromNs: number,
    toNs: number,
    minNs: number,
    emit: (kind: SpanKind, startNs: number, endNs: number) => void,
  ): void;
  instants(lane: string, fromNs: number, toNs: number, minNs: number, emit: (instant: Instant) => void): void;
  steps(resource: string, fromNs: number, toNs: number, minNs: number, emit: (step: Step) => void): void;
  /** A picture begins: so much time may go into resources whose states were not asked for yet. Infinite behind it. */
  allow(budgetMs: number): void;
  /** Whether a resource's states are at hand, or could be found within the time that is left; else ask in the next picture. */
  ready(resource: string): boolean;
  facts(item: Item): ItemFacts;
  /** Flows that end in the item (what let it go on; of an actor's first, its start), or begin in it. */
  flowsInto(item: Item): readonly Flow[];
  flowsFrom(item: Item): readonly Flow[];
  /** The start that brought an actor to life; undefined for the first one. */
  startOf(lane: string): Flow | undefined;
  /** The item that begins next after (or before) another, or after a moment. */
  neighbour(lane: string, from: Item | number, direction: 1 | -1): Item | undefined;
  /** What an actor did at a moment: spans around it or with an end at it, and moments at it. */
  around(lane: string, atNs: number): Item[];
  /** The item again as it is now, when it was open before. */
  fresh(item: Item): Item;
  /** The items of a queue at a moment, next one first; undefined when that is not known. */
  queued(resource: string, atNs: number): readonly QueuedItem[] | undefined;
  /** Where the items of a queue lie between two moments; false when only the level is known. */
  cells(resource: string, fromNs: number, toNs: number, emit: (cell: QueueCell) => void): boolean;
  /** Who holds a resource and who waits for it at a moment. */
  momentOf(resource: string, atNs: number): ResourceMoment;
  /** When a resource changed next after (or last before) a moment. */
  changeOf(resource: string, atNs: number, direction: 1 | -1): number | undefined;
  /** Which of two runs beside each other a lane belongs to; absent where there is one run. */
  runOf?(lane: string): 0 | 1;
}

/** A scene that frames come into. */
export interface GrowingScene extends Scene {
  /** Where open spans end: the present while the program runs. */
  nowNs: number;
  /** True when a picture lacks something that the next one will have. */
  readonly owing: boolean;
  /** Works for so many milliseconds on what pictures lacked; true when there is something new to draw. */
  catchUp(budgetMs: number): boolean;
  /** The files that the program's lines are in, its own first. */
  readonly sources: readonly string[];
  /** Why reading stopped before the end of the bytes. */
  readonly failure: ReadFailure | undefined;
  /** When the run began, milliseconds since 1970; undefined when that is not known. */
  readonly wallMs: number | undefined;
  /** Takes in the next bytes of frames, cut anywhere. */
  append(bytes: Uint8Array): void;
  /** Nothing more will come. */
  complete(): void;
}
