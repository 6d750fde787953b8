/**
 * One put or get from its beginning to its end, blocking or not, for queues and pipes alike: it is tried, waited for and
 * recorded here.
 */
import type { Op, Outcome, ResourceKey } from '../../trace/schema.ts';
import { handlesLeave } from '../record/handles.ts';
import { type EventData, recorder } from '../record/recorder.ts';
import { block, blockAsync, limitOf } from '../sync/wait.ts';
import { OK, SHUT_DOWN } from './channel.ts';
import { End } from './end.ts';
import { type Packet, pack, release } from './packet.ts';
import { preview } from './preview.ts';
import type { Store } from './store.ts';
import { GateWait } from './waits.ts';

/** Whose operation it is. */
export interface Transferring {
  /** @internal Its number in events. */
  readonly key: ResourceKey;
  /** Of a pipe: which end it is. */
  readonly end?: number;
  /** Why it cannot be used (any more): 'closed', or undefined. */
  barred(): Outcome | undefined;
  /** When nothing is there to get: true when nothing will come any more. */
  drained(): boolean;
  /** For a wait that has been idle: true when nobody is left who could end it. */
  deserted(): boolean;
  /** The number of an item in events. */
  itemNumber(count: number): number;
}

/** How it ended: 'ok', 'full', 'empty', 'shutdown' or 'closed'. */
export type Ending = Outcome;

