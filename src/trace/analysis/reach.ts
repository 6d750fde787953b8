/**
 * Who has a handle of what. A primitive made at module level is everybody's; another one belongs to its creator and to
 * those whom it was handed to, in arguments or items. What is on its way may come to anybody.
 */
import type { TraceModel } from '../model.ts';
import type { ExitReason } from '../schema.ts';
import type { EventIndex } from '../store.ts';

/** Who ended so may have handed something on without telling. */
const UNTIDY: ReadonlySet<ExitReason | undefined> = new Set<ExitReason>(['signal', 'terminated', 'session', 'unknown']);

class Handles {
  readonly owners = new Set<number>();
  /** Handed out and not arrived. */
  underway = 0;
}

export class Reach {
  readonly #model: TraceModel;
  readonly #hasEnded: (actor: number) => boolean;
  readonly #handles = new Map<number, Handles>();

  /** `hasEnded` tells of the moment looked at: a model that was read whole knows every end from the beginning. */
  constructor(model: TraceModel, hasEnded: (actor: number) => boolean) {
    this.#model = model;
    this.#hasEnded = hasEnded;
  }

  /** Takes in that a handle leaves (n 1) or arrives (n -1). */
  passed(event: EventIndex): void {
    const { store } = this.#model;
    const handles = this.#of(store.resource(event));
    const n = store.number(event, 'n');
    handles.underway += n;
    if (n < 0) handles.owners.add(store.actor(event));
  }

  /** True when the actor may have a handle of the resource. */
  has(actor: number, resource: number): boolean {
    const { resources, actors } = this.#model;
    const known = resources[resource];
    if (!known) return true;
    if (known.domain === 'threads' && known.process !== actors[actor]?.process) return false;
    if (known.module !== false || known.creator === actor) return true;
    const handles = this.#handles.get(resource);
    if (!handles) return false;
    return handles.owners.has(actor) || handles.underway > 0 || this.#mayBeAnywhere(known.creator, handles);
  }

  #mayBeAnywhere(creator: number, { owners }: Handles): boolean {
    const { actors } = this.#model;
    const untidy = (id: number) => this.#hasEnded(id) && UNTIDY.has(actors[id]?.exit?.reason);
    return untidy(creator) || [...owners].some(untidy);
  }

  #of(resource: number): Handles {
    let handles = this.#handles.get(resource);
    if (!handles) {
      handles = new Handles();
      this.#handles.set(resource, handles);
    }
    return handles;
  }
}
