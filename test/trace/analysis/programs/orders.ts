/** Numbers that are read before they are there, each beside the program that waits as it should. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, watch } from 'heddle';
import type {
  Barrier,
  Condition,
  Event,
  JoinableQueue,
  Lock,
  Semaphore,
  SharedArray,
  Value,
} from 'heddle/multiprocessing';
import { type Case, type Kit, party, playCases } from './kit.ts';

export { party };

interface Message {
  readonly data: Value;
  readonly ready: Event;
  readonly seen: Event;
  readonly flag: Value;
}
const message = ({ Value, Event }: Kit): Message => ({
  data: new Value('int32', 0, { name: 'data' }),
  ready: new Event({ name: 'ready' }),
  seen: new Event({ name: 'seen' }),
  flag: new Value('int32', 0, { name: 'flag' }),
});
const use = (data: Value) => {
  if (data.value < 0) throw new Error('no such number');
};

/** It says that the data are there, and writes them then. */
const publishedEarly: Case<Message> = {
  parties: 2,
  make: message,
  play({ data, ready }, { me, fixed }) {
    if (me > 0) {
      ready.wait();
      use(data);
    } else if (fixed) {
      data.value = 42;
      ready.set();
    } else {
      ready.set();
      data.value = 42;
    }
  },
};

/** A second message is written over the first before anybody says that it has been read. */
const overwritten: Case<Message> = {
  parties: 2,
  make: message,
  play({ data, ready, seen }, { me, fixed }) {
    if (me === 0) {
      data.value = 1;
      ready.set();
      if (fixed) seen.wait();
      data.value = 2;
    } else {
      ready.wait();
      use(data);
      seen.set();
    }
  },
};

/** Waiting in a loop for a number that is written plainly; for an event that is looked at, or a flag exchanged atomically. */
const flagged: Case<Message> = {
  parties: 3,
  make: message,
  play({ data, ready, flag }, { me, fixed }) {
    if (me === 0) {
      data.value = 42;
      if (!fixed) flag.value = 1;
      else {
        ready.set();
        flag.compareExchange(0, 1);
      }
      return;
    }
    if (!fixed) while (flag.value === 0) sleep(1);
    else if (me === 1) while (!ready.isSet()) sleep(1);
    else while (flag.value === 0) sleep(1);
    use(data);
  },
};

/** Main reads what the others have not yet written. */
const unjoined: Case<Message> = {
  parties: 2,
  make: message,
  unjoined: true,
  play({ data }, { me }) {
    sleep(20);
    if (me === 0) data.value = 42;
  },
  after: ({ data }) => use(data),
};

/** Main waits until the first is done, and there are several. */
const firstOnly: Case<{ readonly cells: SharedArray; readonly one: Semaphore }> = {
  parties: 3,
  unjoined: true,
  make: ({ SharedArray, Semaphore }, parties) => ({
    cells: new SharedArray('int32', parties, { name: 'cells' }),
    one: new Semaphore(0, { name: 'one' }),
  }),
  play({ cells, one }, { me }) {
    sleep(me * 20);
    cells.set(me, 1);
    one.release();
  },
  before({ cells, one }, { parties, fixed }) {
    for (let i = 0; i < (fixed ? parties : 1); i++) one.acquire();
    for (const cell of cells) if (cell < 0) throw new Error('no such number');
  },
};

/** What is put into the queue says that a cell is filled, before it is. */
const queued: Case<{ readonly cells: SharedArray; readonly queue: JoinableQueue<number> }> = {
  parties: 2,
  make: ({ SharedArray, JoinableQueue }) => ({
    cells: new SharedArray('int32', 8, { name: 'cells' }),
    queue: new JoinableQueue<number>(3),
  }),
  play({ cells, queue }, { me, fixed }) {
    for (let i = 0; i < 8 && me < 2; i++) {
      if (me > 0) {
        if (cells.get(queue.get()) < 0) throw new Error('no such number');
      } else {
        if (fixed) cells.set(i, i);
        queue.put(i);
        if (!fixed) cells.set(i, i);
      }
    }
  },
};

