/** Builds everything into dist/. `--watch` builds again on change. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { writeSnippets } from './snippets.mjs';

const watch = process.argv.includes('--watch');
/** Where to build; tests that need a build of their own set it. */
const dist = process.env.HEDDLE_DIST ?? 'dist';
const common = { bundle: true, sourcemap: true, logLevel: 'warning', legalComments: 'none' };
const present = (files) => files.filter((file) => existsSync(file));

const programEntries = present(
  ['index', 'threading', 'multiprocessing', 'queue', 'gil'].map((n) => `src/runtime/${n}.ts`),
);
const ownEntries = present(
  ['register', 'thread-worker', 'child-main', 'pool-worker'].map((n) => `src/runtime/${n}.ts`),
);
/**
 * Lets every entry point reach all that programs import, so that it becomes one chunk: a dozen small ones, which every
 * new thread loads one by one, cost it twice the time.
 */
const oneChunk = {
  name: 'one chunk',
  setup(build) {
    const entries = new Set(build.initialOptions.entryPoints.map((entry) => resolve(entry)));
    const all = programEntries.map((entry) => `import ${JSON.stringify(resolve(entry))};`).join('\n');
    build.onLoad({ filter: /src[\\/]runtime[\\/][^\\/]*\.ts$/ }, async ({ path }) =>
      entries.has(path) ? { contents: `${await readFile(path, 'utf8')}\n${all}`, loader: 'ts' } : undefined,
    );
  },
};
/**
 * Takes Node's own modules at their first use instead of by import: importing one reads all its exports, which loads
 * whatever Node itself had put off (text decoders, promises, readline, web crypto, ...) into every new thread.
 */
const builtins = {
  name: 'builtins at first use',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      // The bundler copies own properties, and would look; what is inherited it leaves alone.
      contents: `let loaded;
        const get = (_, name) => (loaded ??= process.getBuiltinModule(${JSON.stringify(path)}))[name];
        module.exports = Object.create(new Proxy({}, { get }));`,
    }));
  },
};
/** The runtime: one instance of its state under all entry points, hence splitting. koffi stays a dependency. */
const runtime = {
  ...common,
  entryPoints: [...programEntries, ...ownEntries],
  plugins: [oneChunk, builtins],
  outdir: `${dist}/runtime`,
  chunkNames: '[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node24',
  splitting: true,
  external: ['koffi'],
};
/** The command line starts on Node 20 and finds a newer one for the program. */
const cli = {
  ...common,
  entryPoints: present(['src/cli/heddle.ts']),
  outdir: `${dist}/cli`,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
const extension = {
  ...common,
  entryPoints: present(['src/extension/extension.ts']),
  outdir: `${dist}/extension`,
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
};
const page = {
  ...common,
  entryPoints: present(['media/timeline.ts', 'media/timeline.css', 'media/report.css']),
  outdir: `${dist}/media`,
  platform: 'browser',
  format: 'esm',
  target: 'chrome128',
  minify: !watch,
};

const builds = [runtime, cli, extension, page].filter((build) => build.entryPoints.length > 0);
await rm(dist, { recursive: true, force: true });
await mkdir(`${dist}/patterns`, { recursive: true });
for (const name of await readdir('src/patterns')) await cp(`src/patterns/${name}`, `${dist}/patterns/${name}`);
await writeSnippets(`${dist}/snippets`);
/** Declarations of the runtime for `import 'heddle/...'`; whether the types are right is for `npm run check` to say. */
const types = ['-p', 'tsconfig.build.json', '--outDir', `${dist}/types`];
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...types], { stdio: 'inherit' });
for (const build of builds) {
  if (watch) await (await esbuild.context(build)).watch();
  else await esbuild.build(build);
}
