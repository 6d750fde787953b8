/**
 * Several who count under one lock, against CPython in the same run: short rounds in turn, of which those count in which all
 * truly ran at once; then long ones that tell each one's share and longest wait. Run: node bench/contention.bench.ts
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '../src/runtime/index.ts';
import { memoryOf } from '../src/runtime/machine/memories.ts';
import type { Domain } from '../src/runtime/machine/memory.ts';
import * as multiprocessing from '../src/runtime/multiprocessing.ts';
import { Queue as ThreadQueue } from '../src/runtime/queue.ts';
import * as threading from '../src/runtime/threading.ts';
import type { Turn } from './programs/contender.ts';
import { asWord, clock, OVER, WORDS } from './programs/contender.ts';

/** Pairs of each contender in a short and in a long round. */
const SHORT = 10_000;
const LONG = 400_000;
/** Rounds go on until so many were good, or the time is over. */
const GOOD_ROUNDS = 40;
const MOST_MS = 15_000;
const LONG_ROUNDS = 15;
/** A median of fewer rounds than this says nothing. */
const ENOUGH = 10;
/** The contenders get so long to wake up, in milliseconds. */
const LEAD_MS = 0.5;

class Contenders {
  readonly #place: number;
  readonly #domain: Domain;
  readonly #peers: number;
  readonly #turns: { get(): Turn; getAsync(): Promise<Turn> };
  readonly #all: { join(): Promise<unknown> }[];
  #round = 0;

