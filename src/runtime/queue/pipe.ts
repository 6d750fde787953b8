/** Pipe: two ends between processes, each of which any process may hold. */
import type { Outcome } from '../../trace/schema.ts';
import { create, type Made } from '../creation.ts';
import { PipeClosedError, PipeDirectionError, QueueEmptyError, typeError } from '../errors.ts';
import { arrives, departs, returns, type Traveller } from '../payload/transit.ts';
import { recorder, tellCause } from '../record/recorder.ts';
import { type AsyncOptions, asyncArguments, Primitive, registerClass } from '../sync/primitive.ts';
import { block } from '../sync/wait.ts';
import { checkTimeout, describe } from '../validate.ts';
import { Channel } from './channel.ts';
import { CHANNEL_WORDS } from './channel-layout.ts';
import { HOLDERS_WORDS, Holders } from './holders.ts';
import type { Store } from './store.ts';
import {
  type Gotten,
  type Transferring,
  transferGet,
  transferGetAsync,
  transferPut,
  transferPutAsync,
} from './transfer.ts';
import { GateWait } from './waits.ts';

/** Two channels, then the holders of the two ends. */
const WORDS = 2 * CHANNEL_WORDS + 2 * HOLDERS_WORDS;
/** Sends between two looks whether the other end is still alive. */
const LOOK_EVERY = 256;

type Extra = { readonly duplex: boolean };

/**
 * One end of a Pipe. As Python's multiprocessing.connection.Connection: an end is closed when no living process holds it,
 * so that the death of its last holder ends the messages, too. Messages go by value and are never full.
 */
export abstract class Connection extends Primitive implements Traveller, Disposable {
  readonly #end: number;
  readonly #duplex: boolean;
  readonly #in: Channel;
  readonly #out: Channel;
  readonly #mine: Holders;
  readonly #theirs: Holders;
  readonly #sending: Transferring;
  readonly #receiving: Transferring;
  #closed = false;
  #sent = 0;

