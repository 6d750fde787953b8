/** How long VS Code takes to activate the extension, its code's loading included. `node bench/activation.bench.ts [rounds]` */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { inCache, inRepository, repository } from '../test/host/folders.ts';
import { atMost } from './report.ts';

const [rounds = 3] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-activation-'));
/** So long is the window left alone before the extension is asked for. */
const REST_MS = 3000;
/** Runs inside the extension host, in place of tests. */
const script = `
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');
exports.run = async () => {
  const extension = vscode.extensions.getExtension('heddle.heddle');
  const early = extension.isActive;
  // While the window itself still starts, its processes take the cores from each other.
  await new Promise((done) => setTimeout(done, ${REST_MS}));
  const before = performance.now();
  await extension.activate();
  const tookMs = performance.now() - before;
  writeFileSync(process.env.HEDDLE_BENCH_ANSWER, JSON.stringify({ early, tookMs }));
};`;

try {
  const answers: { early: boolean; tookMs: number }[] = [];
  const extensionTestsPath = inCache('activation-bench/index.cjs');
  await mkdir(inCache('activation-bench'), { recursive: true });
  await writeFile(extensionTestsPath, script);
  for (let round = 0; round < rounds; round++) {
    const answer = join(folder, `answer-${round}.json`);
    const workspace = join(folder, `workspace-${round}`);
    await mkdir(workspace);
    await runTests({
      ...(process.platform === 'win32' ? {} : { vscodeExecutablePath: inRepository('test/host/code.mjs') }),
      extensionDevelopmentPath: repository,
      extensionTestsPath,
      launchArgs: [workspace],
      extensionTestsEnv: { HEDDLE_BENCH_ANSWER: answer },
    });
    answers.push(JSON.parse(await readFile(answer, 'utf8')) as (typeof answers)[number]);
  }
  const sorted = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  console.log(`each: ${sorted.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  atMost('activation of the extension, median', 'ms', sorted[Math.floor(sorted.length / 2)]!, 30);
  const early = answers.filter((answer) => answer.early).length;
  atMost('activations in a folder without programs, before anything asks', 'of them', early, 0);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
