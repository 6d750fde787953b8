/**
 * Takes frames as they come, streams interleaved and each in its own order; sees what is missing; gives everything
 * its id; and fills the store. Events of different streams stand in the store in the order of arrival: on one
 * resource their `rseq` orders them exactly, elsewhere their times do.
 */
import { type DecodeFailure, FrameDecoder } from './decoder.ts';
import type { FrameBatch } from './frame-batch.ts';
import { MAX_BATCH_RECORDS } from './frame-batch.ts';
import { type SessionInfo, text, whole } from './identities.ts';
import { Registry, type StreamEntry, TooManyIdentitiesError } from './registry.ts';
import { OPS, type Op } from './schema.ts';
import { type EventIndex, EventStore } from './store.ts';
import type { FILE_HEADER_BYTES } from './trace-file.ts';
import { readData } from './wire-data.ts';

const opNumber = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;
const SITE = opNumber.site;
const EXIT = opNumber.exit;

/** Why reading stopped before the end, and where. */
export type ReadFailure =
  | DecodeFailure
  | { readonly offset: number; readonly reason: 'too-many-actors' | 'too-many-resources' };

/** Receives what the reader has put into the store: events first .. first + batch.count - 1, all of one actor. */
export interface FrameSink {
  frame(actor: number, batch: FrameBatch, first: EventIndex, resources: Uint32Array): void;
  /** The reader found events missing and wrote that down as an event of this index. */
  lost(actor: number, atNs: number, index: EventIndex): void;
}

export class TraceReader {
  readonly store = new EventStore();
  readonly registry = new Registry();
  session: SessionInfo | undefined;
  /** Latest time seen, nanoseconds since the session's start. */
  endNs = 0;
  /** Events that are known to be missing. */
  lost = 0;
  /** Bytes taken in. */
  bytes = 0;
  #failure: ReadFailure | undefined;
  #startNs: number | undefined;
  readonly #decoder: FrameDecoder;
  readonly #sink: FrameSink | undefined;
  /** Ids of the frame at hand (id + 1; 0: none). */
  readonly #resources = new Uint32Array(MAX_BATCH_RECORDS);

  constructor(sink?: FrameSink, offset: 0 | typeof FILE_HEADER_BYTES = 0) {
    this.#sink = sink;
    this.#decoder = new FrameDecoder(offset);
  }

  /** Set when the bytes stopped making sense; everything before stays. */
  get failure(): ReadFailure | undefined {
    return this.#failure ?? this.#decoder.failure;
  }
  /** Bytes of a last frame that is not whole. */
  get pendingBytes(): number {
    return this.#decoder.pendingBytes;
  }
  /** Records and fields that only a newer version knows. */
  get unknown(): number {
    return this.#decoder.unknown;
  }
  /** Absolute time of the session's start. */
  get startNs(): number {
    return this.#startNs ?? 0;
  }

  /** Takes in the next bytes of the stream, cut anywhere. */
  append(bytes: Uint8Array): void {
    if (this.failure) return;
    const before = this.bytes;
    this.bytes += bytes.length;
    try {
      this.#decoder.feed(bytes, (batch) => this.#frame(batch));
    } catch (error) {
      if (!(error instanceof TooManyIdentitiesError)) throw error;
      this.#failure = { offset: before, reason: error.message as 'too-many-actors' };
    }
  }

  #frame(batch: FrameBatch): void {
    if (batch.count === 0 && batch.announced === 0) return;
    const { store, registry } = this;
    if (this.#startNs === undefined) this.#begin(batch);
    const startNs = this.#startNs ?? 0;
    const firstNs = (batch.count > 0 ? batch.atNs[0]! : startNs) - startNs;
    let stream = registry.stream(batch.actor, firstNs);
    if (batch.firstSequence !== stream.expected) stream = this.#gap(stream, batch, firstNs);
    stream.expected = (batch.firstSequence + batch.announced) >>> 0;
    const { actor, process, sites } = stream;
    const resources = this.#resources;
    const first = store.length;
    for (let row = 0; row < batch.count; row++) {
      const at = batch.atNs[row]! - startNs;
      const key = batch.resource[row]!;
      const resource = key > 0 ? registry.resource(process, key, at) + 1 : 0;
      resources[row] = resource;
      const number = batch.site[row]!;
      const site = number > 0 ? sites.get(number) + 1 : 0;
      const op = batch.op[row]!;
      store.append(batch, row, at, actor.id, resource, site);
      if (op <= EXIT) this.#identity(stream, batch, row, at, resource - 1, site - 1);
      if (at > actor.lastNs) actor.lastNs = at;
    }
    if (actor.lastNs > this.endNs) this.endNs = actor.lastNs;
    if (actor.exit?.withProcess && actor.lastNs > actor.exit.atNs) actor.exit = { ...actor.exit, atNs: actor.lastNs };
    if (batch.count > 0) this.#sink?.frame(actor.id, batch, first, resources);
  }

  /** The first frame says when the session began; a trace without its beginning starts at its first event. */
  #begin(batch: FrameBatch): void {
    if (batch.count === 0) return;
    this.#startNs = batch.atNs[0]!;
    if (batch.op[0] !== opNumber.session) return;
    const startNs = whole(readData(batch.bytes, batch.dataStart[0]!, batch.dataEnd[0]!)?.startNs);
    if (startNs !== undefined && startNs >= 0) this.#startNs = startNs;
  }

  /** Records that events are missing, or that the key belongs to somebody new. Returns the stream that goes on. */
  #gap(stream: StreamEntry, batch: FrameBatch, at: number): StreamEntry {
    if (batch.firstSequence === 0) {
      // Only a new encoder counts from 0: the process id came back, or a thread's number did.
      this.registry.retire(batch.actor);
      return this.registry.stream(batch.actor, at);
    }
    const missing = batch.firstSequence - stream.expected;
    const n = Math.max(missing, 0);
    stream.actor.lost += n;
    this.lost += n;
    const reason = missing > 0 ? 'gap' : 'out-of-order';
    const index = this.store.add('lost', at, stream.actor.id, stream.expected, { n, text: reason });
    this.#sink?.lost(stream.actor.id, at, index);
    return stream;
  }

  #identity(stream: StreamEntry, batch: FrameBatch, row: number, at: number, resource: number, site: number): void {
    const { registry } = this;
    const data = readData(batch.bytes, batch.dataStart[row]!, batch.dataEnd[row]!);
    switch (batch.op[row]) {
      case SITE:
        if (data) registry.announceSite(stream, data);
        break;
      case opNumber.resource:
        if (data && resource >= 0) registry.announceResource(stream, resource, at, site, data);
        break;
      case opNumber.actor:
        registry.announceActor(stream, at, data);
        break;
      case opNumber.start:
        registry.start(stream, at, data);
        break;
      case opNumber.run:
        stream.actor.runNs ??= at;
        break;
      case EXIT:
        registry.exit(stream, at, data);
        break;
      case opNumber.session:
        this.session ??= {
          startNs: this.startNs,
          wallMs: whole(data?.wallMs),
          program: text(data?.program),
          node: text(data?.node),
          platform: text(data?.platform),
          schema: whole(data?.schema),
          argv: text(data?.argv),
        };
    }
  }
}
