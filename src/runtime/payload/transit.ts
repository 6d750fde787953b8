/** What a primitive that counts its holders is told when its handle leaves and when it arrives. */
export const departs: unique symbol = Symbol.for('heddle.departs') as never;
export const returns: unique symbol = Symbol.for('heddle.returns') as never;
export const arrives: unique symbol = Symbol.for('heddle.arrives') as never;
export interface Traveller {
  /** Its handle goes into an item, an argument or a message. */
  [departs]?(): void;
  /** What its handle went into was not sent after all. */
  [returns]?(): void;
  /** Its handle was read from one, in this thread. */
  [arrives]?(): void;
}

/** Says to all of them that they have not left. */
export function takeBack(travellers: readonly Traveller[] | undefined): void {
  if (travellers !== undefined) for (const traveller of travellers) traveller[returns]?.();
}
