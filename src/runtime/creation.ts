/**
 * How primitives come into being: every kind is made here, gets its number, name and words, and is announced.
 *
 * Primitives made while a module is evaluated (module level) are the same in every thread and child of the program, each
 * of which evaluates the module anew: they are numbered in order of creation, and a table in shared memory says what
 * stands behind each number. Whoever comes first makes it, the others attach; where kind, parameters or name differ,
 * the error names both.
 */
import { RESOURCE_KINDS, type ResourceKey, type ResourceKind, resourceKey } from '../trace/schema.ts';
import { isEvaluating } from './context.ts';
import { ModuleLevelError } from './errors.ts';
import {
  ARENA_TAG,
  KIND_COUNTERS,
  LAST_RESOURCE,
  MODULE_ENTRIES,
  MODULE_ENTRY_WORDS,
  MODULE_TABLE,
} from './machine/layout.ts';
import { memoryOf } from './machine/memories.ts';
import type { Domain, SharedMemory } from './machine/memory.ts';
import { ownerAlive, ownerId } from './machine/owners.ts';
import { isApart } from './machine/processes.ts';
import { type EventData, recorder } from './record/recorder.ts';
import type { Handle } from './shareable.ts';

/** What is to be made. */
export interface Making {
  readonly kind: ResourceKind;
  /** The class's name; also the stem of the default name. */
  readonly className: string;
  readonly domain: Domain;
  readonly name?: string | undefined;
  /** The constructor's parameters as text: module-level primitives must agree in them. */
  readonly parameters?: string;
  /** Words of state in shared memory. */
  readonly words: number;
  /** Fills the fresh, zeroed words. */
  readonly init?: (memory: SharedMemory, place: number) => void;
  /** More for the announcement, such as capacity. */
  readonly data?: EventData;
}

/** Where a primitive lives and what it is called. */
export interface Made {
  readonly memory: SharedMemory;
  /** First word of its state. */
  readonly place: number;
  readonly id: number;
  /** Its number in events. */
  readonly key: ResourceKey;
  readonly name: string;
}

/** Numbers of the resources of a memory that is not the program's first begin at this multiple of its maker's pid. */
const ARENA_IDS = 2 ** 20;

const made: Record<Domain, number> = { threads: 0, processes: 0 };

/** Makes a primitive, or finds the one that another thread made of the same module-level declaration. */
export function create(making: Making): Made {
  if (!isEvaluating()) return make(making, memoryOf(making.domain), false).made;
  const number = made[making.domain]++;
  if (making.domain === 'processes' && isApart()) {
    throw new ModuleLevelError(
      `${describeMaking(making)} is made at module level here, but the process that started this one has made no ` +
        'primitive between processes: make the same ones, in the same order, in every process',
    );
  }
  const memory = memoryOf(making.domain);
  if (number >= MODULE_ENTRIES) return make(making, memory, false).made;
  return find(making, memory, number, MODULE_TABLE + number * MODULE_ENTRY_WORDS);
}

/** The primitive that a handle stands for. */
export function attach(handle: Handle): Made {
  return {
    memory: memoryOf(handle.domain),
    place: handle.place,
    id: handle.id,
    key: resourceKey(handle.id, handle.domain === 'processes'),
    name: handle.name,
  };
}

/** A number for a part of a primitive that is a resource of its own, such as a value's lock. */
export function nextResource(memory: SharedMemory): number {
  return memory.load(ARENA_TAG) * ARENA_IDS + memory.add(LAST_RESOURCE, 1) + 1;
}

/** The handle of something made. */
export function handleOf(kind: string, { memory, place, id, name }: Made, extra?: unknown): Handle {
  return { kind, domain: memory.domain, id, place, name, ...(extra === undefined ? undefined : { extra }) };
}

