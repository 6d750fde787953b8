/**
 * Blocking bugs as people write them, each with its fixed twin, run through a real session: `programs/blocking`. Each says
 * in its header what must be found and who and what must be named; its twin (argument `fixed`) must end without a finding.
 * `programs/correct`: what could be taken for a hang and is none.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { Crew, type Observed, observe, programs } from './observe.ts';

interface Expected {
  readonly finding: readonly string[];
  readonly actors: readonly string[];
  readonly resources: readonly string[];
}

function expectedOf(file: string): Expected {
  const text = readFileSync(file, 'utf8');
  const tag = (name: string) =>
    (new RegExp(`@${name} (.+)`).exec(text)?.[1] ?? '').split(', ').filter((word) => word !== '');
  return {
    finding: tag('finding').flatMap((words) => words.split(' ')),
    actors: tag('actors'),
    resources: tag('resources'),
  };
}

const isHang = ({ finding }: Finding) => finding === 'deadlock' || finding === 'stall';

function assertNames(found: Finding | undefined, expected: Expected): void {
  assert.ok(found, 'nothing was found');
  assert.ok(expected.finding.includes(found.finding), `${found.finding}: ${found.message}`);
  const actors = found.actors.map(({ name }) => name);
  const resources = found.resources.map(({ name }) => name);
  for (const name of expected.actors) assert.ok(actors.includes(name), `${name} is missing: ${found.message}`);
  for (const name of expected.resources) assert.ok(resources.includes(name), `${name} is missing: ${found.message}`);
}

/** In a deadlock every taking and waiting has its line; a stall may be about what the runtime itself waits for, as pools do. */
function assertSites({ finding, edges, resources }: Finding): void {
  const ids = new Set(resources.map(({ id }) => id));
  const lines = edges.filter((edge) => ids.has(edge.waits ?? edge.holds ?? ''));
  const without = lines.filter(({ site }) => !site?.includes('.ts:'));
  assert.ok(finding === 'deadlock' ? without.length === 0 : without.length < lines.length, JSON.stringify(without));
}

function assertClean({ result, findings, again, output }: Observed, counts = (_: Finding) => true): void {
  assert.deepEqual(
    [...findings, ...again].filter(counts).map(({ finding, message }) => `${finding}: ${message}`),
    [],
  );
  assert.equal(result.exitCode, 0, `${result.message} ${output}`);
}

describe('Blocking bugs', function () {
  this.timeout(900_000);
  const folder = programs('blocking');
  const names = readdirSync(folder);
  const crew = new Crew();
  const runs = new Map<string, Promise<Observed>>();
  before(() => {
    for (const name of names)
      for (const variant of ['bug', 'fixed'])
        runs.set(
          `${name} ${variant}`,
          crew.run(() => observe(join(folder, name), [variant])),
        );
  });

  it('are at least fifty', () => assert.ok(names.length >= 50));

  for (const name of names) {
    it(`${name.replace('.ts', '')} is found and its twin is not`, async () => {
      const expected = expectedOf(join(folder, name));
      const bug = await runs.get(`${name} bug`)!;
      const found = bug.findings.find(isHang);
      assertNames(found, expected);
      assertSites(found!);
      assertNames(bug.again.find(isHang), expected);
      assertClean(await runs.get(`${name} fixed`)!);
    });
  }
});

describe('Correct programs', function () {
  this.timeout(900_000);
  const folder = programs('correct');
  const names = readdirSync(folder);
  const crew = new Crew();
  const runs = new Map<string, Promise<Observed>>();
  before(() => {
    for (const name of names)
      runs.set(
        name,
        crew.run(() => observe(join(folder, name))),
      );
  });

  for (const name of names) {
    it(`${name.replace('.ts', '')} is not taken for a hang`, async () => assertClean(await runs.get(name)!, isHang));
  }
});
