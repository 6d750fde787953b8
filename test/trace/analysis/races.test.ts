/** Races, planted in programs that really run, and the same programs without them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { playProgram } from './watch-program.ts';

const program = (name: string) => fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));

/** What is raced for, by case; of `inverted` one of the locks. */
const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  updates: {
    lostUpdate: 'n', quietUpdate: 'n', wrongLock: 'n', writerOnly: 'n', twoSteps: 'n', loadThenStore: 'n',
    plainReset: 'n', spinLock: 'n', twoPermits: 'n', readSide: 'n', checkedTwice: 'ready', neighbours: 'cells',
    ownLocks: 'n', ownLock: 'n', inverted: 'a',
  },
  orders: {
    publishedEarly: 'data', overwritten: 'data', flagged: 'flag', unjoined: 'data', firstOnly: 'cells',
    queued: 'cells', doneEarly: 'cells', shutDown: 'data', halves: 'cells', conditional: 'data', tickets: 'tickets',
    ticketsOutdated: 'tickets',
  },
}; // biome-ignore format: a table

async function races(file: string, name: string, variant: string, who: string, parties?: number): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-races-'));
  try {
    const args = [name, variant, who, ...(parties === undefined ? [] : [`${parties}`])];
    const { result, findings, output } = await playProgram(program(file), args, { HEDDLE_TEST_FOLDER: folder });
    assert.equal(result.reason, 'ended', output);
    assert.equal(result.exitCode, 0, output);
    return findings.filter(({ finding }) => finding === 'race' || finding === 'lock-order');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Played by both at once, and by many. */
const MIXED = ['lostUpdate', 'readSide', 'flagged', 'queued', 'halves', 'tickets'];

for (const who of ['threads', 'processes', 'mixed']) {
  describe(`Races between ${who}`, function () {
    this.timeout(120_000);
    for (const [file, cases] of Object.entries(CASES)) {
      for (const [name, resource] of Object.entries(cases)) {
        if (who === 'mixed' && !MIXED.includes(name)) continue;
        const parties = who === 'mixed' ? 6 : undefined;
        it(`finds the one of ${name}`, async () => {
          const found = await races(file, name, 'bug', who, parties);
          assert.ok(
            found.some(
              ({ finding, resources }) =>
                finding === (name === 'inverted' ? 'lock-order' : 'race') && resources.some((r) => r.name === resource),
            ),
            JSON.stringify(found),
          );
        });
        it(`finds none where ${name} does it right`, async () => {
          assert.deepEqual(await races(file, name, 'fixed', who, parties), []);
        });
      }
    }
  });
}
