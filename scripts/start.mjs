/**
 * `npm start`: builds Heddle and opens it in VS Code with the mutex demo running. `--desktop` takes the VS Code on the
 * PATH, otherwise the embedded one is served on 127.0.0.1 and opened in the machine's browser. Ctrl+C ends all of it.
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { inCache, inRepository, repository } from '../test/host/folders.ts';
import { installVSCode } from '../test/host/install.ts';
import { makeSampleFolder } from '../test/host/sample.ts';
import { QUIET_SETTINGS, startServer } from '../test/host/server.ts';
import { endTree } from '../test/support/processes.ts';

const HELP = `npm start                    build, and open Heddle in an embedded VS Code in the browser
npm start -- --desktop       the same in the VS Code on your PATH
npm start -- --no-browser    only say the address
npm start -- --folder PATH   open this folder instead of the sample`;

const opener = inRepository('scripts/opener');
/** What has to be undone at the end, newest first. */
const undo = [];
let ending;

process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));
process.on('SIGHUP', () => end(0));
try {
  await start(readArguments());
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  await end(1);
}

function readArguments() {
  const string = { type: 'string' };
  const boolean = { type: 'boolean' };
  const { values } = parseArgs({ options: { desktop: boolean, 'no-browser': boolean, folder: string, help: boolean } });
  if (values.help === true) {
    console.log(HELP);
    process.exit(0);
  }
  return values;
}

async function start(options) {
  console.log('Building Heddle ...');
  const build = ['--disable-warning=ExperimentalWarning', inRepository('scripts/build.mjs')];
  const built = spawnSync(process.execPath, build, { cwd: repository, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The build failed; its messages stand above.');
  const folder = options.folder ?? inCache('sample');
  if (options.folder === undefined) await makeSampleFolder(folder);
  const dataDir = await mkdtemp(`${tmpdir()}/heddle-vscode-`);
  undo.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  await (options.desktop === true ? startDesktop(folder, dataDir) : startEmbedded(folder, dataDir, options));
}

async function startEmbedded(folder, dataDir, options) {
  const entry = await installVSCode((words) => console.log(words));
  const server = await startServer({ entry, dataDir, folder, installed: [repository, opener] });
  undo.push(() => server.stop());
  void server.ended.then(() => {
    if (ending === undefined) console.error(`\nVS Code has ended by itself.\n${server.output()}`);
    return end(1);
  });
  const opened = options['no-browser'] !== true && openBrowser(server.url);
  console.log(`
VS Code with Heddle:  ${server.url}
${opened ? 'Your browser opens it now.' : 'Open this address in a browser on this machine.'} The mutex demo starts by itself: three processes queue up at a lock.
Next: F1, then "Heddle: Run Demo..." for another one, or "Heddle: Run Active File on the Timeline" for printers.ts.
Ctrl+C here ends it all.`);
}

async function startDesktop(folder, dataDir) {
  await mkdir(`${dataDir}/User`, { recursive: true });
  await writeFile(`${dataDir}/User/settings.json`, JSON.stringify(QUIET_SETTINGS, null, 2));
  const args = ['--new-window', '--wait', '--disable-workspace-trust', `--user-data-dir=${dataDir}`];
  args.push(`--extensions-dir=${dataDir}/extensions`, `--extensionDevelopmentPath=${repository}`);
  args.push(`--extensionDevelopmentPath=${opener}`, folder);
  const windows = process.platform === 'win32';
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const code = spawn('code', args, { stdio: 'inherit', detached: !windows, shell: windows });
  await new Promise((resolve, reject) => {
    code.once('spawn', resolve);
    code.once('error', (error) =>
      reject(
        error.code === 'ENOENT'
          ? new Error(
              "There is no 'code' on the PATH. In VS Code: F1, \"Shell Command: Install 'code' command in PATH\". Or leave --desktop away.",
            )
          : error,
      ),
    );
  });
  undo.push(() => endTree(code.pid));
  code.once('exit', (status) => end(status ?? 0));
  console.log(`
VS Code opens with Heddle; the mutex demo starts by itself: three processes queue up at a lock.
Next: F1, then "Heddle: Run Demo..." for another one, or "Heddle: Run Active File on the Timeline" for printers.ts.
Closing that window, or Ctrl+C here, ends it all.`);
}

/** Opens the machine's browser where there is one; answers whether one was asked. A failure is no failure of ours. */
function openBrowser(url) {
  const noDisplay = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (process.env.CI || (process.platform === 'linux' && noDisplay)) return false;
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? ['xdg-open'];
  if (spawnSync(process.platform === 'win32' ? 'where' : 'which', [command]).status !== 0) return false;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
  return true;
}

/** Ends everything that was started, once. */
function end(code) {
  ending ??= (async () => {
    for (const step of undo.reverse()) await step();
    process.exit(code);
  })();
  return ending;
}
