/** Two finished runs on one page: one below the other on one time axis, each counted from its own start. */

import type { ReadFailure } from '../src/trace/order.ts';
import type {
  ActorLane,
  Flow,
  GrowingScene,
  Instant,
  Item,
  ItemFacts,
  Lane,
  QueueCell,
  QueuedItem,
  ResourceLane,
  ResourceMoment,
  Span,
  SpanKind,
  Step,
} from './scene.ts';
import { laneNumber, SECOND_TRACE } from './trace-lanes.ts';
import { TraceScene } from './trace-scene.ts';

/** The first `firstBytes` of what comes are the first run's, the rest is the second's. */
export class PairScene implements GrowingScene {
  readonly runs = [new TraceScene(), new TraceScene(SECOND_TRACE)] as const;
  /** Each run ends where its own last event is. */
  nowNs = 0;
  #left: number;

  constructor(firstBytes: number) {
    this.#left = firstBytes;
  }

  append(bytes: Uint8Array): void {
    const [first, second] = this.runs;
    const head = bytes.subarray(0, this.#left);
    const tail = bytes.subarray(this.#left);
    this.#left -= head.length;
    if (head.length > 0) first.append(head);
    if (tail.length > 0) second.append(tail);
  }
  complete(): void {
    for (const run of this.runs) run.complete();
  }
  get failure(): ReadFailure | undefined {
    return this.runs[0].failure ?? this.runs[1].failure;
  }
  get wallMs(): number | undefined {
    return undefined;
  }

  get sources(): readonly string[] {
    return [...new Set(this.runs.flatMap(({ sources }) => sources))];
  }
  get version(): number {
    return this.runs[0].version + this.runs[1].version;
  }
  get lanesVersion(): number {
    return this.runs[0].lanesVersion + this.runs[1].lanesVersion;
  }
  get endNs(): number {
    return Math.max(this.runs[0].endNs, this.runs[1].endNs);
  }
  get events(): number {
    return this.runs[0].events + this.runs[1].events;
  }
  get lost(): number {
    return this.runs[0].lost + this.runs[1].lost;
  }
  get actors(): readonly ActorLane[] {
    return [...this.runs[0].actors, ...this.runs[1].actors];
  }
  get resources(): readonly ResourceLane[] {
    return [...this.runs[0].resources, ...this.runs[1].resources];
  }
  runOf(lane: string): 0 | 1 {
    return laneNumber(lane) >= SECOND_TRACE ? 1 : 0;
  }

  lane(id: string): Lane | undefined {
    return this.#of(id).lane(id);
  }
  peak(resource: string): number {
    return this.#of(resource).peak(resource);
  }
  spans(lane: string, fromNs: number, toNs: number, minNs: number, emit: (span: Span) => void): void {
    this.#of(lane).spans(lane, fromNs, toNs, minNs, emit);
  }
  shortOf(
    resource: string,
    lane: string,
    fromNs: number,
    toNs: number,
    minNs: number,
    emit: (kind: SpanKind, startNs: number, endNs: number) => void,
  ): void {
    if (this.runOf(resource) === this.runOf(lane)) this.#of(lane).shortOf(resource, lane, fromNs, toNs, minNs, emit);
  }
  instants(lane: string, fromNs: number, toNs: number, minNs: number, emit: (instant: Instant) => void): void {
    this.#of(lane).instants(lane, fromNs, toNs, minNs, emit);
  }
  steps(resource: string, fromNs: number, toNs: number, minNs: number, emit: (step: Step) => void): void {
    this.#of(resource).steps(resource, fromNs, toNs, minNs, emit);
  }

  allow(budgetMs: number): void {
    for (const run of this.runs) run.allow(budgetMs);
  }
  get owing(): boolean {
    return this.runs[0].owing || this.runs[1].owing;
  }
  catchUp(budgetMs: number): boolean {
    const [first, second] = this.runs.map((run) => run.owing && run.catchUp(budgetMs / 2));
    return first === true || second === true;
  }
  ready(resource: string): boolean {
    return this.#of(resource).ready(resource);
  }

  facts(item: Item): ItemFacts {
    return this.#of(item.lane).facts(item);
  }
  flowsInto(item: Item): readonly Flow[] {
    return this.#of(item.lane).flowsInto(item);
  }
  flowsFrom(item: Item): readonly Flow[] {
    return this.#of(item.lane).flowsFrom(item);
  }
  startOf(lane: string): Flow | undefined {
    return this.#of(lane).startOf(lane);
  }
  neighbour(lane: string, from: Item | number, direction: 1 | -1): Item | undefined {
    return this.#of(lane).neighbour(lane, from, direction);
  }
  around(lane: string, atNs: number): Item[] {
    return this.#of(lane).around(lane, atNs);
  }
  fresh(item: Item): Item {
    return this.#of(item.lane).fresh(item);
  }
  queued(resource: string, atNs: number): readonly QueuedItem[] | undefined {
    return this.#of(resource).queued(resource, atNs);
  }
  cells(resource: string, fromNs: number, toNs: number, emit: (cell: QueueCell) => void): boolean {
    return this.#of(resource).cells(resource, fromNs, toNs, emit);
  }
  momentOf(resource: string, atNs: number): ResourceMoment {
    return this.#of(resource).momentOf(resource, atNs);
  }
  changeOf(resource: string, atNs: number, direction: 1 | -1): number | undefined {
    return this.#of(resource).changeOf(resource, atNs, direction);
  }

  #of(lane: string): TraceScene {
    return this.runs[this.runOf(lane)];
  }
}
