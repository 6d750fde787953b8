/** Nobody is seen to go on without the cause, even where whoever caused it is killed at its next step. */
import { deepEqual } from 'node:assert/strict';
import { run } from './run.ts';

/** What the daemon does last, by what main waits for. */
const LAST: Record<string, readonly string[]> = {
  lock: ['release'],
  rlock: ['release'],
  'rwlock-write': ['release'],
  'rwlock-read': ['release'],
  semaphore: ['release'],
  event: ['set'],
  condition: ['notify', 'release'],
  barrier: ['wait begin'],
  abort: ['abort'],
  put: ['put begin', 'put end'],
  get: ['get begin', 'get end'],
  'task-done': ['task-done'],
  shutdown: ['shutdown'],
  send: ['put begin', 'put end'],
  close: ['close'],
};

for (const [title, env] of [
  ['a mapping seen by JavaScript', {}],
  ['copying calls', { HEDDLE_NO_VIEWS: '1' }],
] as const) {
  describe(`A daemon that lets main end, over ${title}`, function () {
    this.timeout(60_000);
    for (const [name, last] of Object.entries(LAST)) {
      it(`is seen to do so: ${name}`, async () => {
        const { events } = await run('causes.ts', [name], { record: true, env });
        const daemon = events.find(({ op, data }) => op === 'actor' && data?.name === 'D')!.actor;
        const told = events.filter(({ actor, op }) => actor === daemon && op !== 'site');
        const slept = told.findLastIndex(({ op, phase }) => op === 'sleep' && phase === 'end');
        const did = told
          .slice(slept + 1)
          .map(({ op, phase }) => (phase === 'instant' ? op : `${op} ${phase}`))
          .filter((what) => !what.startsWith('acquire'));
        // What a thread does after the effect may be told, too, if it came to write in time.
        deepEqual(did.slice(0, last.length), last);
      });
    }
  });
}
