/** watch: accesses to what Heddle cannot see by itself, such as a file or a row of a database, said by the program. */
import { inspect } from 'node:util';
import { type ResourceKey, watchedKey } from '../trace/schema.ts';
import { rangeError, typeError } from './errors.ts';
import { recorder } from './record/recorder.ts';
import { type Handle, registerKind, remember, type Shareable, toHandle } from './shareable.ts';
import { describe } from './validate.ts';

const KIND = 'Watched';
const announced = new Set<string>();
const known = new Map<string, Watched>();

/**
 * Something outside of Heddle's vocabulary whose accesses the program declares. It locks nothing and holds nothing: it
 * lets the timeline show who looked and who wrote, and `heddle check` find a write that rests on an outdated look.
 */
export class Watched implements Shareable {
  /** What it is called everywhere in the program. */
  readonly name: string;
  readonly #key: ResourceKey;

  /** @internal */
  constructor(name: string) {
    this.name = name;
    this.#key = watchedKey(name);
    remember(this, this[toHandle]());
  }

  /** Says that it is read now. */
  read(): void;
  /** Runs fn, which reads it, and gives its result. Call it where the access is: inside of the lock, if there is one. */
  read<R>(fn: () => R): R;
  read<R>(fn?: () => R): R | undefined {
    const run = checked(fn, 'read');
    try {
      return run?.();
    } finally {
      // What fn reads may have changed until its very end (of an asynchronous one, until it first waits).
      this.#tell('read');
    }
  }

  /** Says that it is written now: call it right before the write. */
  write(): void;
  /** Runs fn, which writes it, and gives its result. Call it where the access is: inside of the lock, if there is one. */
  write<R>(fn: () => R): R;
  write<R>(fn?: () => R): R | undefined {
    const run = checked(fn, 'write');
    this.#tell('write');
    return run?.();
  }

  toString(): string {
    return `<Watched ${JSON.stringify(this.name)}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
  [toHandle](): Handle {
    return { kind: KIND, domain: 'processes', id: (this.#key - 1) / 2, place: 0, name: this.name };
  }

  #tell(access: 'read' | 'write'): void {
    const record = recorder;
    if (record === undefined) return;
    const { name } = this;
    if (!announced.has(name)) {
      announced.add(name);
      record.resource(this.#key, 'watched', name, 'processes');
    }
    record.instant('watch', this.#key, 0, { name, access });
  }
}
registerKind(KIND, ({ name }) => watch(name));

/**
 * Declares something that threads or processes share but Heddle cannot see, such as a file: `const tickets =
 * watch('tickets.json')`, then `tickets.read(() => readFileSync(...))` and `tickets.write(() => writeFileSync(...))`.
 * The same name is the same thing in every thread and process of the program. Costs next to nothing without a session.
 * TypeError or RangeError unless the name is a string that is not empty.
 */
export function watch(name: string): Watched {
  if (typeof name !== 'string') throw typeError(`watch takes a name, got ${describe(name)}`);
  if (name === '') throw rangeError('watch takes a name that is not empty');
  let watched = known.get(name);
  if (watched === undefined) {
    watched = new Watched(name);
    known.set(name, watched);
  }
  return watched;
}

function checked<R>(fn: (() => R) | undefined, what: string): (() => R) | undefined {
  if (fn === undefined || typeof fn === 'function') return fn;
  throw typeError(`${what} takes a function or nothing, got ${describe(fn)}`);
}
