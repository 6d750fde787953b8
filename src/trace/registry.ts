/** Gives actors, resources and call sites their ids, tolerating that something is used before it is announced. */
import { IdTable } from './id-table.ts';
import { type Actor, announceResource, exitOf, type Resource, type Site, text, whole } from './identities.ts';
import {
  type ActorKey,
  actorKeyPid,
  actorKeyThread,
  type EventData,
  type ResourceKey,
  SESSION_ACTOR,
} from './schema.ts';

/** More than any program has; what claims more is not a trace of one. */
const MAX_ACTORS = 65_536;
const MAX_RESOURCES = 262_144;

/** Thrown when a trace claims more identities than any program has. */
export class TooManyIdentitiesError extends Error {}

/** What threads of one process share: its number and the names of its own resources. */
export interface ProcessEntry {
  readonly number: number;
  readonly pid: number;
  readonly resources: IdTable;
  readonly actors: Actor[];
  /** Threads besides the main one so far. */
  threads: number;
  /** How many of its actors are known to have ended, the first ones. */
  ended: number;
}

/** One thread's stream: where it stands, and the meaning of its numbers. */
export interface StreamEntry {
  readonly actor: Actor;
  readonly process: ProcessEntry;
  /** Sequence number that comes next. */
  expected: number;
  readonly sites: IdTable;
}

export class Registry {
  readonly actors: Actor[] = [];
  readonly resources: Resource[] = [];
  readonly sites: Site[] = [];
  readonly #streams = new Map<ActorKey, StreamEntry>();
  readonly #processes = new Map<number, ProcessEntry>();
  readonly #shared = new IdTable();
  readonly #siteIds = new Map<string, number>();
  #processCount = 0;

  /** The stream with this key, made at first sight. */
  stream(key: ActorKey, atNs: number): StreamEntry {
    return this.#streams.get(key) ?? this.#makeStream(key, atNs);
  }

  /** Forgets the bearer of this key, whose numbers now belong to somebody new. The former keeps its id. */
  retire(key: ActorKey): void {
    this.#streams.delete(key);
    if (actorKeyThread(key) !== 0) return;
    const pid = actorKeyPid(key);
    for (const actor of this.#processes.get(pid)?.actors ?? []) this.#streams.delete(actor.key);
    this.#processes.delete(pid);
  }

  #makeStream(key: ActorKey, atNs: number): StreamEntry {
    if (this.actors.length >= MAX_ACTORS) throw new TooManyIdentitiesError('too-many-actors');
    const pid = actorKeyPid(key);
    const thread = actorKeyThread(key);
    let process = this.#processes.get(pid);
    if (!process) {
      const number = pid === 0 ? 0 : ++this.#processCount;
      process = { number, pid, resources: new IdTable(), actors: [], threads: 0, ended: 0 };
      this.#processes.set(pid, process);
    }
    const session = key === SESSION_ACTOR;
    const number = thread === 0 ? 0 : ++process.threads;
    const actor: Actor = {
      id: this.actors.length,
      key,
      display: session ? 'session' : `p${process.number}.t${number}`,
      process: process.number,
      name: session ? 'session' : '',
      announced: session,
      kind: session ? 'session' : thread === 0 ? 'process' : 'thread',
      daemon: false,
      pid,
      parent: -1,
      bornNs: atNs,
      runNs: undefined,
      lastNs: atNs,
      exit: undefined,
      lost: 0,
    };
    this.actors.push(actor);
    process.actors.push(actor);
    const stream = { actor, process, expected: 0, sites: new IdTable() };
    this.#streams.set(key, stream);
    return stream;
  }

  /** The actor that a record is about: the one that `target` names, else the stream's own. */
  subject(own: StreamEntry, atNs: number, data: EventData | undefined): StreamEntry {
    const target = whole(data?.target);
    return target === undefined || !Number.isSafeInteger(target) || target < 0
      ? own
      : this.stream(target as ActorKey, atNs);
  }

