/** What stands under a queue: the order in which items come out is its own business. */
import type { SharedMemory } from '../machine/memory.ts';
import type { Attempt, Receipt } from './channel.ts';
import type { Gate } from './gate.ts';
import type { Packet } from './packet.ts';

export interface Store {
  readonly memory: SharedMemory;
  readonly getters: Gate;
  readonly putters: Gate;
  /** Those who wait until all items are worked off. */
  readonly joiners: Gate;
  readonly maxsize: number;
  /** What the last successful attempt of this thread did; kept only while recording. */
  readonly receipt: Receipt;
  /** What the last successful take got. */
  taken: unknown;
  size(): number;
  isFull(): boolean;
  isShutDown(): boolean;
  unfinished(): number;
  offer(packet: Packet, me: number): Attempt;
  take(me: number): Attempt;
  shutDown(immediate: boolean, told?: (removed: number) => void): void;
  finishOne(): boolean;
  sequence(): number;
}
