/** Updates of shared numbers that get lost or are seen half done, each beside the program that does it right. */
import { sleep } from 'heddle';
import type { Barrier, Lock, RLock, RWLock, Semaphore, SharedArray, Value } from 'heddle/multiprocessing';
import { type Case, type Kit, party, playCases } from './kit.ts';

export { party };

interface Counter {
  readonly n: Value;
  readonly lock: Lock;
  readonly other: Lock;
  readonly all: Barrier;
}
const counter = ({ Value, Lock, Barrier }: Kit, parties: number): Counter => ({
  n: new Value('int32', 5, { name: 'n' }),
  lock: new Lock({ name: 'lock' }),
  other: new Lock({ name: 'other' }),
  all: new Barrier(parties),
});

/** All read before anybody writes. */
const lostUpdate: Case<Counter> = {
  parties: 2,
  make: counter,
  play({ n, lock, all }, { fixed }) {
    if (fixed) {
      using _held = lock.hold();
      n.value += 1;
      return;
    }
    const read = n.value;
    all.wait();
    n.value = read + 1;
  },
};

/** Nobody happens to come between the other's read and write. */
const quietUpdate: Case<Counter> = {
  parties: 2,
  make: counter,
  play({ n }, { me, fixed }) {
    sleep(me * 30);
    if (fixed) n.add(1);
    else n.value += 1;
  },
};

/** Each holds a lock, but not the same one. */
const wrongLock: Case<Counter> = {
  parties: 2,
  make: counter,
  play({ n, lock, other }, { me, fixed }) {
    using _held = (fixed || me % 2 === 0 ? lock : other).hold();
    n.value += 1;
  },
};

/** Who writes holds the lock, who reads does not. */
const writerOnly: Case<Counter> = {
  parties: 2,
  make: counter,
  play({ n, lock }, { me, fixed }) {
    if (me === 0) {
      using _held = lock.hold();
      n.value = 7;
    } else if (fixed) {
      using _held = lock.hold();
      if (n.value < 0) throw new Error('no such number');
    } else if (n.value < 0) throw new Error('no such number');
  },
};

/** The number is read and written under the lock, which is let go in between. */
const twoSteps: Case<Counter> = {
  parties: 2,
  make: counter,
  play({ n, lock, all }, { fixed }) {
    if (fixed) {
      using _held = lock.hold();
      n.value += 1;
      return;
    }
    const read = lock.hold();
    const seen = n.value;
    read[Symbol.dispose]();
    all.wait();
    using _held = lock.hold();
    n.value = seen + 1;
  },
};

/** An atomic load and a plain store are no atomic update. */
const loadThenStore: Case<Counter> = {
  parties: 3,
  make: counter,
  play({ n }, { fixed }) {
    if (fixed) {
      for (let seen = n.value; n.compareExchange(seen, seen + 1) !== seen; ) seen = n.value;
    } else n.value = n.add(0) + 1;
  },
};

/** Some add atomically, somebody sets it back by a plain write. */
const plainReset: Case<Counter> = {
  parties: 3,
  make: counter,
  play({ n }, { me, fixed }) {
    if (me > 0) n.add(1);
    else if (fixed) n.add(-n.add(0));
    else n.value = 0;
  },
};

/** A spin lock, which is given back by a plain write; without it there is none. */
const spinLock: Case<Counter & { readonly taken: Value }> = {
  parties: 2,
  make: (kit, parties) => ({ ...counter(kit, parties), taken: new kit.Value('int32', 0, { name: 'taken' }) }),
  play({ n, taken }, { fixed }) {
    for (let i = 0; i < 3; i++) {
      while (fixed && taken.compareExchange(0, 1) !== 0) sleep(0.1);
      n.value += 1;
      if (fixed) taken.value = 0;
    }
  },
};

