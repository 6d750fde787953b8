/** Every kind of risk, planted in a real program, is found; the same program put right gives nothing to find. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FINDING_KINDS } from '../../../src/trace/analysis/finding.ts';
import { findingsOf } from '../../support/findings.ts';

const PROGRAMS = fileURLToPath(new URL('programs/risks', import.meta.url));
/** Found by other parts of the analysis, and held against programs of their own. */
const ELSEWHERE: readonly string[] = ['deadlock', 'stall', 'race', 'lock-order'];

const names = [...new Set(readdirSync(PROGRAMS).map((file) => basename(file).replace(/\.\w+\.ts$/, '')))];

describe('Analysis of risks', function () {
  this.timeout(120_000);

  it('has programs for every kind', () => {
    assert.deepEqual([...names].sort(), FINDING_KINDS.filter((kind) => !ELSEWHERE.includes(kind)).sort());
  });

  it('speaks of processes where those queue up', async () => {
    const [found] = await findingsOf(join(PROGRAMS, '..', 'convoy-of-processes.ts'));
    assert.match(found!.message, /^4 processes queue up at lock log at each turn/);
  });

  for (const name of names) {
    it(`finds ${name}, and nothing where it was put right`, async () => {
      const [bug, fixed] = await Promise.all(
        ['bug', 'fixed'].map((which) => findingsOf(join(PROGRAMS, `${name}.${which}.ts`))),
      );
      assert.deepEqual(
        bug!.map(({ finding, severity }) => [finding, severity]),
        [[name, 'warning']],
      );
      const [found] = bug!;
      assert.ok(found!.sites.length > 0 && found!.sites.every((site) => site.includes(`${name}.bug.ts:`)));
      assert.ok(found!.actors.length > 0 && found!.resources.length > 0 && found!.remedy.length > 0);
      assert.deepEqual(fixed, []);
    });
  }
});
