/** Which files a trace may have opened without a question. A trace is untrusted: its word on where files lie counts for nothing. */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A path without links: Node names modules by it, whatever way the user came. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether two paths lead to the same file. */
export function isSame(a: string, b: string): boolean {
  return a === b || real(a) === real(b);
}

/** Whether `file` lies in `folder`, by whatever links. */
export function isInside(folder: string, file: string): boolean {
  const path = relative(real(folder), real(file));
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** An absolute path out of a path or a file URL; undefined when it is neither. */
export function sitePath(file: string): string | undefined {
  if (file.startsWith('file:')) {
    try {
      return fileURLToPath(file);
    } catch {
      return undefined;
    }
  }
  return isAbsolute(file) ? file : undefined;
}

/**
 * Whether a file is in the workspace, beside the program that the user ran, or a pattern. `program` is what is shown: a
 * saved trace lies in some folder too, a folder of downloads perhaps, and what stands beside it is not opened for that.
 */
export function isWithinReach(
  path: string,
  program: string | undefined,
  workspaceFolders: readonly string[],
  patternDirectory: string,
): boolean {
  const folders = [...workspaceFolders, patternDirectory];
  const ran = program === undefined || program.endsWith('.heddle') ? undefined : sitePath(program);
  if (ran !== undefined) {
    if (isSame(path, ran)) return true;
    // A program that lies in the home folder or at the root does not open everything below.
    const folder = dirname(real(ran));
    if (folder !== real(homedir()) && dirname(folder) !== folder) folders.push(folder);
  }
  return folders.some((folder) => isInside(folder, path));
}

/** What a replay opens: nothing while one of its files is seen, else the first that may be opened without a question. */
export function replaySource(
  sources: readonly string[],
  seen: readonly string[],
  isKnown: (path: string) => boolean,
): string | undefined {
  const paths = sources.flatMap((file) => sitePath(file) ?? []);
  if (paths.some((path) => seen.some((other) => isSame(path, other)))) return undefined;
  return paths.find((path) => isKnown(path));
}
