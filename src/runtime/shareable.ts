/**
 * Primitives that travel: inside arguments, queue items and messages a primitive is replaced by its handle, and made
 * again from it on the other side, one object per thread and primitive, so that identity is kept.
 */
import type { Domain } from './machine/memory.ts';

/** The place of a primitive in shared memory, as plain data. */
export interface Handle {
  /** Kind of primitive as registered, such as 'Lock' or 'threading.Queue'. */
  readonly kind: string;
  readonly domain: Domain;
  /** Number of the resource: unique within the process (threads) or within the program (processes). */
  readonly id: number;
  /** First word of its state. */
  readonly place: number;
  readonly name: string;
  /** What else the kind needs, as JSON. */
  readonly extra?: unknown;
}

export const toHandle: unique symbol = Symbol.for('heddle.toHandle') as never;
export interface Shareable {
  [toHandle](): Handle;
}
export function isShareable(value: unknown): value is Shareable {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Shareable>)[toHandle] === 'function';
}

const kinds = new Map<string, (handle: Handle) => Shareable>();
/** Says how a kind of primitive is made from a handle. */
export function registerKind(kind: string, make: (handle: Handle) => Shareable): void {
  kinds.set(kind, make);
}

const known = new Map<string, WeakRef<Shareable>>();
const identity = (handle: Handle) => `${handle.domain}:${handle.kind}:${handle.id}`;

/** Remembers a primitive made in this thread, so that its handle leads back to the same object. */
export function remember(primitive: Shareable, handle: Handle): void {
  known.set(identity(handle), new WeakRef(primitive));
}
/** The primitive that a handle stands for, in this thread. */
export function fromHandle(handle: Handle): Shareable {
  const existing = known.get(identity(handle))?.deref();
  if (existing) return existing;
  const make = kinds.get(handle.kind);
  if (!make) throw new TypeError(`unknown kind of primitive: ${JSON.stringify(handle.kind)}`);
  const primitive = make(handle);
  remember(primitive, handle);
  return primitive;
}
