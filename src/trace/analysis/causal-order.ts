/**
 * Brings the events of all actors into one order in which every cause stands before its effects. They arrive as each
 * actor's buffer is flushed: an actor's own events in their order, those of different actors anyhow. What orders them:
 *
 * - a resource's count: operation k on it comes after operation k - 1 (`rseq`, taken while it is held);
 * - an actor's first event comes after its start, and the end of a join after everything of the joined;
 * - a get that a shutdown ends comes after the shutdown.
 *
 * An event whose cause has not arrived holds back its actor, and nobody else. When a cause can come no more (the trace is
 * complete, or somebody was killed before it had told everything and the event has waited for seconds), the gap is
 * passed over and told of.
 */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { END, OK, OP, SHUT_DOWN } from './event-numbers.ts';

/** Receives the events in their order. */
export interface CausalSink {
  /** `half`: atomic operations come twice, as what they write (0) and then as what they read (1); others once (0). */
  take(event: EventIndex, actor: number, op: number, half: 0 | 1): void;
  /** Causes of this actor's next event are missing. */
  gap(actor: number): void;
}

/** An event waits so long for a cause that may have died with somebody. */
const PATIENCE_NS = 2e9;

class Stream {
  readonly actor: number;
  readonly events: EventIndex[] = [];
  next = 0;
  started: boolean;
  /** The first half of its next event has been taken. */
  halved = false;
  blocked = false;
  /** Its next event passes whatever is missing. */
  forced = false;
  /** Actors whose next event waits for events of this one. */
  joiners: number[] = [];

  constructor(actor: number, started: boolean) {
    this.actor = actor;
    this.started = started;
  }
  get head(): EventIndex | undefined {
    return this.events[this.next];
  }
  /** Takes the head away; what has been taken gives its memory back now and then. */
  shift(): void {
    if (++this.next < this.events.length) {
      if (this.next < 4096 || this.next * 2 < this.events.length) return;
      this.events.copyWithin(0, this.next);
    }
    this.events.length -= this.next;
    this.next = 0;
  }
}

class Count {
  /** The number that comes next. */
  next = 1;
  /** Actors whose next event has this number. */
  readonly waiting = new Map<number, number>();
  shutDown = false;
  readonly untilShutDown: number[] = [];
}

export class CausalOrder {
  readonly #model: TraceModel;
  readonly #sink: CausalSink;
  readonly #streams: Stream[] = [];
  readonly #counts: Count[] = [];
  readonly #blocked = new Set<Stream>();
  readonly #ready: Stream[] = [];
  #arrived: EventIndex = 0;

  constructor(model: TraceModel, sink: CausalSink) {
    this.#model = model;
    this.#sink = sink;
  }

  /** How many events have arrived and wait for their causes. */
  get heldBack(): number {
    let count = 0;
    for (const { events, next } of this.#blocked) count += events.length - next;
    return count;
  }

  /** Takes in what has arrived. `nowNs`: Infinity when nothing more will come. */
  advance(nowNs: number): void {
    const { store } = this.#model;
    for (; this.#arrived < store.length; this.#arrived++) {
      const event = this.#arrived;
      const stream = this.#stream(store.actor(event));
      // Most events can be taken as they come.
      if (stream.blocked || !this.#step(stream, event)) stream.events.push(event);
      else if (this.#ready.length > 0) this.#run();
    }
    while (this.#blocked.size > 0 && this.#passGap(nowNs)) {
      // One gap may have held back others.
    }
  }

  #stream(actor: number): Stream {
    let stream = this.#streams[actor];
    if (stream === undefined) {
      const { parent = -1, kind = 'session' } = this.#model.actors[actor] ?? {};
      stream = new Stream(actor, parent < 0 || kind === 'session' || this.#model.actors[parent]?.kind === 'session');
      this.#streams[actor] = stream;
    }
    return stream;
  }
  #count(resource: number): Count {
    const known = this.#counts[resource];
    if (known) return known;
    const count = new Count();
    this.#counts[resource] = count;
    return count;
  }

  /** Goes on with those whose causes have been taken. */
  #run(): void {
    for (let stream = this.#ready.pop(); stream; stream = this.#ready.pop())
      for (let event = stream.head; event !== undefined && this.#step(stream, event); event = stream.head)
        stream.shift();
  }

  /** Takes a stream's next event if its causes have been taken. */
  #step(stream: Stream, event: EventIndex): boolean {
    const { store } = this.#model;
    const op = store.opNumber(event);
    const resource = store.resource(event);
    const rseq = resource < 0 ? 0 : store.rseq(event);
    if (!stream.halved) {
      if (!this.#isDue(stream, event, op, resource, rseq)) return this.#hold(stream);
      // What comes after its gap was passed over is late for whatever went on without it.
      if (rseq > 0 && rseq < this.#count(resource).next) this.#sink.gap(stream.actor);
      stream.forced = false;
      this.#sink.take(event, stream.actor, op, 0);
      if (rseq > 0) this.#counted(resource, rseq);
      if (op === OP.start || op === OP.shutdown) this.#done(event, op, resource);
    }
    if (op === OP.write && rseq > 0) {
      const until = store.number(event, 'until');
      if (until > rseq) {
        if (!this.#isNext(stream, resource, until)) {
          stream.halved = true;
          return this.#hold(stream);
        }
        stream.halved = false;
        stream.forced = false;
        this.#sink.take(event, stream.actor, op, 1);
        this.#counted(resource, until);
      }
    }
    if (stream.joiners.length > 0) this.#wake(stream.joiners.splice(0));
    return true;
  }
  #hold(stream: Stream): false {
    stream.blocked = true;
    this.#blocked.add(stream);
    return false;
  }
  #isNext(stream: Stream, resource: number, number: number): boolean {
    const count = this.#count(resource);
    if (number <= count.next || stream.forced) return true;
    count.waiting.set(number, stream.actor);
    return false;
  }

  #isDue(stream: Stream, event: EventIndex, op: number, resource: number, rseq: number): boolean {
    if (stream.forced) return true;
    if (!stream.started) return false;
    if (rseq > 0) return this.#isNext(stream, resource, rseq);
    const { store } = this.#model;
    if (op === OP.join ? store.phaseNumber(event) === END && store.outcomeNumber(event) === OK : op === OP.look) {
      const target = this.actorOf(store.number(event, 'target'));
      const joined = target < 0 || target === stream.actor ? undefined : this.#streams[target];
      if (joined?.head === undefined || joined.head > event) return true;
      joined.joiners.push(stream.actor);
      return false;
    }
    if ((op === OP.get || op === OP.put) && resource >= 0 && store.outcomeNumber(event) === SHUT_DOWN) {
      const count = this.#count(resource);
      if (!count.shutDown) count.untilShutDown.push(stream.actor);
      return count.shutDown;
    }
    return true;
  }

  #done(event: EventIndex, op: number, resource: number): void {
    const { store } = this.#model;
    if (op === OP.start) {
      const target = this.actorOf(store.number(event, 'target'));
      if (target < 0) return;
      this.#stream(target).started = true;
      this.#wake([target]);
    } else if (op === OP.shutdown && resource >= 0) {
      const count = this.#count(resource);
      count.shutDown = true;
      this.#wake(count.untilShutDown.splice(0));
    }
  }