  constructor(domain: Domain, peers: number) {
    this.#domain = domain;
    this.#peers = peers;
    this.#place = memoryOf(domain).allocateWords(64);
    const target = { url: new URL('./programs/contender.ts', import.meta.url).href, name: 'contend' };
    if (domain === 'threads') {
      const turns = new ThreadQueue<Turn>();
      const lock = new threading.Lock();
      this.#turns = turns;
      this.#all = Array.from({ length: peers }, () =>
        new threading.Thread(target, [lock, domain, this.#place, turns]).start(),
      );
    } else {
      const turns = new multiprocessing.Queue<Turn>();
      const lock = new multiprocessing.Lock();
      this.#turns = turns;
      this.#all = Array.from({ length: peers }, () =>
        new multiprocessing.Process(target, [lock, domain, this.#place, turns]).start(),
      );
    }
  }
  /** All count that often; what it was like for each. */
  async round(times: number): Promise<Turn[]> {
    const memory = memoryOf(this.#domain);
    const [place, peers] = [this.#place, this.#peers];
    this.#round++;
    for (
      let now = memory.load(place + WORDS.ready);
      now < peers * this.#round;
      now = memory.load(place + WORDS.ready)
    ) {
      await memory.parkAsync(place + WORDS.ready, now, 100);
    }
    memory.store(place, 0);
    memory.store(place + WORDS.times, times);
    memory.store(place + WORDS.at, asWord(clock() + LEAD_MS));
    memory.store(place + WORDS.go, this.#round);
    memory.unpark(place + WORDS.go, Number.POSITIVE_INFINITY);
    const turns: Turn[] = [];
    while (turns.length < peers) turns.push(await this.#turns.getAsync());
    if (memory.load(place) !== peers * times) throw new Error('updates were lost');
    return turns;
  }
  async end(): Promise<void> {
    const memory = memoryOf(this.#domain);
    memory.store(this.#place + WORDS.go, OVER);
    memory.unpark(this.#place + WORDS.go, Number.POSITIVE_INFINITY);
    for (const one of this.#all) await one.join();
  }
}

/** CPython's contenders; rounds are undefined where there is no python3. */
class PythonContenders {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  constructor(domain: Domain, peers: number) {
    const script = fileURLToPath(new URL('./programs/contenders.py', import.meta.url));
    this.#child = spawn('python3', [script, domain, String(peers)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.on('error', () => {});
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }
  /** False when there is no python3. */
  async ready(): Promise<boolean> {
    return (await this.#lines.next()).value === 'ready';
  }
  async round(times: number): Promise<{ turns: Span[]; cpu: number }> {
    this.#child.stdin.write(`${times}\n`);
    const { turns, cpu } = JSON.parse((await this.#lines.next()).value) as { turns: [number, number][]; cpu: number };
    return { turns: turns.map(([began, ended]) => ({ began: began * 1000, ended: ended * 1000 })), cpu };
  }
  end(): void {
    this.#child.stdin.end();
  }
}

interface Span {
  readonly began: number;
  readonly ended: number;
}

/** Nanoseconds for a pair in a round; undefined when one counted alone for more than a fifth of it. */
function pace(turns: readonly Span[], times: number): number | undefined {
  const began = turns.map((turn) => turn.began).sort((a, b) => a - b) as [number, number];
  const ended = turns.map((turn) => turn.ended).sort((a, b) => b - a) as [number, number];
  const took = ended[0] - began[0];
  if (began[1] - began[0] + (ended[0] - ended[1]) > took / 5) return undefined;
  return (took * 1e6) / (turns.length * times);
}

main(async () => {
  const { atLeast, atMost, faster, unmeasured } = await import('./report.ts');
  for (const domain of ['threads', 'processes'] as const) {
    for (const peers of [2, 4]) {
      const ours = new Contenders(domain, peers);
      const theirs = new PythonContenders(domain, peers);
      const python = await theirs.ready();
      const ourPaces: number[] = [];
      const theirPaces: number[] = [];
      const began = performance.now();
      // The first rounds are still compiled.
      for (let i = 0; i < 5; i++) await ours.round(SHORT * 5);
      while (ourPaces.length < GOOD_ROUNDS && performance.now() - began < MOST_MS) {
        const one = pace(await ours.round(SHORT), SHORT);
        if (one !== undefined) ourPaces.push(one);
        if (!python) continue;
        if (domain === 'threads') {
          // One at a time anyhow, changing every 5 ms: the time on a core is what it takes at the least.
          if (theirPaces.length > ENOUGH) continue;
          const { cpu } = await theirs.round(SHORT * 10);
          theirPaces.push((cpu * 1e9) / (peers * SHORT * 10));
        } else {
          const other = pace((await theirs.round(SHORT)).turns, SHORT);
          if (other !== undefined) theirPaces.push(other);
        }
      }
      theirs.end();
      const median = (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
      const name = `Lock, ${peers} ${domain} counting under it`;
      if (ourPaces.length < ENOUGH || (python && theirPaces.length < ENOUGH)) {
        const rounds = `${ourPaces.length} of Heddle's rounds and ${theirPaces.length} of CPython's`;
        unmeasured(name, 'at least 3 x faster', `the machine was busy, only in ${rounds} all truly ran at once`);
      } else faster(name, 'ns', median(ourPaces), { name: 'CPython', value: median(theirPaces) }, 3);
      const shares: number[] = [];
      const longest: number[] = [];
      for (let i = 0; i < LONG_ROUNDS; i++) {
        const turns = await ours.round(LONG);
        // While all still count, each one's pace tells its share: the slowest's against the mean.
        const paces = turns.map(({ began: from, half }) => 1 / (half - from));
        shares.push((Math.min(...paces) / paces.reduce((a, b) => a + b)) * peers * 100);
        const took = Math.max(...turns.map(({ ended }) => ended)) - Math.min(...turns.map((turn) => turn.began));
        const each = took / (peers * LONG);
        // The others cannot have turned over for longer than so many turns take.
        longest.push(
          Math.max(0, ...turns.flatMap(({ waits }) => waits.map(({ ms, turns: n }) => Math.min(ms, n * each)))),
        );
      }
      await ours.end();
      atLeast(`${name}: least share`, '%', median(shares), 50);
      atMost(`${name}: longest wait while others turn over`, 'ms', median(longest), 5);
    }
  }
});
