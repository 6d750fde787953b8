/** How a recorded put or get ended, told once: at its end, or before somebody goes on because of it. */
import type { Op, Outcome, ResourceKey } from '../../trace/schema.ts';
import type { EventData, Recorder } from '../record/recorder.ts';
import type { Receipt } from './channel.ts';

export class End {
  readonly #record: Recorder;
  readonly #op: Op;
  readonly #key: ResourceKey;
  readonly #flight: number;
  readonly #receipt: Receipt;
  readonly #data: () => EventData;
  #sequence = 0;
  #known: EventData | undefined;
  #told = false;

  constructor(record: Recorder, op: Op, key: ResourceKey, receipt: Receipt, flight: number, data: () => EventData) {
    this.#record = record;
    this.#op = op;
    this.#key = key;
    this.#flight = flight;
    this.#receipt = receipt;
    this.#data = data;
  }
  /** Keeps what the receipt says, which the thread's next attempt overwrites. */
  read(): void {
    if (this.#known !== undefined) return;
    this.#sequence = this.#receipt.sequence;
    this.#known = this.#data();
  }
  /** It is about to succeed, and the other end waits for that: written out before it can go on. */
  readonly early = (): void => {
    this.tell('ok');
    this.#record.flush();
  };
  tell(ending: Outcome): void {
    if (this.#told) return;
    this.#told = true;
    if (ending === 'ok') this.read();
    this.#record.end(this.#op, this.#key, this.#flight, ending, this.#sequence, this.#known ?? {});
  }
}
