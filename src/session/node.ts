/** Finds a Node that can run programs: 24 or newer, because it has `using` and strips types. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The oldest major version that runs programs. */
export const OLDEST_NODE = 24;

/** A Node to run programs with. */
export interface FoundNode {
  readonly path: string;
  /** Without the leading v. */
  readonly version: string;
  /** VS Code's own runtime, which needs ELECTRON_RUN_AS_NODE to be a Node. */
  readonly electron: boolean;
}

/** No Node is new enough; the message says what was looked at and what to do. */
export class NodeNotFoundError extends Error {
  readonly code = 'ERR_HEDDLE_NODE_NOT_FOUND';
}

const run = promisify(execFile);
const versions = new Map<string, Promise<string | undefined>>();
const executable = process.platform === 'win32' ? 'node.exe' : 'node';

/**
 * `wanted` if it is given; else this process's own Node, the one of a `node` package in a node_modules folder at or above
 * `near`, one on the PATH, or the runtime of the VS Code that this process belongs to.
 */
export async function findNode(
  wanted: string | undefined,
  near: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundNode> {
  if (wanted !== undefined && wanted !== '') {
    const version = await versionOf(wanted);
    if (version === undefined)
      throw new NodeNotFoundError(`${wanted} is not a Node that can be started. Set another path to Node.`);
    if (!isNewEnough(version))
      throw new NodeNotFoundError(
        `${wanted} is Node ${version}; Heddle runs programs with Node ${OLDEST_NODE} or newer.`,
      );
    return { path: wanted, version, electron: false };
  }
  const own = process.versions.node;
  if (process.versions.electron === undefined && isNewEnough(own))
    return { path: process.execPath, version: own, electron: false };
  const seen: string[] = [`${process.execPath} (${own})`];
  for (const path of [...packaged(near), ...onPath(env)]) {
    const version = await versionOf(path);
    if (version !== undefined && isNewEnough(version)) return { path, version, electron: false };
    seen.push(`${path} (${version ?? 'does not start'})`);
  }
  if (process.versions.electron !== undefined && isNewEnough(own))
    return { path: process.execPath, version: own, electron: true };
  throw new NodeNotFoundError(
    `Heddle runs programs with Node ${OLDEST_NODE} or newer, and found none. Looked at: ${seen.join(', ')}. ` +
      'Install a newer Node, or give the path of one.',
  );
}

function isNewEnough(version: string): boolean {
  return Number.parseInt(version, 10) >= OLDEST_NODE;
}

/** What `--version` answers, asked once for each path; undefined when it is no Node. */
function versionOf(path: string): Promise<string | undefined> {
  let version = versions.get(path);
  if (!version) {
    version = run(path, ['--version'], { timeout: 5000, env: withoutOptions() }).then(
      ({ stdout }) => /^v(\d+\.\d+\.\d+\S*)\s*$/.exec(stdout)?.[1],
      () => undefined,
    );
    versions.set(path, version);
  }
  return version;
}

function withoutOptions(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

function packaged(near: string): string[] {
  const found: string[] = [];
  for (let folder = near; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', 'node', 'bin', executable);
    if (existsSync(path)) found.push(path);
    if (folder === dirname(folder)) return found;
  }
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders.map((folder) => join(folder, executable)))].filter((path) => existsSync(path));
}
