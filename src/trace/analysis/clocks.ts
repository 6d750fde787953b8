/**
 * Vector clocks: what each actor knows of the others' progress. An actor's time advances when it hands on what it knows,
 * so who knows of a time of an actor knows everything that this actor knew then (the epochs of FastTrack, Flanagan and
 * Freund, 2009): most comparisons are one of two numbers.
 *
 * Clocks are as long as there are *slots*. An actor that has ended, and of whose end everybody alive knows, gives its
 * slot to the next newcomer, so that a program which starts threads for ever does not make clocks longer for ever.
 */

/** What an actor knew at a time of its own: everything in `base`, except that its own time was `time`. */
export interface Stamp {
  /** -1: several stamps in one, `base` is all of it. */
  readonly slot: number;
  readonly time: number;
  readonly base: readonly number[];
}

/** Ended actors are looked through for free slots when there are so many. */
const SWEEP_AT = 64;

const entry = (clock: readonly number[], slot: number): number => (slot < clock.length ? clock[slot]! : 0);

export class Clocks {
  readonly #slots: number[] = [];
  /** Plain arrays: they are copied often, and are short. */
  readonly #clocks: number[][] = [];
  /** The clock is part of a stamp: copied before it takes in more. */
  readonly #handedOut: boolean[] = [];
  readonly #latest: (Stamp | undefined)[] = [];
  readonly #alive = new Set<number>();
  readonly #free: number[] = [];
  #ended: { readonly actor: number; readonly slot: number }[] = [];
  #sweepAt = SWEEP_AT;

  /** The slot of an actor, made at first sight. */
  slot(actor: number): number {
    return this.#slots[actor] ?? this.#make(actor);
  }
  #make(actor: number): number {
    if (this.#ended.length >= this.#sweepAt) this.#sweep();
    const slot = this.#free.pop() ?? this.#clocks.length;
    const former = this.#clocks[slot];
    const clock = zeros(16 * Math.ceil((slot + 1) / 16));
    clock[slot] = (former?.[slot] ?? 0) + 1;
    this.#clocks[slot] = clock;
    this.#handedOut[slot] = false;
    this.#latest[slot] = undefined;
    this.#slots[actor] = slot;
    this.#alive.add(slot);
    return slot;
  }
  /** How many actors can be told apart at present. */
  get width(): number {
    return this.#clocks.length;
  }

  /** What an actor knew at last; undefined when everybody knows, or it never did anything. */
  last(actor: number): Stamp | undefined {
    const slot = this.#slots[actor];
    return slot === undefined ? undefined : this.handOn(slot);
  }
  /** The actor does nothing more. */
  end(actor: number): void {
    const slot = this.#slots[actor];
    if (slot === undefined || !this.#alive.delete(slot)) return;
    this.#ended.push({ actor, slot });
  }
  /** Frees the slots of ended actors of whose last time everybody alive knows. */
  #sweep(): void {
    const alive = [...this.#alive];
    this.#ended = this.#ended.filter(({ actor, slot }) => {
      const last = this.time(slot);
      if (!alive.every((other) => entry(this.#clocks[other]!, slot) >= last)) return true;
      delete this.#slots[actor];
      this.#free.push(slot);
      return false;
    });
    this.#sweepAt = Math.max(SWEEP_AT, this.#ended.length * 2, this.#alive.size);
  }

  /** The slot's own time. */
  time(slot: number): number {
    return this.#clocks[slot]![slot]!;
  }
  /** True when this slot knows of that time of the other. */
  knows(slot: number, other: number, time: number): boolean {
    return entry(this.#clocks[slot]!, other) >= time;
  }
  /** What the slot knows now; its time goes on. */
  handOn(slot: number): Stamp {
    const stamp = this.stamp(slot);
    this.#clocks[slot]![slot]!++;
    this.#latest[slot] = undefined;
    return stamp;
  }
  /** What the slot knows now, for later comparison: its time stands still, so this must not be taken in by others. */
  stamp(slot: number): Stamp {
    const known = this.#latest[slot];
    if (known) return known;
    const base = this.#clocks[slot]!;
    const stamp: Stamp = { slot, time: base[slot]!, base };
    this.#handedOut[slot] = true;
    this.#latest[slot] = stamp;
    return stamp;
  }
  /** The slot learns what the stamp says. */
  takeIn(slot: number, stamp: Stamp): void {
    if (this.includes(slot, stamp)) return;
    let clock = this.#clocks[slot]!;
    if (this.#handedOut[slot]) {
      clock = clock.slice();
      this.#clocks[slot] = clock;
      this.#handedOut[slot] = false;
    }
    this.#latest[slot] = undefined;
    mergeInto(clock, stamp);
  }
  /** The slot learns everything that anybody knows: for where events are missing. */
  takeInAll(slot: number): void {
    for (let other = 0; other < this.#clocks.length; other++) if (other !== slot) this.takeIn(slot, this.handOn(other));
  }
  /** True when the slot knows all that the stamp says. */
  includes(slot: number, stamp: Stamp): boolean {
    const clock = this.#clocks[slot]!;
    if (stamp.slot >= 0) return entry(clock, stamp.slot) >= stamp.time;
    for (let i = 0; i < stamp.base.length; i++) if (stamp.base[i]! > entry(clock, i)) return false;
    return true;
  }
}

/** True when whoever made the stamp knew of that time of a slot. */
export function stampKnows(stamp: Stamp, slot: number, time: number): boolean {
  return slot === stamp.slot ? stamp.time >= time : entry(stamp.base, slot) >= time;
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

function mergeInto(clock: number[], { slot, time, base }: Stamp): void {
  while (clock.length < base.length) clock.push(0);
  // The base goes on being its maker's clock, whose own time has moved on since.
  const own = slot >= 0 ? clock[slot]! : 0;
  for (let i = 0; i < base.length; i++) {
    const time = base[i]!;
    if (time > clock[i]!) clock[i] = time;
  }
  if (slot >= 0) clock[slot] = Math.max(own, time);
}

/** What has been handed on at a resource, for whoever takes it up. */
export class Handover {
  #stamp: Stamp | undefined;

  /** The slot leaves what it knows beside what was left before. */
  leave(clocks: Clocks, slot: number): void {
    this.add(clocks.handOn(slot));
  }
  /** Adds a stamp to what was left before. */
  add(stamp: Stamp): void {
    const former = this.#stamp;
    if (former === undefined || stampIncludes(stamp, former)) this.#stamp = stamp;
    else {
      const base: number[] = [];
      mergeInto(base, former);
      mergeInto(base, stamp);
      this.#stamp = { slot: -1, time: 0, base };
    }
  }
  /** The slot learns what has been left. */
  take(clocks: Clocks, slot: number): void {
    if (this.#stamp) clocks.takeIn(slot, this.#stamp);
  }
}

function stampIncludes(stamp: Stamp, other: Stamp): boolean {
  if (other.slot >= 0) return stampKnows(stamp, other.slot, other.time);
  for (let i = 0; i < other.base.length; i++)
    if (other.base[i]! > 0 && !stampKnows(stamp, i, other.base[i]!)) return false;
  return true;
}
