/** Small traces of programs that people know: what the pictures and the page's tests look at. */

import {
  type ActorKey,
  actorKey,
  type EventData,
  type Op,
  type ResourceKey,
  resourceKey,
} from '../../src/trace/schema.ts';
import { type SyntheticTrace, TraceWriter } from '../support/synthetic.ts';

const MS = 1e6;

/** A script of what actors do: times in milliseconds. */
export class Script {
  readonly writer = new TraceWriter();
  readonly #rseq = new Map<ResourceKey, number>();
  readonly #sites = new Set<string>();

  constructor() {
    this.writer.session();
  }

  at(ms: number): void {
    this.writer.now = ms * MS;
  }

  actor(key: ActorKey, name: string, kind: 'process' | 'thread', more: EventData = {}): void {
    this.writer.event(key, 'actor', 'instant', { data: { name, kind, daemon: false, ...more } });
  }

  resource(by: ActorKey, key: ResourceKey, name: string, kind: string, more: EventData = {}): void {
    this.writer.event(by, 'resource', 'instant', {
      resource: key,
      site: this.site(by, 3),
      data: { name, kind, domain: key % 2 === 1 ? 'processes' : 'threads', ...more },
    });
  }

  /** The number of a line of the program in an actor's stream. */
  site(actor: ActorKey, line: number): number {
    const known = `${actor} ${line}`;
    if (!this.#sites.has(known)) {
      this.#sites.add(known);
      this.writer.event(actor, 'site', 'instant', {
        data: { id: line, file: '/home/ann/shop/buyers.ts', line, column: 5, fn: 'buy' },
      });
    }
    return line;
  }