/** Two at once may be inside of what only one should be in. */
const twoPermits: Case<Counter & { readonly one: Semaphore; readonly two: Semaphore }> = {
  parties: 2,
  make: (kit, parties) => ({ ...counter(kit, parties), one: new kit.Semaphore(1), two: new kit.Semaphore(2) }),
  play({ n, one, two }, { fixed }) {
    using _held = (fixed ? one : two).hold();
    n.value += 1;
  },
};

/** A readers' side does not keep other readers out. */
const readSide: Case<Counter & { readonly rw: RWLock }> = {
  parties: 3,
  make: (kit, parties) => ({ ...counter(kit, parties), rw: new kit.RWLock({ name: 'rw' }) }),
  play({ n, rw }, { fixed }) {
    using _held = (fixed ? rw.write : rw.read).hold();
    n.value += 1;
  },
};

/** Made once: the look before the lock is taken sees it half made. */
const checkedTwice: Case<Counter & { readonly ready: Value }> = {
  parties: 3,
  make: (kit, parties) => ({ ...counter(kit, parties), ready: new kit.Value('int32', 0, { name: 'ready' }) }),
  play({ n, ready, lock }, { fixed }) {
    const isReady = () => (fixed ? ready.add(0) : ready.value) === 1;
    if (!isReady()) {
      using _held = lock.hold();
      if (!isReady()) {
        n.value = 42;
        if (fixed) ready.compareExchange(0, 1);
        else ready.value = 1;
      }
    }
    if (n.value !== 42) throw new Error('half made');
  },
};

/** Each has cells of its own, or writes into its neighbour's. */
const neighbours: Case<{ readonly cells: SharedArray }> = {
  parties: 4,
  make: ({ SharedArray }, parties) => ({ cells: new SharedArray('float64', parties + 1, { name: 'cells' }) }),
  play({ cells }, { me, fixed }) {
    for (let i = 0; i < 20; i++) cells.set(me, cells.get(me) + 1);
    if (!fixed) cells.set(me + 1, 0);
  },
  after({ cells }) {
    if (cells.get(0) < 0) throw new Error('no such number');
  },
};

/** An RLock taken twice keeps others out; one lock for each party does not. */
const ownLocks: Case<{ readonly n: Value; readonly locks: RLock[] }> = {
  parties: 2,
  make: ({ Value, RLock }, parties) => ({
    n: new Value('int32', 0, { name: 'n' }),
    locks: Array.from({ length: parties }, (_, i) => new RLock({ name: `lock ${i + 1}` })),
  }),
  play({ n, locks }, { me, fixed }) {
    const lock = locks[fixed ? 0 : me]!;
    using _outer = lock.hold();
    using _inner = lock.hold();
    n.value += 1;
  },
};

/** A number's own lock, used by all or by some. */
const ownLock: Case<Counter> = {
  parties: 2,
  make: counter,
  play({ n }, { me, fixed }) {
    if (fixed || me === 0) n.update((value) => value + 1);
    else n.value += 1;
  },
};

/** Two locks in two orders, in turn: it does not hang this time. Who is asked for its turn holds nothing. */
const inverted: Case<{ readonly a: Lock; readonly b: Lock; readonly turn: Value }> = {
  parties: 2,
  make: ({ Lock, Value }) => ({
    a: new Lock({ name: 'a' }),
    b: new Lock({ name: 'b' }),
    turn: new Value('int32', 0, { name: 'turn' }),
  }),
  play({ a, b, turn }, { me, fixed }) {
    while (turn.add(0) < me) sleep(1);
    const [first, second] = fixed || me % 2 === 0 ? [a, b] : [b, a];
    first.acquire();
    second.acquire();
    second.release();
    first.release();
    turn.add(1);
  },
};

playCases({
  lostUpdate, quietUpdate, wrongLock, writerOnly, twoSteps, loadThenStore, plainReset, spinLock, twoPermits, readSide,
  checkedTwice, neighbours, ownLocks, ownLock, inverted,
} as unknown as Record<string, Case<never>>); // biome-ignore format: a table
