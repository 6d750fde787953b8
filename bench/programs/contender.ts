/** One of several that count under a lock, round after round, and say what it was like. */
import { readFileSync } from 'node:fs';
import { memoryOf } from '../../src/runtime/machine/memories.ts';
import type { Domain } from '../../src/runtime/machine/memory.ts';

/** Words that the one who gives the rounds and the contenders share, from a place on. */
export const WORDS = { count: 0, ready: 16, go: 32, at: 33, times: 34, total: 48 } as const;
/** What `go` is set to when it is over. */
export const OVER = 2 ** 30;

/** Turns of the others that one waited for: how long, without the time for which the system had no core for it. */
export interface LongWait {
  readonly ms: number;
  readonly turns: number;
}
/** One contender's round. Times are milliseconds on the clock that all share. */
export interface Turn {
  readonly began: number;
  readonly half: number;
  readonly ended: number;
  readonly waits: readonly LongWait[];
}

interface AnyLock {
  acquire(): boolean;
  release(): void;
}

/** Milliseconds on the clock that all share. */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
/** The clock as a word, in units of 10 us. */
export const asWord = (ms: number): number => Math.floor(ms * 100) % 2 ** 30;

/** Milliseconds for which this thread was ready to run and no core was free; 0 where the system does not tell. */
function hadNoCore(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Counts in each round, all at once at the time that is given. `tell` gets the rounds. */
export function contend(lock: AnyLock, domain: Domain, place: number, tell: { put(turn: Turn): void }): void {
  const memory = memoryOf(domain);
  for (let round = 1; ; round++) {
    memory.add(place + WORDS.ready, 1);
    memory.unpark(place + WORDS.ready, 1);
    for (let go = memory.load(place + WORDS.go); go < round; go = memory.load(place + WORDS.go)) {
      memory.park(place + WORDS.go, go, 100);
    }
    if (memory.load(place + WORDS.go) === OVER) return;
    const at = memory.load(place + WORDS.at);
    while (asWord(clock()) < at);
    tell.put(turn(lock, domain, place, memory.load(place + WORDS.times)));
  }
}

function turn(lock: AnyLock, domain: Domain, place: number, times: number): Turn {
  const memory = memoryOf(domain);
  const waits: LongWait[] = [];
  let without = hadNoCore();
  const began = clock();
  let [half, last, asked, seen] = [began, began, began, memory.load(place)];
  for (let i = 0; i < times; i++) {
    lock.acquire();
    memory.store(place, memory.load(place) + 1);
    lock.release();
    // Looking at the clock each time would be most of the work; a long wait shows between two looks as well.
    if (i % 32 !== 0) continue;
    const now = clock();
    const count = memory.load(place);
    if (now - last > 0.5 || now - asked > 1) {
      const late = hadNoCore();
      if (now - last > 0.5) waits.push({ ms: now - last - (late - without), turns: count - seen });
      without = late;
      asked = now;
    }
    last = now;
    seen = count;
    if (i <= times >> 1) half = now;
  }
  return { began, half, ended: clock(), waits };
}