  rseq(resource: ResourceKey): number {
    const next = (this.#rseq.get(resource) ?? 0) + 1;
    this.#rseq.set(resource, next);
    return next;
  }

  begin(
    ms: number,
    actor: ActorKey,
    op: Op,
    resource: ResourceKey | undefined,
    line: number,
    data?: EventData,
    flight = 0,
  ): void {
    this.at(ms);
    this.writer.event(actor, op, 'begin', { resource, site: this.site(actor, line), data, flight });
  }

  end(
    ms: number,
    actor: ActorKey,
    op: Op,
    resource: ResourceKey | undefined,
    data?: EventData,
    outcome: 'ok' | 'timeout' = 'ok',
    flight = 0,
  ): void {
    this.at(ms);
    this.writer.event(actor, op, 'end', {
      resource,
      outcome,
      rseq: resource && outcome === 'ok' ? this.rseq(resource) : 0,
      data,
      flight,
    });
  }

  instant(ms: number, actor: ActorKey, op: Op, data?: EventData, resource?: ResourceKey, line?: number): void {
    this.at(ms);
    this.writer.event(actor, op, 'instant', {
      data,
      resource,
      rseq: resource ? this.rseq(resource) : 0,
      site: line === undefined ? 0 : this.site(actor, line),
    });
  }

  sleep(fromMs: number, toMs: number, actor: ActorKey): void {
    this.begin(fromMs, actor, 'sleep', undefined, 12, { ms: toMs - fromMs });
    this.end(toMs, actor, 'sleep', undefined);
  }

  print(ms: number, actor: ActorKey, text: string, stream = 1): void {
    this.instant(ms, actor, 'output', { stream, text, size: text.length + 1 });
  }
}

/** Three processes at one lock: the demo that everybody sees first. `untilMs` cuts it off in the middle. */
export function mutexTrace(untilMs = Number.POSITIVE_INFINITY): SyntheticTrace {
  const script = new Script();
  const main = actorKey(4100, 0);
  const buyers = [4101, 4102, 4103].map((pid) => actorKey(pid, 0));
  const lock = resourceKey(1, true);
  script.at(2);
  script.actor(main, 'MainProcess', 'process', { pid: 4100 });
  script.instant(40, main, 'run', { name: 'main' });
  script.at(45);
  script.resource(main, lock, 'mutex', 'lock');
  type Act = readonly [ms: number, run: () => void];
  const acts: Act[] = [];
  buyers.forEach((key, i) => {
    const start = 60 + i * 22;
    acts.push([start, () => script.instant(start, main, 'start', { target: key }, undefined, 31)]);
    acts.push([
      start + 58,
      () => {
        script.at(start + 58);
        script.actor(key, ['Ann', 'Ben', 'Cleo'][i]!, 'process', { pid: 4101 + i, parent: main });
        script.instant(start + 60, key, 'run', { name: 'buy' });
      },
    ]);
  });
  let free = 128;
  buyers.forEach((key, i) => {
    const asks = 126 + i * 23;
    const gets = Math.max(asks + 0.02, free + 0.06);
    acts.push([asks, () => script.begin(asks, key, 'acquire', lock, 14)]);
    acts.push([gets, () => script.end(gets, key, 'acquire', lock)]);
    for (let line = 0; line < 3; line++) {
      const at = gets + 4 + line * 300;
      acts.push([at, () => script.print(at, key, `${['Ann', 'Ben', 'Cleo'][i]}: line ${line + 1} of 3`)]);
      if (line < 2) {
        acts.push([at + 2, () => script.begin(at + 2, key, 'sleep', undefined, 18, { ms: 298 })]);
        acts.push([at + 299, () => script.end(at + 299, key, 'sleep', undefined)]);
      }
    }
    const lets = gets + 620;
    acts.push([lets, () => script.instant(lets, key, 'release', undefined, lock, 21)]);
    acts.push([lets + 22, () => script.instant(lets + 22, key, 'exit', { reason: 'returned', code: 0 })]);
    free = lets;
  });
  let joined = 130;
  buyers.forEach((key, i) => {
    const begins = joined;
    const ends = 126 + 2 + (i + 1) * 620.06 + 30;
    acts.push([begins, () => script.begin(begins, main, 'join', undefined, 35, { target: key }, i + 1)]);
    acts.push([ends, () => script.end(ends, main, 'join', undefined, { target: key }, 'ok', i + 1)]);
    joined = ends + 0.3;
  });
  acts.push([joined + 4, () => script.print(joined + 4, main, 'all three are done')]);
  acts.push([joined + 12, () => script.instant(joined + 12, main, 'exit', { reason: 'returned', code: 0 })]);
  acts.sort((a, b) => a[0] - b[0]);
  for (const [ms, act] of acts) if (ms <= untilMs) act();
  return script.writer.trace();
}

/** A bit of everything: threads and processes, nested locks, a queue, a semaphore, a daemon that is cut off, an error, marks. */
export function varietyTrace(): SyntheticTrace {
  const script = new Script();
  const main = actorKey(7000, 0);
  const threads = [1, 2, 3].map((n) => actorKey(7000, n));
  const [producer, consumer, watcher] = threads as [ActorKey, ActorKey, ActorKey];
  const worker = actorKey(7010, 0);
  const daemon = actorKey(7011, 0);
  const queue = resourceKey(1, false);
  const keys = resourceKey(1, true);
  const a = resourceKey(2, true);
  const b = resourceKey(3, true);
  const ready = resourceKey(2, false);
  script.at(1);
  script.actor(main, 'MainProcess', 'process', { pid: 7000 });
  script.at(10);
  script.resource(main, queue, 'buns', 'queue', { capacity: 3, value: 0 });
  script.resource(main, keys, 'keys', 'semaphore', { value: 2 });
  script.resource(main, a, 'accounts', 'lock');
  script.resource(main, b, 'ledger', 'lock');
  script.resource(main, ready, 'ready', 'event');
  script.at(20);
  for (const [i, name] of ['producer', 'consumer', 'watcher'].entries())
    script.actor(threads[i]!, name, 'thread', { parent: main, tid: i + 1, daemon: i === 2 });
  script.at(30);
  script.actor(worker, 'Worker-1', 'process', { pid: 7010, parent: main });
  script.actor(daemon, 'Heartbeat', 'process', { pid: 7011, parent: main, daemon: true });
  for (const [i, key] of [...threads, worker, daemon].entries()) script.instant(34 + i, key, 'run', { name: 'work' });
  const acts: [number, () => void][] = [];
  const later = (ms: number, act: () => void) => acts.push([ms, act]);
  // Producer and consumer: the producer is quicker and waits for places.
  let depth = 0;
  const puts = [50, 60, 70, 160, 260, 360, 460];
  const gets = [150, 250, 350, 450, 550, 600, 650];
  puts.forEach((at, i) => {
    later(at - (i > 2 ? 80 : 0.4), () => script.begin(at - (i > 2 ? 80 : 0.4), producer, 'put', queue, 41));
    later(at, () =>
      script.end(at, producer, 'put', queue, { item: i + 1, value: ++depth, size: 12, preview: `"bun ${i + 1}"` }),
    );
    later(at + 1, () => script.print(at + 1, producer, `made bun ${i + 1}`));
  });
  gets.forEach((at, i) => {
    later(at - 1, () => script.begin(at - 1, consumer, 'get', queue, 52));
    later(at, () =>
      script.end(at, consumer, 'get', queue, { item: i + 1, value: --depth, size: 12, preview: `"bun ${i + 1}"` }),
    );
    later(at + 2, () => script.begin(at + 2, consumer, 'sleep', undefined, 55, { ms: 40 }));
    later(at + 42, () => script.end(at + 42, consumer, 'sleep', undefined));
  });
  later(700, () => script.begin(700, consumer, 'get', queue, 52));
  // Nested locks with contention.
  later(80, () => script.begin(80, worker, 'span', undefined, 60, { name: 'transfer' }));
  later(100, () => script.begin(100, worker, 'acquire', a, 61));
  later(100.1, () => script.end(100.1, worker, 'acquire', a));
  later(180, () => script.begin(180, worker, 'acquire', b, 62));
  later(340, () => script.end(340, worker, 'acquire', b));
  later(420, () => script.instant(420, worker, 'release', undefined, b, 64));
  later(470, () => script.instant(470, worker, 'release', undefined, a, 65));
  later(520, () => script.end(520, worker, 'span', undefined));
  later(120, () => script.begin(120, main, 'acquire', b, 70));
  later(120.1, () => script.end(120.1, main, 'acquire', b));
  later(130, () => script.begin(130, main, 'cpu', undefined, 71, { ms: 200 }));
  later(335, () => script.end(335, main, 'cpu', undefined));
  later(339.9, () => script.instant(339.9, main, 'release', undefined, b, 72));
  later(380, () => script.begin(380, main, 'acquire', a, 73, undefined));
  later(440, () => script.end(440, main, 'acquire', a, undefined, 'timeout'));
  later(445, () => script.instant(445, main, 'mark', { text: 'gave up on accounts' }));
  // Semaphore.
  [
    [daemon, 60, 300],
    [watcher, 90, 400],
    [worker, 530, 700],
  ].forEach(([key, from, to], i) => {
    const who = key as ActorKey;
    const [start, stop] = [from as number, to as number];
    later(start, () => script.begin(start, who, 'acquire', keys, 81));
    later(start + 0.2, () => script.end(start + 0.2, who, 'acquire', keys, { value: i === 1 ? 0 : 1 }));
    later(stop, () => script.instant(stop, who, 'release', { value: i === 0 ? 1 : 2, n: 1 }, keys, 83));
  });
  later(410, () => script.begin(410, watcher, 'wait', ready, 90));
  later(560, () => script.instant(560, main, 'set', undefined, ready, 91));
  later(560.1, () => script.end(560.1, watcher, 'wait', ready));
  later(575, () => script.print(575, watcher, 'TypeError: bun is undefined', 2));
  later(580, () => script.instant(580, watcher, 'exit', { reason: 'error', error: 'TypeError: bun is undefined' }));
  later(480, () => script.instant(480, producer, 'exit', { reason: 'returned' }));
  later(305, () => script.begin(305, daemon, 'sleep', undefined, 95, { ms: 5000 }));
  later(710, () => script.instant(710, worker, 'exit', { reason: 'returned', code: 0 }));
  later(740, () => script.begin(740, main, 'join', undefined, 99, { target: worker }, 1));
  later(740.5, () => script.end(740.5, main, 'join', undefined, { target: worker }, 'ok', 1));
  later(760, () =>
    script.instant(760, actorKey(0, 0), 'exit', {
      target: daemon,
      reason: 'daemon',
      rule: 'a daemon process is ended when the main process ends',
    }),
  );
  acts.sort((x, y) => x[0] - y[0]);
  for (const [, act] of acts) act();
  return script.writer.trace();
}

/** Three items go into a queue of some kind at 10, 20 and 30 ms, and out again at 40, 50 and 60 ms in the order that it has. */
export function queueTrace(kind: string, more: (item: number) => EventData = () => ({})): SyntheticTrace {
  const script = new Script();
  const main = actorKey(5000, 0);
  const queue = resourceKey(1, false);
  script.at(1);
  script.actor(main, 'MainProcess', 'process', { pid: 5000 });
  script.instant(2, main, 'run', { name: 'main' });
  script.resource(main, queue, kind, kind, { capacity: 3, value: 0 });
  const items = [1, 2, 3];
  items.forEach((item, i) => {
    script.begin(10 * item - 1, main, 'put', queue, 5);
    script.end(10 * item, main, 'put', queue, {
      item,
      value: i + 1,
      size: 4,
      preview: `"item ${item}"`,
      ...more(item),
    });
  });
  const rank = (item: number) => Number(more(item).priority ?? item);
  if (kind === 'lifo-queue') items.reverse();
  else items.sort((a, b) => rank(a) - rank(b));
  items.forEach((item, i) => {
    script.begin(39 + 10 * i, main, 'get', queue, 7);
    script.end(40 + 10 * i, main, 'get', queue, { item, value: 2 - i, size: 4 });
  });
  script.instant(70, main, 'exit', { reason: 'returned', code: 0 });
  return script.writer.trace();
}
