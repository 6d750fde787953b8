/**
 * `npm run package [-- --target linux-x64] [--out FILE | --unpacked FOLDER]`: makes the VSIX for one platform, by default
 * this one, or lays out what would be in it. What goes in is what .vscodeignore takes in, and koffi with that platform's
 * binary alone.
 */

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import vsce from '@vscode/vsce';
import { npm } from '../test/support/npm.ts';

/** Where koffi keeps the binary for each of VS Code's platforms: package and folder. */
const BINARIES = {
  'linux-x64': ['koffi-linux-x64', 'linux_x64'],
  'linux-arm64': ['koffi-linux-arm64', 'linux_arm64'],
  'linux-armhf': ['koffi-linux-arm', 'linux_armhf'],
  'alpine-x64': ['koffi-linux-x64', 'musl_x64'],
  'alpine-arm64': ['koffi-linux-arm64', 'musl_arm64'],
  'darwin-x64': ['koffi-darwin-x64', 'darwin_x64'],
  'darwin-arm64': ['koffi-darwin-arm64', 'darwin_arm64'],
  'win32-x64': ['koffi-win32-x64', 'win32_x64'],
  'win32-arm64': ['koffi-win32-arm64', 'win32_arm64'],
};
/** What may go in; .vscodeignore says what does. */
const PARTS = [
  '.vscodeignore',
  'CHANGELOG.md',
  'LICENSE',
  'dist',
  'l10n',
  'media',
  'package.nls.json',
  'package.nls.zh-cn.json',
];
/** koffi's own files that a program loads; the others are for building and reading. */
const KOFFI_FILES = [
  'package.json',
  'LICENSE.txt',
  'index.js',
  'index.cjs',
  'src/koffi/index.js',
  'src/koffi/index.cjs',
  'src/koffi/src/static.js',
  'src/koffi/src/static.cjs',
];

const text = { type: 'string' };
const { values } = parseArgs({ options: { target: text, out: text, unpacked: text } });
const target = values.target ?? `${process.platform}-${process.arch}`;
if (!(target in BINARIES)) {
  console.error(`There is no target '${target}': ${Object.keys(BINARIES).join(', ')}.`);
  process.exit(2);
}
const manifest = JSON.parse(await readFile('package.json', 'utf8'));
const packagePath = resolve(values.out ?? `${manifest.name}-${manifest.version}-${target}.vsix`);
const stage = await mkdtemp(join(tmpdir(), 'heddle-package-'));
try {
  await fill(stage);
  await (values.unpacked === undefined ? pack() : layOut(resolve(values.unpacked)));
} finally {
  await rm(stage, { recursive: true, force: true });
}

async function pack() {
  await vsce.createVSIX({
    cwd: stage,
    packagePath,
    target,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    skipLicense: false,
  });
  console.log(`${packagePath}: ${((await stat(packagePath)).size / 1024).toFixed(0)} KiB`);
}

async function layOut(folder) {
  for (const file of await vsce.listFiles({ cwd: stage })) await cp(join(stage, file), join(folder, file));
}

/** Lays out the extension aside, so that its folder of modules holds nothing but koffi. */
async function fill(folder) {
  const { scripts: _scripts, devDependencies: _dev, dependencies, files: _files, bin: _bin, ...kept } = manifest;
  const trimmed = { ...kept, dependencies: { koffi: dependencies.koffi, 'heddle-typescript-plugin': '*' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(trimmed, null, 2));
  for (const name of PARTS) await take(folder, name);

  // The pictures stay in the repository: they would be most of the package.
  const readme = await readFile('README.md', 'utf8');
  const words = readme.replaceAll(/^(\| \| \|\n\|---\|---\|\n(\|.*!\[.*\n)+|!\[[^\]]*\]\([^)]*\)\n)\n*/gm, '');
  await writeFile(join(folder, 'README.md'), words);
  await cp('typescript-plugin', join(folder, 'node_modules/heddle-typescript-plugin'), { recursive: true });
  await takeKoffi(folder);
}

async function take(folder, name) {
  // Source maps would be a third of the package (a name taken in by .vscodeignore cannot be left out again there).
  const filter = (source) => !source.endsWith('.map');
  await cp(name, join(folder, name), { recursive: true, filter }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function takeKoffi(folder) {
  const [name, binary] = BINARIES[target];
  const koffi = join(folder, 'node_modules/koffi');
  for (const file of KOFFI_FILES) await cp(join('node_modules/koffi', file), join(koffi, file));
  const { version } = JSON.parse(await readFile('node_modules/koffi/package.json', 'utf8'));
  const home = join(folder, 'node_modules/@koromix', name);
  const installed = join('node_modules/@koromix', name);
  const source = (await isFolder(installed)) ? installed : await fetch(folder, name, version);
  await mkdir(home, { recursive: true });
  for (const part of ['package.json', 'index.js', binary])
    await cp(join(source, part), join(home, part), { recursive: true });
}

/** Gets another platform's binary from the npm registry; npm itself installs this platform's only. */
async function fetch(folder, name, version) {
  const aside = join(folder, '.fetched');
  await mkdir(aside);
  await npm(aside, ['pack', `@koromix/${name}@${version}`, '--pack-destination', aside]);
  await promisify(execFile)('tar', ['-xzf', join(aside, `koromix-${name}-${version}.tgz`), '-C', aside]);
  return join(aside, 'package');
}

async function isFolder(path) {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
