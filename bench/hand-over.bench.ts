/**
 * Two who wake each other in turn, there and back: over two queues and over a condition, asleep and busy, against bare
 * futexes called from Node and, where python3 is present, CPython's semaphores and conditions, in the same run.
 * Run: node bench/hand-over.bench.ts
 */
import { execFileSync } from 'node:child_process';
import { main, sleep } from '../src/runtime/index.ts';
import { memoryOf } from '../src/runtime/machine/memories.ts';
import * as multiprocessing from '../src/runtime/multiprocessing.ts';
import { Queue as ThreadQueue } from '../src/runtime/queue.ts';
import * as threading from '../src/runtime/threading.ts';
import { atMost, faster, within } from './report.ts';

/** Hand-overs with a pause before each, in which the other side goes to sleep. */
const PARKED = 300;
const PAUSE_MS = 2;
/** So many come before: code that V8 has not compiled yet takes as long as the hand-over itself. */
const WARM = 10_000;
const BUSY = 20_000;
/** Of a condition, which takes CPython longer. */
const TURNS = 3_000;

type AnyQueue = { put(item: unknown): void; get(): unknown };
type AnyCondition = { acquire(): boolean; release(): void; wait(): boolean; notifyAll(): void };
interface Whose {
  value: number;
}

/** Sends back what comes. */
export function echo(there: AnyQueue, back: AnyQueue, times: number): void {
  for (let i = 0; i < times; i++) back.put(there.get());
}

/** As echo, with nothing but the system's calls. */
export function echoBare(place: number, times: number): void {
  for (let i = 1; i <= times; i++) {
    awaitWord(place, i);
    tellWord(place + BACK, i);
  }
}

const BACK = 16;
const memory = () => memoryOf('processes');

function awaitWord(word: number, value: number): void {
  for (let now = memory().load(word); now < value; now = memory().load(word)) memory().park(word, now, 1000);
}
function tellWord(word: number, value: number): void {
  memory().store(word, value);
  memory().unpark(word, 1);
}

/** Takes turns: waits for its own, which is `mine`, and gives it to the other one. */
export function takeTurns(condition: AnyCondition, whose: Whose, mine: number, times: number): void {
  for (let i = 0; i < times; i++) takeTurn(condition, whose, mine);
}

function takeTurn(condition: AnyCondition, whose: Whose, mine: number): void {
  condition.acquire();
  while (whose.value !== mine) condition.wait();
  whose.value = 1 - mine;
  condition.notifyAll();
  condition.release();
}

const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length >> 1]!;

/** Microseconds that each of some runs takes: the median. */
function each(times: number, run: (i: number) => void): number {
  const took = [];
  for (let i = 0; i < times; i++) took.push(timed(() => run(i)));
  return median(took);
}
function timed(run: () => void): number {
  const began = performance.now();
  run();
  return (performance.now() - began) * 1000;
}

/** When the other side sleeps: of queues and of bare futexes in turn. */
async function parked(): Promise<{ queues: number; bare: number }> {
  const { Process, Queue } = multiprocessing;
  const [there, back] = [new Queue<number>(), new Queue<number>()];
  const place = memory().allocateWords(32);
  const times = WARM + PARKED;
  const others = [new Process(echo, [there, back, times]).start(), new Process(echoBare, [place, times]).start()];
  const overQueues = (i: number) => {
    there.put(i);
    back.get();
  };
  const overFutexes = (i: number) => {
    tellWord(place, i + 1);
    awaitWord(place + BACK, i + 1);
  };
  for (let i = 0; i < WARM; i++) overQueues(i);
  for (let i = 0; i < WARM; i++) overFutexes(i);
  const took: { queues: number[]; bare: number[] } = { queues: [], bare: [] };
  for (let i = WARM; i < times; i++) {
    sleep(PAUSE_MS);
    took.queues.push(timed(() => overQueues(i)));
    sleep(PAUSE_MS);
    took.bare.push(timed(() => overFutexes(i)));
  }
  for (const other of others) await other.join();
  return { queues: median(took.queues), bare: median(took.bare) };
}

/** When both are busy. */
async function busy(where: 'thread' | 'process'): Promise<{ queues: number; condition: number }> {
  const { Condition, Value } = where === 'thread' ? threading : (multiprocessing as unknown as typeof threading);
  const Other = where === 'thread' ? threading.Thread : multiprocessing.Process;
  const Queue = where === 'thread' ? ThreadQueue : multiprocessing.Queue;
  const [there, back] = [new Queue<number>(), new Queue<number>()];
  const echoing = new Other(echo, [there, back, WARM + BUSY]).start();
  const pingPong = (i: number) => {
    there.put(i);
    back.get();
  };
  for (let i = 0; i < WARM; i++) pingPong(i);
  const queues = each(BUSY, pingPong);
  await echoing.join();

  const [condition, whose] = [new Condition(), new Value('int32', 0)];
  const turning = new Other(takeTurns, [condition, whose, 1, 2 * TURNS]).start();
  takeTurns(condition, whose, 0, TURNS);
  const took = each(TURNS, () => takeTurn(condition, whose, 0));
  await turning.join();
  return { queues, condition: took };
}

/** Microseconds of CPython's; empty where there is no python3. */
function python(): Record<string, number> {
  const script = `
import json, multiprocessing, threading, time
fork = multiprocessing.get_context('fork')
def median(all): return sorted(all)[len(all) // 2] * 1e6
def echo(a, b):
    for _ in range(${PARKED}):
        a.acquire()
        b.release()
def turn(condition, whose, mine):
    with condition:
        while whose[0] != mine: condition.wait()
        whose[0] = 1 - mine
        condition.notify_all()
def turns(condition, whose):
    for _ in range(${TURNS}): turn(condition, whose, 1)
out, took = {}, []
a, b = fork.Semaphore(0), fork.Semaphore(0)
other = fork.Process(target=echo, args=(a, b))
other.start()
for _ in range(${PARKED}):
    time.sleep(${PAUSE_MS} / 1000)
    began = time.perf_counter()
    a.release()
    b.acquire()
    took.append(time.perf_counter() - began)
other.join()
out['parked'] = median(took)
for name, start, condition, whose in (('thread', threading.Thread, threading.Condition(), [0]),
                                      ('process', fork.Process, fork.Condition(), multiprocessing.RawArray('i', 1))):
    other = start(target=turns, args=(condition, whose))
    other.start()
    took = []
    for _ in range(${TURNS}):
        began = time.perf_counter()
        turn(condition, whose, 0)
        took.append(time.perf_counter() - began)
    other.join()
    out[name] = median(took)
print(json.dumps(out))
`;
  try {
    return JSON.parse(execFileSync('python3', ['-c', script], { encoding: 'utf8' }));
  } catch {
    return {};
  }
}

main(async () => {
  const { queues, bare } = await parked();
  const cpython = python();
  const name = 'process ping-pong over two queues, both asleep';
  within(name, 'us', queues, { name: "CPython's semaphores", value: cpython.parked }, 1.2);
  within(name, 'us', queues, { name: 'bare futexes in Node', value: bare }, 1.2);
  for (const where of ['thread', 'process'] as const) {
    const took = await busy(where);
    atMost(`${where} ping-pong over two queues, both busy`, 'us', took.queues, 5);
    faster(`${where} turns under a Condition`, 'us', took.condition, { name: 'CPython', value: cpython[where] }, 1);
  }
});
