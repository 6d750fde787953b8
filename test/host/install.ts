/**
 * Gets the embedded VS Code: the server out of the npm package code-server, without the parts that neither a workbench
 * nor an extension host needs, and without compiling anything. It goes into the cache, about 400 MB, once.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { npm } from '../support/npm.ts';
import { isAlive } from '../support/processes.ts';
import { inCache, inRepository } from './folders.ts';

/** Version of the npm package; the VS Code inside it is 1.139.1. */
const VERSION = '4.139.1';
const INTEGRITY = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';
/** Goes up when what is done below changes, so that older installations are made anew. */
const RECIPE = 1;

/** Large or native parts of the server that serve chat agents, remote containers and Windows's registry. */
const UNNEEDED = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
];

const run = promisify(execFile);

/** Installs the embedded VS Code unless it is there; answers the path of its server's entry file. */
export async function installVSCode(say: (words: string) => void): Promise<string> {
  const home = inCache(`vscode-${VERSION}-${RECIPE}`);
  const entry = `${home}/out/server-main.js`;
  if (await exists(entry)) return entry;
  const started = Date.now();
  await mkdir(inCache('.'), { recursive: true });
  await removeOthers();
  // Made aside and moved into place at the end: an interrupted installation is never taken for a whole one.
  const partial = inCache(`vscode.partial-${process.pid}`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    say('Getting the embedded VS Code (once, about 100 MB) ...');
    const server = await unpack(partial);
    say('Installing what it needs ...');
    await prune(server);
    await Promise.all([npm(server, ['install', '--omit=dev']), npm(`${server}/extensions`, ['install', '--omit=dev'])]);
    await replace(server, '@vscode/spdlog', 'log-writer.cjs');
    await replace(server, '@vscode/native-watchdog', 'parent-watch.cjs');
    await rename(server, home).catch(async (error: unknown) => {
      // Somebody else was quicker: theirs is as good.
      if (!(await exists(entry))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  say(`The embedded VS Code is there after ${Math.round((Date.now() - started) / 1000)} s.`);
  return entry;
}

async function unpack(folder: string): Promise<string> {
  const archive = `${folder}/code-server-${VERSION}.tgz`;
  await npm(folder, ['pack', `code-server@${VERSION}`, '--pack-destination', folder]);
  const found = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (found !== INTEGRITY) throw new Error(`code-server ${VERSION} is not the one that was tried: ${found}`);
  try {
    await run('tar', ['-xzf', archive, '-C', folder, 'package/lib/vscode']);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error("The program 'tar' is missing: it is needed to unpack the embedded VS Code.");
  }
  await rm(archive);
  return `${folder}/package/lib/vscode`;
}

/** Takes the unneeded parts out of the server's own list of dependencies; its lock file pins the others. */
async function prune(server: string): Promise<void> {
  const manifest = JSON.parse(await readFile(`${server}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies?: unknown;
  };
  for (const name of UNNEEDED) delete manifest.dependencies[name];
  delete manifest.devDependencies;
  await writeFile(`${server}/package.json`, JSON.stringify(manifest, null, 2));
}

/** Puts a file of ours in the place of a native module, which would have to be compiled. */
async function replace(server: string, module: string, file: string): Promise<void> {
  await copyFile(inRepository(`test/host/vscode/${file}`), `${server}/node_modules/${module}/index.js`);
}

/** Removes what interrupted installations and older recipes have left. */
async function removeOthers(): Promise<void> {
  for (const name of await readdir(inCache('.'))) {
    const partial = /^vscode\.partial-(\d+)$/.exec(name);
    const abandoned = partial !== null && !isAlive(Number(partial[1]));
    if (abandoned || /^vscode-\d/.test(name)) await rm(inCache(name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