class PutWait extends GateWait {
  readonly #whose: Transferring;
  readonly #store: Store;
  readonly #packet: Packet;
  constructor(whose: Transferring, store: Store, packet: Packet) {
    super(store.putters);
    this.#whose = whose;
    this.#store = store;
    this.#packet = packet;
  }
  protected override try(): boolean {
    const barred = this.#whose.barred();
    if (barred === undefined) {
      const how = this.#store.offer(this.#packet, this.me);
      if (how === OK) return true;
      if (how !== SHUT_DOWN) return false;
    }
    this.ended = barred ?? 'shutdown';
    return true;
  }
  protected override more(): boolean {
    return !this.#store.isFull();
  }
  protected override abandonedByOthers(): boolean {
    if (!this.#whose.deserted()) return false;
    this.ended = 'closed';
    return true;
  }
}

class GetWait extends GateWait {
  item: unknown;
  readonly #whose: Transferring;
  readonly #store: Store;
  constructor(whose: Transferring, store: Store) {
    super(store.getters);
    this.#whose = whose;
    this.#store = store;
  }
  protected override try(): boolean {
    const barred = this.#whose.barred();
    if (barred === undefined) {
      const how = this.#store.take(this.me);
      if (how === OK) {
        this.item = this.#store.taken;
        this.#store.taken = undefined;
        return true;
      }
      if (how !== SHUT_DOWN) {
        if (!this.#whose.drained() || this.#store.size() > 0) return false;
        this.ended = 'closed';
        return true;
      }
    }
    this.ended = barred ?? 'shutdown';
    return true;
  }
  protected override more(): boolean {
    return this.#store.size() > 0;
  }
  protected override abandonedByOthers(): boolean {
    // What came before the last one left is still there to be got.
    if (this.#store.size() > 0 || !this.#whose.deserted() || this.#store.size() > 0) return false;
    this.ended = 'closed';
    return true;
  }
}

/** The packet of every whole number that is put without waiting. */
const whole: Packet = pack(0, undefined as never, '', false);

/** The quick way to put a whole number: true when it is in. */
export function putWhole(store: Store, item: number): boolean {
  whole.value = item;
  return store.offer(whole, 0) === OK;
}

/** Puts an item. */
export function transferPut(whose: Transferring, store: Store, item: unknown, ms: number, prepared?: Prepared): Ending {
  const barred = whose.barred();
  const packet = packed(item, store, prepared, false);
  let ending: Ending = 'error';
  try {
    const record = recorder;
    if (record === undefined) {
      if (barred === undefined && store.offer(packet, 0) === OK) ending = 'ok';
      else ending = settle(whose, store, new PutWait(whose, store, packet), ms, 'full');
      return ending;
    }
    record.begin('put', whose.key, 0, beginData(whose, ms));
    const wait = new PutWait(whose, store, packet);
    const end = new End(record, 'put', whose.key, store.receipt, 0, () => {
      if (packet.handles !== undefined) handlesLeave(packet.handles);
      return putData(whose, store, item, prepared);
    });
    try {
      store.receipt.told = end.early;
      if (wait.attempt()) ending = wait.ended;
      else {
        if (ms > 0) record.flush();
        ending = settle(whose, store, wait, ms, 'full');
      }
      return ending;
    } finally {
      store.receipt.told = undefined;
      end.tell(ending);
    }
  } finally {
    release(packet, store.memory, ending === 'ok');
  }
}

/** As transferPut, without blocking. */
export async function transferPutAsync(
  whose: Transferring,
  store: Store,
  item: unknown,
  ms: number,
  signal: AbortSignal | undefined,
  prepared?: Prepared,
): Promise<Ending> {
  signal?.throwIfAborted();
  const packet = packed(item, store, prepared, true);
  let ending: Ending = 'error';
  try {
    const wait = new PutWait(whose, store, packet);
    ending = await settleAsync(
      'put',
      whose,
      store,
      wait,
      ms,
      signal,
      'full',
      () => putData(whose, store, item, prepared),
      packet,
    );
    return ending;
  } finally {
    release(packet, store.memory, ending === 'ok');
  }
}

/** An item for an ordered queue: what is sent for it, and its place in the order. */
export interface Prepared {
  readonly value: unknown;
  readonly priority: number | bigint | string;
  /** The value is [priority, item]. */
  readonly wrapped: boolean;
}

function packed(item: unknown, store: Store, prepared: Prepared | undefined, keep: boolean): Packet {
  if (prepared === undefined) return pack(item, store.memory, 'item', keep);
  const packet = pack(prepared.value, store.memory, 'item', keep);
  packet.priority = prepared.priority;
  packet.wrapped = prepared.wrapped;
  return packet;
}

/** What a get brought: `item` counts when `ending` is 'ok'. */
export interface Gotten {
  ending: Ending;
  item: unknown;
}

/** Gets an item. */
export function transferGet(whose: Transferring, store: Store, ms: number): Gotten {
  const wait = new GetWait(whose, store);
  const record = recorder;
  if (record === undefined) {
    const ending = wait.attempt() ? wait.ended : settle(whose, store, wait, ms, 'empty');
    return { ending, item: wait.item };
  }
  record.begin('get', whose.key, 0, beginData(whose, ms));
  const end = new End(record, 'get', whose.key, store.receipt, 0, () => getData(whose, store));
  let ending: Ending = 'error';
  try {
    store.receipt.told = end.early;
    if (wait.attempt()) ending = wait.ended;
    else {
      if (ms > 0) record.flush();
      ending = settle(whose, store, wait, ms, 'empty');
    }
  } finally {
    store.receipt.told = undefined;
    end.tell(ending);
  }
  return { ending, item: wait.item };
}

/** As transferGet, without blocking. */
export async function transferGetAsync(
  whose: Transferring,
  store: Store,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<Gotten> {
  signal?.throwIfAborted();
  const wait = new GetWait(whose, store);
  const ending = await settleAsync('get', whose, store, wait, ms, signal, 'empty', () => getData(whose, store));
  return { ending, item: wait.item };
}

function settle(_whose: Transferring, store: Store, wait: GateWait, ms: number, otherwise: Ending): Ending {
  if (block(store.memory, wait, ms)) return wait.ended;
  return ms === 0 ? otherwise : 'timeout';
}

async function settleAsync(
  op: Op,
  whose: Transferring,
  store: Store,
  wait: GateWait,
  ms: number,
  signal: AbortSignal | undefined,
  otherwise: Ending,
  data: () => EventData,
  packet?: Packet,
): Promise<Ending> {
  const record = recorder;
  const flight = record?.nextFlight() ?? 0;
  record?.begin(op, whose.key, flight, beginData(whose, ms));
  const end =
    record &&
    new End(record, op, whose.key, store.receipt, flight, () => {
      if (packet?.handles !== undefined) handlesLeave(packet.handles);
      return data();
    });
  const attempt = wait.attempt.bind(wait);
  if (end !== undefined) {
    // The receipt is that of the last attempt of this thread: read it in the same turn as the attempt.
    wait.attempt = () => {
      store.receipt.told = end.early;
      try {
        if (!attempt()) return false;
        if (wait.ended === 'ok') end.read();
        return true;
      } finally {
        store.receipt.told = undefined;
      }
    };
  }
  let ending: Ending = 'error';
  try {
    if (wait.attempt()) ending = wait.ended;
    else {
      if (ms > 0) record?.flush();
      if (await blockAsync(store.memory, wait, ms, signal)) ending = wait.ended;
      else ending = ms === 0 ? otherwise : 'timeout';
    }
    return ending;
  } catch (error) {
    if (signal?.aborted) ending = 'aborted';
    throw error;
  } finally {
    end?.tell(ending);
  }
}

function beginData({ end }: Transferring, ms: number): EventData | undefined {
  const limit = limitOf(ms);
  return end === undefined ? limit : { index: end, ...limit };
}
function putData(whose: Transferring, store: Store, item: unknown, prepared?: Prepared): EventData {
  const { receipt } = store;
  const told = {
    item: whose.itemNumber(receipt.item),
    value: receipt.depth,
    size: receipt.size,
    preview: preview(item),
  };
  if (prepared === undefined) return told;
  const { priority } = prepared;
  return { ...told, priority: typeof priority === 'bigint' ? Number(priority) : priority };
}
function getData(whose: Transferring, store: Store): EventData {
  const { receipt } = store;
  return { item: whose.itemNumber(receipt.item), value: receipt.depth, size: receipt.size };
}
