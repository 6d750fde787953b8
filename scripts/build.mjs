/** Builds everything into dist/. `--watch` builds again on change. */

import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { writeSnippets } from './snippets.mjs';

const watch = process.argv.includes('--watch');
/** Where to build; tests that need a build of their own set it. */
const dist = process.env.HEDDLE_DIST ?? 'dist';
const common = { bundle: true, sourcemap: true, logLevel: 'warning', legalComments: 'none' };

/** The runtime's entry points: what programs import, and what a pool's worker runs. */
const exporting = ['index', 'threading', 'multiprocessing', 'queue', 'gil', 'pool-worker'];
/** Those that do something at once, and the function that does it. */
const acting = {
  'thread-worker': ['life/thread-life', 'liveAsThread'],
  'child-main': ['life/child-life', 'liveAsChild'],
  register: ['life/under-session', 'beginUnderSession'],
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
/**
 * The runtime: one script, so that all entry points share one instance of its state, and that its compiled code can be handed on
 * to threads and children; Node's modules can not do that. koffi stays a dependency.
 */
const runtime = {
  ...common,
  stdin: {
    contents: [
      ...exporting.map((name) => `export * as ${JSON.stringify(name)} from './src/runtime/${name}.ts';`),
      ...Object.entries(acting).map(
        ([name, [file, act]]) => `export { ${act} as ${JSON.stringify(name)} } from './src/runtime/${file}.ts';`,
      ),
    ].join('\n'),
    resolveDir: '.',
    sourcefile: 'runtime.ts',
  },
  plugins: [builtins],
  outfile: `${dist}/runtime/runtime.script`,
  platform: 'node',
  format: 'iife',
  globalName: '__runtime',
  banner: { js: '(function (require, __url, __code, __import) {' },
  footer: { js: 'return __runtime; })' },
  define: { 'import.meta.url': '__url' },
  target: 'node24',
  external: ['koffi'],
};
/** Loads that script. */
const loader = {
  ...common,
  entryPoints: ['src/runtime/load.ts'],
  outdir: `${dist}/runtime`,
  bundle: false,
  platform: 'node',
  format: 'esm',
  target: 'node24',
};
/** Writes the modules that programs, sessions, threads and children are given: each takes its part out of the script. */
async function writeEntries() {
  const options = { ...common, bundle: true, write: false, sourcemap: false, metafile: true, format: 'esm' };
  const { metafile } = await esbuild.build({
    ...options,
    entryPoints: exporting.map((name) => `src/runtime/${name}.ts`),
    outdir: 'unwritten',
    platform: 'node',
    external: ['koffi'],
  });
  const head = "import { runtime } from './load.js';\n";
  for (const { entryPoint, exports } of Object.values(metafile.outputs)) {
    const name = basename(entryPoint, '.ts');
    const text = `export const { ${exports.join(', ')} } = runtime[${JSON.stringify(name)}];\n`;
    await writeFile(`${dist}/runtime/${name}.js`, head + text);
  }
  for (const name of Object.keys(acting))
    await writeFile(`${dist}/runtime/${name}.js`, `${head}runtime[${JSON.stringify(name)}]();\n`);
}
/** The command line starts on Node 20 and finds a newer one for the program. */
const cli = {
  ...common,
  entryPoints: ['src/cli/heddle.ts'],
  outdir: `${dist}/cli`,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
/** Takes what the extension uses of VS Code's API, once: the bundler would copy all of it for each file that imports it. */
const usedOfVSCode = {
  name: 'what is used of vscode',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === 'vscode' ? { path, external: true } : { path, namespace: 'vscode' },
    );
    build.onLoad({ filter: /./, namespace: 'vscode' }, async () => {
      const names = new Set();
      const watchFiles = (await readdir('src/extension', { recursive: true }))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => resolve('src/extension', name));
      for (const file of watchFiles)
        for (const [, name] of (await readFile(file, 'utf8')).matchAll(/\bvscode\.(\w+)/g)) names.add(name);
      const lines = [...names].map((name) => `export const ${name} = api.${name};`);
      return { contents: `const api = require('vscode');\n${lines.join('\n')}`, watchFiles };
    });
  },
};
/**
 * Writes modules as what `require` takes: the bundler splits code off only where the output is modules, and VS Code reads
 * an extension as a script.
 */
const asScripts = {
  name: 'modules as scripts',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      await mkdir(`${dist}/extension`, { recursive: true });
      for (const { path, text } of outputFiles) {
        const { code, map } = await esbuild.transform(text, {
          format: 'cjs',
          platform: 'node',
          target: 'node22',
          // Taken with require too: VS Code's own module takes no part in what Node imports.
          supported: { 'dynamic-import': false },
          minify: !watch,
          legalComments: 'none',
          sourcemap: true,
          sourcefile: basename(path),
        });
        await writeFile(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
        await writeFile(`${path}.map`, map);
      }
    });
  },
};
/** What runs need (analysis, sessions, exports) is split off: reading all of it would be half of what activation takes. */
const extension = {
  ...common,
  entryPoints: ['src/extension/extension.ts'],
  outdir: `${dist}/extension`,
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'esm',
  target: 'node22',
  splitting: true,
  write: false,
  sourcemap: 'inline',
  plugins: [usedOfVSCode, asScripts],
};
const page = {
  ...common,
  entryPoints: ['media/timeline.ts', 'media/timeline.css', 'media/report.css'],
  outdir: `${dist}/media`,
  platform: 'browser',
  format: 'esm',
  target: 'chrome128',
  minify: !watch,
};

const builds = [runtime, loader, cli, extension, page];
await rm(dist, { recursive: true, force: true });
await mkdir(`${dist}/patterns`, { recursive: true });
for (const name of await readdir('src/patterns')) await cp(`src/patterns/${name}`, `${dist}/patterns/${name}`);
await mkdir(`${dist}/runtime`);
await writeEntries();
await writeSnippets(`${dist}/snippets`);
/** Declarations of the runtime for `import 'heddle/...'`; whether the types are right is for `npm run check` to say. */
const types = ['-p', 'tsconfig.build.json', '--outDir', `${dist}/types`];
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...types], { stdio: 'inherit' });
for (const build of builds) {
  if (watch) await (await esbuild.context(build)).watch();
  else await esbuild.build(build);
}