function make(making: Making, memory: SharedMemory, module: boolean): { readonly made: Made; readonly number: number } {
  const { kind, className, words, domain } = making;
  const place = memory.allocateWords(words);
  const arena = memory.load(ARENA_TAG);
  const id = nextResource(memory);
  const number = memory.add(KIND_COUNTERS + RESOURCE_KINDS.indexOf(kind), 1) + 1;
  const name = making.name ?? defaultName(className, arena, number);
  making.init?.(memory, place);
  const key = resourceKey(id, domain === 'processes');
  recorder?.resource(key, kind, name, domain, { ...making.data, module });
  return { made: { memory, place, id, key, name }, number };
}

const defaultName = (className: string, arena: number, number: number) =>
  arena === 0 ? `${className}-${number}` : `${className}-${arena}.${number}`;

const describeMaking = ({ className, parameters, name }: Making) =>
  `${className}(${parameters ?? ''})${name === undefined ? '' : ` named ${JSON.stringify(name)}`}`;

// Words of an entry of the table.
const STATE = 0;
const MAKER = 1;
const PLACE = 2;
const ID_LOW = 3;
const ID_HIGH = 4;
const NUMBER = 5;
const HASH = 6;
const TEXT_LENGTH = 7;
const TEXT = 8;
const TEXT_BYTES = (MODULE_ENTRY_WORDS - TEXT) * 4;
// Its states.
const EMPTY = 0;
const BEING_MADE = 1;
const READY = 2;

function find(making: Making, memory: SharedMemory, number: number, entry: number): Made {
  for (;;) {
    const state = memory.load(entry + STATE);
    if (state === READY) return existing(making, memory, number, entry);
    if (state === EMPTY) {
      if (memory.compareExchange(entry + STATE, EMPTY, BEING_MADE) !== EMPTY) continue;
      memory.store(entry + MAKER, ownerId(memory));
      try {
        return publish(making, memory, entry);
      } finally {
        memory.compareExchange(entry + STATE, BEING_MADE, EMPTY);
        memory.unpark(entry + STATE, Number.POSITIVE_INFINITY);
      }
    }
    const maker = memory.load(entry + MAKER);
    if (!memory.park(entry + STATE, BEING_MADE, 50) && maker !== 0 && !ownerAlive(memory, maker)) {
      memory.compareExchange(entry + STATE, BEING_MADE, EMPTY);
    }
  }
}

function publish(making: Making, memory: SharedMemory, entry: number): Made {
  const { made, number } = make(making, memory, true);
  const description = describeMaking(making);
  memory.store(entry + PLACE, made.place);
  memory.store(entry + ID_LOW, made.id | 0);
  memory.store(entry + ID_HIGH, Math.floor(made.id / 2 ** 32));
  memory.store(entry + NUMBER, number);
  memory.store(entry + HASH, hash(description));
  const bytes = new Uint8Array(TEXT_BYTES);
  memory.store(entry + TEXT_LENGTH, new TextEncoder().encodeInto(description, bytes).written);
  new Int32Array(bytes.buffer).forEach((word, i) => {
    memory.store(entry + TEXT + i, word);
  });
  memory.store(entry + STATE, READY);
  return made;
}

function existing(making: Making, memory: SharedMemory, number: number, entry: number): Made {
  const description = describeMaking(making);
  if (memory.load(entry + HASH) !== hash(description)) {
    const words = Int32Array.from({ length: TEXT_BYTES / 4 }, (_, i) => memory.load(entry + TEXT + i));
    const bytes = new Uint8Array(words.buffer, 0, memory.load(entry + TEXT_LENGTH));
    throw new ModuleLevelError(
      `module-level primitive number ${number + 1} between ${making.domain} is ${description} here, but ` +
        `${new TextDecoder().decode(bytes)} where the program began: make the same ones, in the same order, in every ` +
        'thread and process',
    );
  }
  const id = memory.load(entry + ID_HIGH) * 2 ** 32 + (memory.load(entry + ID_LOW) >>> 0);
  return {
    memory,
    place: memory.load(entry + PLACE),
    id,
    key: resourceKey(id, making.domain === 'processes'),
    name: making.name ?? defaultName(making.className, memory.load(ARENA_TAG), memory.load(entry + NUMBER)),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}
