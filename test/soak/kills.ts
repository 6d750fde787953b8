/**
 * Kills processes that hold, wait, put and get, thousands of them, at random moments, and looks after each whether those that are
 * left go on and whether what they share is whole. `npm run soak` (a count, default 3000, may follow). Ends with 1 at the first defect.
 */
import { main, sleep, sleepAsync } from 'heddle';
import {
  type Process as AnyProcess,
  Condition,
  Event,
  keepSpares,
  Lock,
  Process,
  Queue,
  QueueEmptyError,
  QueueFullError,
  RLock,
  RWLock,
  SharedArray,
  SimpleQueue,
} from 'heddle/multiprocessing';

const WORKERS = 4;
/** A worker that is left makes a step at least this often. */
const STUCK_MS = 5000;

const lock = new Lock();
const rlock = new RLock();
const rwlock = new RWLock();
const guard = new RLock();
const condition = new Condition(guard);
const event = new Event();
const queue = new Queue<Parcel>(20);
const simple = new SimpleQueue<Parcel>();
/** Pairs that are equal whenever nobody holds their lock: under the lock, the rlock, the rwlock, the condition. */
const pairs = new SharedArray('int32', 8);
/** Steps of each worker. */
const steps = new SharedArray('int32', WORKERS);

interface Parcel {
  readonly from: number;
  readonly number: number;
  readonly text: string;
  readonly sum: number;
}

function parcel(from: number, number: number, size: number): Parcel {
  const text = String.fromCharCode(97 + (number % 26)).repeat(size);
  return { from, number, text, sum: text.length * 7 + number };
}
function check({ number, text, sum }: Parcel): void {
  const letter = String.fromCharCode(97 + (number % 26));
  if (sum !== text.length * 7 + number || text !== letter.repeat(text.length))
    throw new Error(`torn: ${number} ${text}`);
}

/** Changes a pair under its lock. Whoever took the lock over from a dead holder mends what that left half done. */
function change(place: number, abandoned: boolean): void {
  const [one, other] = [pairs.get(place * 2), pairs.get(place * 2 + 1)];
  if (one !== other && !abandoned)
    throw new Error(`pair ${place} is torn, and nobody said that its lock was abandoned`);
  pairs.set(place * 2, one + 1);
  for (let i = 0; i < 50; i++);
  pairs.set(place * 2 + 1, one + 1);
}

export function work(me: number, seed: number): void {
  let random = seed;
  const next = (n: number) => {
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    return (random >>> 8) % n;
  };
  let number = 0;
  const send = () => parcel(process.pid, ++number, next(200) === 0 ? 1_500_000 : next(300));
  const fromQueue = new Map<number, number>();
  const fromSimple = new Map<number, number>();
  const receive = (got: Parcel, last: Map<number, number>) => {
    check(got);
    // Two getters may pass each other, one may not go back.
    if ((last.get(got.from) ?? 0) >= got.number) throw new Error(`${got.number} of ${got.from} came twice or late`);
    last.set(got.from, got.number);
  };
  const acts: (() => void)[] = [
    () => {
      using held = lock.hold();
      change(0, held.abandoned);
    },
    () => {
      using held = rlock.hold();
      rlock.acquire();
      change(1, held.abandoned);
      rlock.release();
    },
    () => {
      using held = rwlock.write.hold();
      change(2, held.abandoned);
    },
    () => {
      using held = rwlock.read.hold();
      if (!held.abandoned && pairs.get(4) !== pairs.get(5)) throw new Error('a reader saw a half-written pair');
    },
    () => {
      using held = condition.hold();
      change(3, held.abandoned);
      if (next(4) === 0) {
        condition.wait(2);
        change(3, guard.abandoned);
      } else condition.notifyAll();
    },
    () => {
      if (next(2) === 0) event.set();
      else event.clear();
      event.wait(1);
    },
    () => {
      try {
        queue.put(send(), 20);
      } catch (error) {
        if (!(error instanceof QueueFullError)) throw error;
      }
    },
    () => {
      try {
        receive(queue.get(20), fromQueue);
      } catch (error) {
        if (!(error instanceof QueueEmptyError)) throw error;
      }
    },
    () => simple.put(send()),
    () => {
      if (!simple.empty()) receive(simple.get(), fromSimple);
    },
  ];
  for (;;) {
    acts[next(acts.length)]!();
    steps.set(me, steps.get(me) + 1);
  }
}

/** Somebody puts into the simple queue now and then, so that who looked and was overtaken goes on. */
export function feed(): void {
  for (let number = 1; ; number++) {
    simple.put(parcel(process.pid, number, 10));
    sleep(5);
  }
}

main(async () => {
  const kills = Number(process.argv[2] ?? 3000);
  const seed = Number(process.argv[3] ?? Date.now() & 0xffffff);
  console.log(`${kills} kills, seed ${seed}`);
  let random = seed;
  const next = (n: number) => {
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    return (random >>> 8) % n;
  };
  keepSpares(3);
  const start = (me: number) => new Process(work, [me, next(1 << 30)], { name: `worker ${me}`, daemon: true }).start();
  const workers: AnyProcess[] = Array.from({ length: WORKERS }, (_, me) => start(me));
  const feeder = new Process(feed, [], { daemon: true }).start();
  const seen = () => Array.from({ length: WORKERS }, (_, me) => steps.get(me));
  const fail = (words: string) => {
    console.log(`FAILED: ${words}`);
    for (const each of workers) each.kill();
    feeder.kill();
    process.exit(1);
  };
  const began = performance.now();
  for (let killed = 1; killed <= kills; killed++) {
    await sleepAsync(next(12));
    const me = next(WORKERS);
    const victim = workers[me]!;
    const before = seen();
    victim.kill();
    await victim.join();
    if (victim.exitcode !== -9) fail(`worker ${me} ended with ${victim.exitcode}: ${victim.error?.stack}`);
    for (const [other, each] of workers.entries()) {
      const end = performance.now() + STUCK_MS;
      while (other !== me && steps.get(other) === before[other]) {
        if (!each.isAlive()) fail(`worker ${other} ended with ${each.exitcode}: ${each.error?.stack}`);
        if (performance.now() > end) fail(`worker ${other} has not gone on for ${STUCK_MS} ms after kill ${killed}`);
        await sleepAsync(1);
      }
    }
    workers[me] = start(me);
    if (killed % 500 === 0) {
      const seconds = (performance.now() - began) / 1000;
      console.log(`${killed} kills in ${seconds.toFixed(0)} s, ${seen().join(' ')} steps, ${queue.qsize()} queued`);
    }
  }
  for (const each of workers) each.kill();
  feeder.kill();
  for (const each of [...workers, feeder]) await each.join();
  console.log('nothing was torn, and nobody was stuck');
});
