/**
 * Accesses to what the program watches. A look alone is free; what is wrong is a write that nothing orders with somebody
 * else's, or that rests on a look after which somebody else has written.
 */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import type { Conflict, Written } from './accesses.ts';
import { type Clocks, type Stamp, stampKnows } from './clocks.ts';

interface Write extends Written {
  readonly slot: number;
  readonly time: number;
}

interface Watched {
  write: Write | undefined;
  /** By actor: its latest read since its latest write. */
  readonly bases: Map<number, { readonly event: EventIndex; readonly stamp: Stamp }>;
}

export class WatchedAccesses {
  readonly #model: TraceModel;
  readonly #clocks: Clocks;
  readonly #found: (conflict: Conflict) => void;
  readonly #watched = new Map<number, Watched>();

  constructor(model: TraceModel, clocks: Clocks, found: (conflict: Conflict) => void) {
    this.#model = model;
    this.#clocks = clocks;
    this.#found = found;
  }

  /** Takes in a declared access. */
  take(event: EventIndex, actor: number): void {
    const { store } = this.#model;
    const resource = store.resource(event);
    const clocks = this.#clocks;
    const slot = clocks.slot(actor);
    let watched = this.#watched.get(resource);
    if (watched === undefined) {
      watched = { write: undefined, bases: new Map() };
      this.#watched.set(resource, watched);
    }
    const { write, bases } = watched;
    if (store.data(event)?.access !== 'write') {
      bases.set(actor, { event, stamp: clocks.stamp(slot) });
      return;
    }
    const base = bases.get(actor);
    bases.delete(actor);
    const second: Write = { event, base: base?.event, slot, time: clocks.time(slot) };
    watched.write = second;
    if (write === undefined || write.slot === slot) return;
    const ordered = clocks.knows(slot, write.slot, write.time);
    if (ordered && (base === undefined || stampKnows(base.stamp, write.slot, write.time))) return;
    this.#found({ resource, index: 0, how: ordered ? 'outdated' : 'unordered', first: write, second });
  }
}
