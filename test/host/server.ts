/** Starts and ends the embedded VS Code's server, with settings that keep its own matters out of the way. */

import { spawn } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { endTree } from '../support/processes.ts';
import { inRepository } from './folders.ts';

/** What the server is started with. */
export interface ServerOptions {
  /** The server's entry file, see `installVSCode`. */
  readonly entry: string;
  /** An empty folder for its settings, state and extensions; the caller removes it. */
  readonly dataDir: string;
  /** Folders of extensions that are there as if they had been installed. */
  readonly installed?: readonly string[];
  /** The folder that is opened when the address names none. */
  readonly folder?: string;
  /** User settings beyond the usual ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  /** True: the page's address may ask for an extension under development and its tests. */
  readonly testDriver?: boolean;
  /** True: Restricted Mode works as for a user who has not said yet whom he trusts. Default false. */
  readonly workspaceTrust?: boolean;
}

/** A running server. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Settles when the server has ended, however. */
  readonly ended: Promise<void>;
  /** Ends the server, its extension host and everything these have started. */
  stop(): Promise<void>;
  /** What it has written, for a report of a failure. */
  output(): string;
}

/** No prompts, no welcome, no chat, no updates: what is seen is the editor and Heddle. */
export const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Starts the server on 127.0.0.1 with a free port. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const extensions = `${options.dataDir}/extensions`;
  await mkdir(`${options.dataDir}/data/User`, { recursive: true });
  await mkdir(extensions, { recursive: true });
  const trust = options.workspaceTrust === true;
  const settings = { ...QUIET_SETTINGS, 'security.workspace.trust.enabled': trust, ...options.settings };
  await writeFile(`${options.dataDir}/data/User/settings.json`, JSON.stringify(settings, null, 2));
  for (const [index, folder] of (options.installed ?? []).entries())
    await symlink(folder, `${extensions}/installed-${index}`, 'junction');

  const args = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'];
  args.push('--telemetry-level', 'off', '--server-data-dir', options.dataDir, '--extensions-dir', extensions);
  if (options.folder !== undefined) args.push('--default-folder', options.folder);
  if (options.testDriver === true) args.push('--enable-smoke-test-driver');
  if (!trust) args.push('--disable-workspace-trust');
  const child = spawn(process.execPath, [inRepository('test/host/vscode/serve.mjs'), options.entry, ...args], {
    // Its end of standard input closes when we are gone: see serve.mjs. A Ctrl+C is for us alone to act on.
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    env: { ...process.env, ...options.env },
  });
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    const hear = (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-100_000);
      const match = /Extension host agent listening on (\d+)/.exec(said);
      if (match !== null) resolve(Number(match[1]));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The embedded VS Code did not start (exit code ${code}):\n${said}`)));
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    pid: child.pid!,
    ended,
    output: () => said,
    stop: async () => {
      await endTree(child.pid!);
      await ended;
    },
  };
}
