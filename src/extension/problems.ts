/** Finds, in what Node wrote when a program could not even be loaded, the place in the source. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file and what is wrong there. Line and column count from 0. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

/** Reads a program's standard error; `readSource` gives a file's text or undefined. */
export function findProblems(stderr: string, readSource: (file: string) => string | undefined): Problem[] {
  const lines = stderr.split(/\r?\n/);
  const problems: Problem[] = [];
  for (const [index, line] of lines.entries()) {
    const problem = syntaxError(lines, index) ?? missingModule(line, readSource);
    if (problem !== undefined && !problems.some((known) => same(known, problem))) problems.push(problem);
  }
  return problems;
}

/** A place, the source, carets under it, and a SyntaxError: a file that does not parse, or an export that does not exist. */
function syntaxError(lines: readonly string[], at: number): Problem | undefined {
  const place = /^(.+):(\d+)$/.exec(lines[at]!);
  if (place === null) return undefined;
  const file = filePath(place[1]!);
  if (file === undefined) return undefined;
  const near = lines.slice(at + 1, at + 8);
  const carets = near.map((line) => /^(\s*)(\^+)\s*$/.exec(line)).find((found) => found !== null);
  const error = near.map((line) => /^SyntaxError(?: \[\w+\])?: (.+)$/.exec(line)).find((found) => found !== null);
  if (!error) return undefined;
  return {
    file,
    line: Number(place[2]) - 1,
    column: carets?.[1]?.length ?? 0,
    length: carets?.[2]?.length ?? 1,
    message: error[1]!,
  };
}

/** A module or package that is not there; Node names the importing file, not the line. */
function missingModule(line: string, readSource: (file: string) => string | undefined): Problem | undefined {
  const error = /^Error \[ERR_MODULE_NOT_FOUND\]: (Cannot find (?:module|package) '(.+)') imported from (.+)$/.exec(
    line,
  );
  const file = error === null ? undefined : filePath(error[3]!);
  if (error === null || file === undefined) return undefined;
  const wanted = basename(error[2]!);
  const lines = readSource(file)?.split(/\r?\n/) ?? [];
  for (const [index, text] of lines.entries()) {
    const specifier = [...text.matchAll(/(['"])([^'"]+)\1/g)].find(([, , name]) => name!.split('/').includes(wanted));
    if (specifier === undefined) continue;
    return { file, line: index, column: specifier.index + 1, length: specifier[2]!.length, message: error[1]! };
  }
  return { file, line: 0, column: 0, length: 1, message: error[1]! };
}

function filePath(text: string): string | undefined {
  if (text.startsWith('node:')) return undefined;
  if (!text.startsWith('file:')) return /^([/\\]|[A-Za-z]:[/\\])/.test(text) ? text : undefined;
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}

function same(a: Problem, b: Problem): boolean {
  return a.file === b.file && a.line === b.line && a.message === b.message;
}
