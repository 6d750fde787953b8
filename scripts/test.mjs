/**
 * `npm test`: every test, stage after stage, and one line of totals at the end. Stage names as arguments run only these:
 * check, unit, vscode, browser.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = (name) => join('node_modules', '.bin', name);

/** A stage's commands. `tests` report totals of their own; a `check` is one that passes or fails; a `step` only has to work. */
const STAGES = {
  build: [
    { title: 'Build', kind: 'step', command: ['node', '--disable-warning=ExperimentalWarning', 'scripts/build.mjs'] },
  ],
  check: [
    { title: 'Types', kind: 'check', command: [bin('tsc'), '-p', 'tsconfig.json'] },
    { title: 'Lint and format', kind: 'check', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  ],
  unit: [{ title: 'Tests in plain Node', kind: 'tests', command: [bin('mocha')] }],
  vscode: [{ title: "Tests in VS Code's extension host", kind: 'tests', command: ['node', 'test/host/run-tests.ts'] }],
  browser: [
    {
      title: 'Tests of what a person sees',
      kind: 'tests',
      command: [bin('mocha'), '--config', 'test/host/browser.mocharc.json'],
    },
  ],
};

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`The tests need Node 24 and this is ${process.version}: 'npm ci' brings one, and 'npm test' uses it.`);
  process.exit(2);
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in STAGES));
if (unknown !== undefined) {
  console.error(`There is no stage '${unknown}': ${Object.keys(STAGES).join(', ')}.`);
  process.exit(2);
}
const chosen = wanted.length === 0 ? Object.keys(STAGES) : ['build', ...wanted.filter((name) => name !== 'build')];
const temp = await mkdtemp(join(tmpdir(), 'heddle-test-'));
const sum = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
let running;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running?.kill(signal));
try {
  await takeAll(chosen.flatMap((name) => STAGES[name]));
} finally {
  await rm(temp, { recursive: true, force: true });
}
console.log(`\n${lines.join('\n')}\n`);
console.log(told(sum));
process.exit(sum.failed > 0 ? 1 : 0);

/** Takes one step after the other; only a failed build makes those after it pointless. */
async function takeAll(steps) {
  for (const step of steps) {
    console.log(`\n=== ${step.title} ===`);
    const started = Date.now();
    const totals = join(temp, `${lines.length}.jsonl`);
    const status = await run(step.command, { HEDDLE_TEST_TOTALS: totals });
    const result = await resultOf(step, status, totals);
    for (const key of Object.keys(sum)) sum[key] += result[key];
    const words = step.kind === 'step' ? (status === 0 ? 'done' : 'failed') : told(result);
    lines.push(`${step.title.padEnd(36)} ${words} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (step.kind === 'step' && status !== 0) return;
  }
}

async function resultOf(step, status, totals) {
  const result = { passed: 0, failed: 0, skipped: 0 };
  if (step.kind !== 'tests') {
    if (status !== 0) result.failed = 1;
    else if (step.kind === 'check') result.passed = 1;
    return result;
  }
  const reports = (await readFile(totals, 'utf8').catch(() => '')).split('\n').filter((text) => text !== '');
  for (const report of reports.map((text) => JSON.parse(text)))
    for (const key of Object.keys(result)) result[key] += report[key];
  // Tests that broke down, or that ran not at all, have failed whatever they counted.
  if (result.failed === 0 && (status !== 0 || result.passed === 0)) result.failed = 1;
  return result;
}

function told({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function run([command, ...args], env) {
  return new Promise((resolve) => {
    const options = { stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' };
    running = spawn(command === 'node' ? process.execPath : command, args, options);
    running.once('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    running.once('exit', (code, signal) => {
      if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(130);
      resolve(code ?? 1);
    });
  });
}
