/** What a primitive that counts its holders is told when its handle leaves and when it arrives. */
export const departs: unique symbol = Symbol.for('heddle.departs') as never;
export const arrives: unique symbol = Symbol.for('heddle.arrives') as never;
export interface Traveller {
  /** Its handle goes into an item, an argument or a message. */
  [departs]?(): void;
  /** Its handle was read from one, in this thread. */
  [arrives]?(): void;
}
