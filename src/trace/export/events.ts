/** Events as plain objects with readable ids: what the textual exports are made of. */
import type { Actor } from '../identities.ts';
import type { TraceModel } from '../model.ts';
import type { ActorKey, DataValue, EventData } from '../schema.ts';
import type { EventIndex } from '../store.ts';

/** One event under the keys, and in their order, of DESIGN's JSON lines. */
export interface EventLine {
  readonly seq: number;
  /** Nanoseconds since the session began. */
  readonly at: number;
  readonly actor: string;
  readonly op: string;
  readonly phase: string;
  readonly resource?: string;
  readonly outcome?: string;
  readonly rseq?: number;
  /** File name, line and column. */
  readonly site?: string;
  readonly data?: Readonly<Record<string, DataValue | null>>;
}

/** Makes lines of a trace's events; actors named by their keys in the data come out under their ids. */
export class EventLines {
  readonly #model: TraceModel;
  readonly #byKey = new Map<ActorKey, Actor[]>();

  constructor(model: TraceModel) {
    this.#model = model;
    for (const actor of model.actors) {
      const bearers = this.#byKey.get(actor.key);
      if (bearers) bearers.push(actor);
      else this.#byKey.set(actor.key, [actor]);
    }
    for (const bearers of this.#byKey.values()) bearers.sort((a, b) => a.bornNs - b.bornNs || a.id - b.id);
  }

  /** The actor that bore a key at that time: the last one born by then. */
  #bearer(key: DataValue | undefined, atNs: number): Actor | undefined {
    const bearers = this.#byKey.get(key as ActorKey);
    if (bearers === undefined) return undefined;
    let low = 0;
    let high = bearers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bearers[middle]!.bornNs <= atNs) low = middle + 1;
      else high = middle;
    }
    return bearers[Math.max(0, low - 1)];
  }

  line(event: EventIndex): EventLine {
    const { store, actors, resources, sites } = this.#model;
    const at = store.at(event);
    const op = store.op(event);
    const raw = store.data(event);
    const subject = op === 'actor' || op === 'exit' ? this.#bearer(raw?.target, at) : undefined;
    const resource = resources[store.resource(event)];
    const site = sites[store.site(event)];
    const rseq = store.rseq(event);
    const data = raw && this.#data(raw, at, subject !== undefined, resource?.lock ?? -1);
    return {
      seq: store.sequence(event),
      at,
      actor: (subject ?? actors[store.actor(event)]!).display,
      op,
      phase: store.phase(event),
      resource: resource?.display,
      outcome: store.outcome(event),
      rseq: rseq > 0 ? rseq : undefined,
      site: site && `${fileName(site.file)}:${site.line}:${site.column}`,
      data: data && Object.keys(data).length > 0 ? data : undefined,
    };
  }

  #data(raw: EventData, at: number, subject: boolean, lock: number): Record<string, DataValue | null> {
    const data: Record<string, DataValue | null> = {};
    for (const [key, value] of Object.entries(raw)) {
      if (value === undefined || (subject && key === 'target')) continue;
      if (key === 'parent' || key === 'target') data[key] = this.#bearer(value, at)?.display ?? value;
      else if (key === 'lock' && lock >= 0) data[key] = this.#model.resources[lock]!.display;
      else data[key] = typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
    }
    return data;
  }
}

/** The last part of a path or URL. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Joins many small strings into chunks of about 64 KiB. */
export function* chunked(parts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length >= 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk) yield chunk;
}
