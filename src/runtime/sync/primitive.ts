/** What every synchronisation class has: a name, a place in shared memory, and a handle to travel by. */
import { inspect } from 'node:util';
import { attach, create, handleOf, type Made, type Making } from '../creation.ts';
import type { Domain, SharedMemory } from '../machine/memory.ts';
import { type Handle, registerKind, remember, type Shareable, toHandle } from '../shareable.ts';
import { checkName, checkOptions, checkSignal, checkTimeout, isRevoked } from '../validate.ts';

/** Options that every primitive takes. */
export interface NameOptions {
  /** Shown on the timeline and in messages. Default: the class and a number. */
  name?: string | undefined;
}
/** Options of every asynchronous wait. */
export interface AsyncOptions {
  /** Ends the wait: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Something shared that has a name. */
export abstract class Primitive implements Shareable {
  /** Shown on the timeline and in messages. */
  readonly name: string;
  /** Its place and number. */
  protected readonly made: Made;

  readonly #extra: unknown;

  /** `extra`: what else its handle says. */
  constructor(made: Made, extra?: unknown) {
    this.made = made;
    this.#extra = extra;
    this.name = made.name;
    remember(this, this[toHandle]());
  }
  /** @internal Its number in events. */
  get key(): Made['key'] {
    return this.made.key;
  }
  /** The class's name, as in handles. */
  protected abstract get className(): string;
  /** Its state in a few words, such as 'held by thread 3'. */
  protected abstract describe(): string;

  [toHandle](): Handle {
    return handleOf(kindOf(this.made.memory.domain, this.className), this.made, this.#extra);
  }
  toString(): string {
    return `<${this.className} ${JSON.stringify(this.name)}: ${this.describe()}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

const kindOf = (domain: Domain, className: string) => `${domain}.${className}`;

/** Lets a class be made from its handles. Its base's constructor takes what `attach` gives, and the handle's extra. */
export function registerClass(
  domain: Domain,
  className: string,
  base: abstract new (made: Made, extra: never) => Primitive,
  itself: abstract new (...args: never[]) => Primitive,
): void {
  registerKind(kindOf(domain, className), (handle) => Reflect.construct(base, [attach(handle), handle.extra], itself));
}

/** Makes a primitive after checking its options. */
export function createNamed(options: unknown, making: Omit<Making, 'name'>): Made {
  const { name } = checkOptions<{ name: unknown }>(options, making.className);
  return create({ ...making, name: checkName(name, making.className) });
}

/** True for what stands where an optional argument may have been left out for the options. */
export function isOptions(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isRevoked(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}

/** The arguments of an asynchronous wait, checked. */
export function asyncArguments(timeoutMs: unknown, options: unknown): { timeoutMs: number; signal?: AbortSignal } {
  const omitted = options === undefined && isOptions(timeoutMs);
  return {
    timeoutMs: checkTimeout(omitted ? undefined : timeoutMs),
    signal: checkSignal(omitted ? timeoutMs : options),
  };
}

/** Memory of a primitive. */
export type { Made, SharedMemory };