  /** Id of a resource of this process, made at first sight. */
  resource(process: ProcessEntry, key: number, atNs: number): number {
    const shared = key % 2 === 1;
    const table = shared ? this.#shared : process.resources;
    const known = table.get(key);
    if (known >= 0) return known;
    const id = this.resources.length;
    if (id >= MAX_RESOURCES) throw new TooManyIdentitiesError('too-many-resources');
    this.resources.push({
      id,
      key: key as ResourceKey,
      display: `r${id + 1}`,
      name: `r${id + 1}`,
      kind: undefined,
      domain: shared ? 'processes' : 'threads',
      process: shared ? 0 : process.number,
      capacity: undefined,
      initial: undefined,
      site: -1,
      lock: -1,
      creator: -1,
      createdNs: atNs,
      module: undefined,
    });
    table.set(key, id);
    return id;
  }

  /** The actor that a record tells of as new: whoever bore its key and has ended is somebody else. */
  #newcomer(own: StreamEntry, atNs: number, data: EventData | undefined): Actor {
    const entry = this.subject(own, atNs, data);
    const exit = entry.actor.exit;
    if (entry === own || !exit || exit.withProcess || atNs <= exit.atNs) return entry.actor;
    this.retire(entry.actor.key);
    return this.subject(own, atNs, data).actor;
  }

  /** Takes in that an actor starts another: people count them in the order in which they were started. */
  start(own: StreamEntry, atNs: number, data: EventData | undefined): void {
    const actor = this.#newcomer(own, atNs, data);
    if (actor === own.actor) return;
    actor.bornNs = Math.min(actor.bornNs, atNs);
    if (actor.parent < 0) actor.parent = own.actor.id;
  }

  /** Takes in an announcement of an actor. */
  announceActor(own: StreamEntry, atNs: number, data: EventData | undefined): void {
    const actor = this.#newcomer(own, atNs, data);
    actor.announced = true;
    actor.bornNs = Math.min(actor.bornNs, atNs);
    const name = text(data?.name);
    if (name) actor.name = name;
    if (typeof data?.daemon === 'boolean') actor.daemon = data.daemon;
    const parent = whole(data?.parent);
    if (parent !== undefined && Number.isSafeInteger(parent) && parent > 0 && parent !== actor.key)
      actor.parent = this.stream(parent as ActorKey, atNs).actor.id;
  }

  /** Takes in the end of an actor; the first who tells is believed, later ones fill in what it did not know. */
  exit(own: StreamEntry, atNs: number, data: EventData | undefined): void {
    const { actor, process } = this.subject(own, atNs, data);
    const told = exitOf(atNs, data);
    const known = actor.exit;
    if (!known || known.withProcess || (known.reason === 'unknown' && told.reason !== 'unknown')) actor.exit = told;
    else
      actor.exit = {
        ...known,
        code: known.code ?? told.code,
        signal: known.signal ?? told.signal,
        error: known.error ?? told.error,
        rule: known.rule ?? told.rule,
      };
    if (actorKeyThread(actor.key) !== 0) return;
    for (; process.ended < process.actors.length; process.ended++) {
      const thread = process.actors[process.ended]!;
      if (!thread.exit) thread.exit = { ...actor.exit, atNs: Math.max(atNs, thread.lastNs), withProcess: true };
    }
  }

  announceResource(own: StreamEntry, id: number, atNs: number, site: number, data: EventData): void {
    const resource = this.resources[id]!;
    announceResource(resource, atNs, own.actor.id, site, data);
    const lock = whole(data.lock);
    if (lock !== undefined && lock > 0 && Number.isInteger(lock))
      resource.lock = this.resource(own.process, lock, atNs);
  }

  announceSite(own: StreamEntry, data: EventData): void {
    const number = whole(data.id);
    if (number === undefined || number < 0) return;
    const file = text(data.file) ?? '';
    const line = whole(data.line) ?? 0;
    const column = whole(data.column) ?? 0;
    const fn = text(data.fn) ?? '';
    const identity = `${file}\0${line}\0${column}\0${fn}`;
    let id = this.#siteIds.get(identity);
    if (id === undefined) {
      id = this.sites.length;
      this.sites.push({ id, file, line, column, fn });
      this.#siteIds.set(identity, id);
    }
    own.sites.set(number, id);
  }
}