  constructor(made: Made, { duplex }: Extra, end: number) {
    super(made, { duplex });
    const { memory, place, id } = made;
    this.#end = end;
    this.#duplex = duplex;
    this.#out = new Channel(memory, place + end * CHANNEL_WORDS, id, 0, place);
    this.#in = new Channel(memory, place + (1 - end) * CHANNEL_WORDS, id, 0, place);
    this.#mine = new Holders(memory, place + 2 * CHANNEL_WORDS + end * HOLDERS_WORDS);
    this.#theirs = new Holders(memory, place + 2 * CHANNEL_WORDS + (1 - end) * HOLDERS_WORDS);
    this.#mine.add();
    const { key } = made;
    const gone = () => this.#theirs.none();
    this.#sending = {
      key,
      end,
      barred: () =>
        this.#closed || gone() || (++this.#sent % LOOK_EVERY === 0 && this.#theirs.dead()) ? 'closed' : undefined,
      drained: () => false,
      deserted: () => this.#theirs.dead(),
      itemNumber: (count) => this.#itemNumber(count, end),
    };
    this.#receiving = {
      key,
      end,
      barred: () => (this.#closed ? 'closed' : undefined),
      drained: gone,
      deserted: () => this.#theirs.dead(),
      itemNumber: (count) => this.#itemNumber(count, 1 - end),
    };
  }

  /** Sends a message. PipeClosedError when this end or the other one is closed, PipeDirectionError on a receiver. */
  send(value: unknown, timeoutMs?: number): void {
    const ms = checkTimeout(timeoutMs);
    this.#checkSender();
    this.#accept(transferPut(this.#sending, this.#out, value, ms));
  }
  /** As send, without blocking. */
  async sendAsync(value: unknown, timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<void> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    this.#checkSender();
    this.#accept(await transferPutAsync(this.#sending, this.#out, value, ms, signal));
  }
  /** The next message, waiting for one. PipeClosedError when the other end is closed and everything was received. */
  // biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
  recv(timeoutMs?: number): any {
    const ms = checkTimeout(timeoutMs);
    this.#checkReceiver();
    return this.#delivered(transferGet(this.#receiving, this.#in, ms), ms);
  }
  /** As recv, without blocking. Rejects with the signal's reason. */
  // biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
  async recvAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<any> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    this.#checkReceiver();
    return this.#delivered(await transferGetAsync(this.#receiving, this.#in, ms, signal), ms);
  }
  /** True when recv would not wait: a message is there, or the end of messages. timeoutMs: 0 when omitted, as in Python. */
  poll(timeoutMs = 0): boolean {
    const ms = checkTimeout(timeoutMs);
    this.#checkReceiver();
    if (this.#closed) throw this.#closedError();
    const wait = new PollWait(this.#receiving, this.#in);
    if (wait.attempt()) return true;
    if (ms > 0) recorder?.flush();
    return block(this.#in.memory, wait, ms);
  }
  /** Lets go of this end. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (recorder !== undefined) {
      const awaited = this.#out.getters.awaited() || this.#in.putters.awaited();
      tellCause(recorder, awaited, 'close', this.key, this.#out.sequence());
    }
    this.#mine.remove();
    for (const channel of [this.#in, this.#out]) {
      channel.getters.wakeAll();
      channel.putters.wakeAll();
    }
  }
  [Symbol.dispose](): void {
    this.close();
  }

  [departs](): void {
    if (this.#closed) throw this.#closedError();
    this.#mine.departed();
  }
  [returns](): void {
    this.#mine.returned();
  }
  [arrives](): void {
    if (this.#closed) {
      this.#mine.add();
      this.#closed = false;
    }
    this.#mine.arrived();
  }

  protected override describe(): string {
    const does = this.#duplex ? 'sends and receives' : this.#end === 0 ? 'receives' : 'sends';
    return this.#closed ? 'closed' : `${does}, ${this.#in.size()} to receive`;
  }

  /** The two directions of a pipe count apart: odd and even. */
  #itemNumber(count: number, direction: number): number {
    return this.#duplex ? (count >>> 0) * 2 - direction : count >>> 0;
  }
  #checkSender(): void {
    if (this.#duplex || this.#end === 1) return;
    throw new PipeDirectionError(`this end of pipe ${JSON.stringify(this.name)} only receives`);
  }
  #checkReceiver(): void {
    if (this.#duplex || this.#end === 0) return;
    throw new PipeDirectionError(`this end of pipe ${JSON.stringify(this.name)} only sends`);
  }
  #accept(ending: Outcome): void {
    if (ending !== 'ok') throw this.#closedError();
  }
  #delivered({ ending, item }: Gotten, timeoutMs: number): unknown {
    if (ending === 'ok') return item;
    if (ending === 'empty' || ending === 'timeout') {
      throw new QueueEmptyError(`pipe ${JSON.stringify(this.name)} had no message for ${timeoutMs} ms`);
    }
    throw this.#closedError();
  }
  #closedError(): PipeClosedError {
    const name = JSON.stringify(this.name);
    return new PipeClosedError(
      this.#closed ? `this end of pipe ${name} is closed` : `the other end of pipe ${name} is closed`,
    );
  }
}

class PollWait extends GateWait {
  readonly #whose: Transferring;
  readonly #store: Store;
  constructor(whose: Transferring, store: Store) {
    super(store.getters);
    this.#whose = whose;
    this.#store = store;
  }
  protected override try(): boolean {
    return this.#store.size() > 0 || this.#whose.barred() !== undefined || this.#whose.drained();
  }
  protected override more(): boolean {
    // It took nothing: whoever else waits may have it.
    return true;
  }
  protected override abandonedByOthers(): boolean {
    return this.#whose.deserted();
  }
}

class FirstEnd extends Connection {
  constructor(made: Made, extra: Extra) {
    super(made, extra, 0);
  }
  protected override get className(): string {
    return 'Connection';
  }
}
class SecondEnd extends Connection {
  constructor(made: Made, extra: Extra) {
    super(made, extra, 1);
  }
  protected override get className(): string {
    return 'PeerConnection';
  }
}
registerClass('processes', 'Connection', FirstEnd as never, FirstEnd);
registerClass('processes', 'PeerConnection', SecondEnd as never, SecondEnd);

/**
 * A pipe between processes. Both ends send and receive, unless `duplex` is false: then [receiver, sender]. As Python's
 * multiprocessing.Pipe.
 */
export function Pipe(duplex = true): [Connection, Connection] {
  if (typeof duplex !== 'boolean') throw typeError(`duplex must be true or false, got ${describe(duplex)}`);
  const parameters = String(duplex);
  const mode = duplex ? 'duplex' : 'simplex';
  const made = create({
    kind: 'pipe',
    className: 'Pipe',
    domain: 'processes',
    parameters,
    words: WORDS,
    data: { mode },
  });
  return [new FirstEnd(made, { duplex }), new SecondEnd(made, { duplex })];
}
