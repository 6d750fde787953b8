/** Runs npm in a folder of its own, from within npm's scripts or without. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** Runs an npm command in `folder`, without any package's install scripts; throws what npm said when it fails. */
export async function npm(folder: string, args: readonly string[]): Promise<void> {
  const cli = process.env.npm_execpath;
  // Started by npm: the same npm again, whatever the PATH says.
  const [command, before] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  try {
    await run(command, [...before, ...args, ...QUIET], {
      cwd: folder,
      env: outsideOfNpm(),
      maxBuffer: 1 << 26,
      shell: command === 'npm' && process.platform === 'win32',
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`'npm ${args.join(' ')}' failed. Is the npm registry reachable?\n${said || String(error)}`);
  }
}

/** The environment without what npm tells its scripts of this repository, which an inner npm would take for its own. */
function outsideOfNpm(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(cache|registry|userconfig|globalconfig|https?_proxy|proxy|noproxy)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}
