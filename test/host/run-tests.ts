/**
 * Runs test/host/extension inside a VS Code extension host: in the embedded VS Code, or with `--desktop` in the desktop
 * build that @vscode/test-electron downloads. `--grep TEXT` runs only the tests whose titles hold the text.
 */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { inCache, inRepository, repository } from './folders.ts';
import { makeSampleFolder } from './sample.ts';

const { values } = parseArgs({ options: { desktop: { type: 'boolean' }, grep: { type: 'string' } } });
const bundles = inCache('extension-tests');
const extensionTestsPath = await bundle();
const folder = await mkdtemp(`${tmpdir()}/heddle-tests-`);
const embedded = values.desktop !== true && process.platform !== 'win32';
try {
  await makeSampleFolder(folder);
  await runTests({
    ...(embedded ? { vscodeExecutablePath: inRepository('test/host/code.mjs') } : {}),
    extensionDevelopmentPath: repository,
    extensionTestsPath,
    launchArgs: [folder],
    extensionTestsEnv: values.grep === undefined ? {} : { HEDDLE_TEST_GREP: values.grep },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The extension host loads CommonJS: each test file becomes one bundle, and mocha stays what it is. */
async function bundle(): Promise<string> {
  const source = inRepository('test/host/extension');
  const tests = (await readdir(source)).filter((name) => name.endsWith('.test.ts'));
  const built = tests.map((name) => `${bundles}/${name.replace(/\.ts$/, '.cjs')}`);
  await rm(bundles, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: ['index.ts', ...tests].map((name) => `${source}/${name}`),
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    define: { TEST_FILES: JSON.stringify(built) },
    logLevel: 'warning',
  });
  return `${bundles}/index.cjs`;
}
