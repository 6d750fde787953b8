/** A map from numbers on the wire to dense ids: an array for the small numbers that programs give, a map for any other. */
export class IdTable {
  #small = new Int32Array(64).fill(-1);
  readonly #large = new Map<number, number>();

  /** The id, or -1. */
  get(number: number): number {
    if (number < this.#small.length) return this.#small[number]!;
    return this.#large.get(number) ?? -1;
  }

  set(number: number, id: number): void {
    if (number >= this.#small.length && number < 65536) {
      const larger = new Int32Array(Math.max(number + 1, this.#small.length * 2)).fill(-1);
      larger.set(this.#small);
      this.#small = larger;
    }
    if (number < this.#small.length) this.#small[number] = id;
    else this.#large.set(number, id);
  }
}