  #counted(resource: number, number: number): void {
    const count = this.#count(resource);
    if (number < count.next) return;
    count.next = number + 1;
    const waits = count.waiting.get(count.next);
    if (waits === undefined) return;
    count.waiting.delete(count.next);
    this.#wake([waits]);
  }

  #wake(actors: readonly number[]): void {
    for (const actor of actors) {
      const stream = this.#streams[actor];
      if (!stream?.blocked) continue;
      stream.blocked = false;
      this.#blocked.delete(stream);
      this.#ready.push(stream);
    }
  }

  /** Lets the earliest of the held-back events pass if its cause can come no more; false when all may still go on. */
  #passGap(nowNs: number): boolean {
    const { store, actors, reader } = this.#model;
    let earliest: Stream | undefined;
    for (const stream of this.#blocked)
      if (earliest === undefined || store.at(stream.head!) < store.at(earliest.head!)) earliest = stream;
    if (earliest === undefined) return false;
    const event = earliest.head!;
    if (nowNs !== Number.POSITIVE_INFINITY) {
      if (this.#model.endNs - store.at(event) < PATIENCE_NS) return false;
      const lost = reader.lost > 0 || actors.some(({ exit }) => exit !== undefined && !TELLING.has(exit.reason));
      if (!lost && !this.#isCircular(event, earliest)) return false;
    }
    earliest.started = true;
    earliest.forced = true;
    const resource = store.resource(event);
    if (resource >= 0) {
      const count = this.#count(resource);
      const number = earliest.halved ? store.number(event, 'until') : store.rseq(event);
      const early = [...count.waiting].filter(([waiting]) => waiting <= number);
      for (const [waiting] of early) count.waiting.delete(waiting);
      this.#wake(early.map(([, actor]) => actor));
      if (number > count.next) count.next = number;
      if (store.outcomeNumber(event) === SHUT_DOWN) count.shutDown = true;
    }
    this.#sink.gap(earliest.actor);
    this.#wake([earliest.actor]);
    this.#run();
    return true;
  }

  /** True when the cause has arrived and is itself held back: asynchronous operations may be told of late. */
  #isCircular(event: EventIndex, held: Stream): boolean {
    const { store } = this.#model;
    const resource = store.resource(event);
    if (resource < 0) return false;
    const next = this.#count(resource).next;
    for (const stream of this.#blocked) {
      if (stream === held) continue;
      for (let i = stream.next; i < stream.events.length; i++) {
        const other = stream.events[i]!;
        if (store.resource(other) === resource && store.rseq(other) === next) return true;
      }
    }
    return false;
  }

  /** Id of the actor that bears a key, the latest one; -1 when there is none. */
  actorOf(key: number): number {
    const { actors } = this.#model;
    let id = this.#keys.get(key) ?? -1;
    for (; this.#known < actors.length; this.#known++) {
      this.#keys.set(actors[this.#known]!.key, this.#known);
      if (actors[this.#known]!.key === key) id = this.#known;
    }
    return id;
  }
  readonly #keys = new Map<number, number>();
  #known = 0;
}

/** Ends before which an actor writes everything out. */
const TELLING: ReadonlySet<string> = new Set(['returned', 'exit', 'error']);