/** taskDone is called before the result stands there. */
const doneEarly: Case<{ readonly cells: SharedArray; readonly queue: JoinableQueue<number> }> = {
  parties: 2,
  make: ({ SharedArray, JoinableQueue }) => ({
    cells: new SharedArray('int32', 8, { name: 'cells' }),
    queue: new JoinableQueue<number>(0),
  }),
  play({ cells, queue }, { fixed }) {
    for (let i = queue.get(); i >= 0; i = queue.get()) {
      if (fixed) cells.set(i, i);
      queue.taskDone();
      if (!fixed) cells.set(i, i);
    }
  },
  before({ cells, queue }, { parties }) {
    for (let i = 0; i < 8; i++) queue.put(i);
    queue.join();
    for (const cell of cells) if (cell < 0) throw new Error('no such number');
    for (let i = 0; i < parties; i++) queue.put(-1);
  },
};

/** Consumers that a shutdown ends read what stood there before it. */
const shutDown: Case<Message & { readonly queue: JoinableQueue<number> }> = {
  parties: 2,
  make: (kit) => ({ ...message(kit), queue: new kit.JoinableQueue<number>(0) }),
  play({ data, queue }) {
    for (const item of queue) if (item < 0) throw new Error('no such number');
    use(data);
  },
  before({ data, queue }, { fixed }) {
    queue.put(1);
    if (fixed) data.value = 1;
    queue.shutdown();
    if (!fixed) data.value = 1;
  },
};

/** The second half of the work needs the first half of the neighbour's. */
const halves: Case<{ readonly cells: SharedArray; readonly all: Barrier }> = {
  parties: 4,
  make: ({ SharedArray, Barrier }, parties) => ({
    cells: new SharedArray('int32', parties, { name: 'cells' }),
    all: new Barrier(parties),
  }),
  play({ cells, all }, { me, parties, fixed }) {
    for (let round = 0; round < 3; round++) {
      cells.set(me, round);
      if (fixed) all.wait();
      if (cells.get((me + 1) % parties) < 0) throw new Error('no such number');
      if (fixed) all.wait();
    }
  },
};

/** What the condition is about is looked at outside of its lock. */
const written = () => join(process.env.HEDDLE_TEST_FOLDER ?? tmpdir(), 'written');
const conditional: Case<{ readonly data: Value; readonly changed: Condition }> = {
  parties: 3,
  make: ({ Value, Condition }) => ({
    data: new Value('int32', 0, { name: 'data' }),
    changed: new Condition({ name: 'changed' }),
  }),
  play({ data, changed }, { me, fixed }) {
    if (me === 0) {
      {
        using _held = changed.hold();
        data.value = 1;
        changed.notifyAll();
      }
      writeFileSync(written(), '');
    } else if (fixed) {
      using _held = changed.hold();
      changed.waitFor(() => data.value === 1);
    } else if (data.value === 0) {
      // Whoever takes the lock before the writer would be ordered by it: a file orders nothing.
      while (!existsSync(written())) sleep(5);
      using _held = changed.hold();
      changed.waitFor(() => data.value === 1);
    }
  },
};

interface Office {
  readonly lock: Lock;
  readonly all: Barrier;
}
const office = ({ Lock, Barrier }: Kit, parties: number): Office => ({
  lock: new Lock({ name: 'lock' }),
  all: new Barrier(parties),
});
const file = () => join(process.env.HEDDLE_TEST_FOLDER ?? tmpdir(), 'tickets');
const look = () => watch('tickets').read(() => (existsSync(file()) ? Number(readFileSync(file(), 'utf8')) : 3));
const sell = (left: number) => watch('tickets').write(() => writeFileSync(file(), `${left}`));

/** They look, and write on the strength of it. Looking alone is free. */
const tickets: Case<Office> = {
  parties: 3,
  make: office,
  play({ lock, all }, { fixed }) {
    const left = look();
    all.wait();
    if (!fixed) {
      sell(left - 1);
      return;
    }
    using _held = lock.hold();
    sell(look() - 1);
  },
};

/** The lock is held while they write, but they do not look again. */
const ticketsOutdated: Case<Office> = {
  parties: 2,
  make: office,
  play({ lock, all }, { fixed }) {
    const left = look();
    all.wait();
    using _held = lock.hold();
    sell((fixed ? look() : left) - 1);
  },
};

playCases({
  publishedEarly, overwritten, flagged, unjoined, firstOnly, queued, doneEarly, shutDown, halves, conditional, tickets,
  ticketsOutdated,
} as unknown as Record<string, Case<never>>); // biome-ignore format: a table
