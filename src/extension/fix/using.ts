/** `lock.acquire() ... lock.release()` becomes `using _held = lock.hold()`: the lock is let go of on every path. */
import { callsOf, freshName, type LockStatement, lockStatement } from './acquisitions.ts';
import type { Edit } from './edits.ts';
import { type Statement, type StatementList, split, statementAt } from './statements.ts';
import type { Tokens } from './tokens.ts';

const TAKES = ['acquire', 'acquireAsync', 'hold', 'holdAsync', 'release', 'runExclusive'];

/**
 * The edits, for an offset within the acquire or the release; undefined when it cannot be done by rote. `never`: it is
 * known that nobody ever releases it.
 */
export function usingFix(
  tokens: Tokens,
  offset: number,
  never: boolean,
): { readonly lock: string; readonly edits: Edit[] } | undefined {
  const place = statementAt(tokens, offset);
  if (place === undefined) return undefined;
  const { list } = place;
  const own = lockStatement(tokens, list.statements[place.index]!);
  if (own === undefined || own.what === 'hold') return undefined;
  const from = own.what === 'acquire' ? place.index : acquireBefore(tokens, list, place.index, own.lock);
  if (from === undefined) return undefined;
  const taken = lockStatement(tokens, list.statements[from]!);
  if (taken?.what !== 'acquire') return undefined;
  const edits =
    ofTry(tokens, list, from, taken) ??
    ofPair(tokens, list, from, taken) ??
    (never ? ofRest(tokens, list, from, taken) : undefined);
  return edits && { lock: taken.lock, edits };
}

function acquireBefore(tokens: Tokens, { statements }: StatementList, index: number, lock: string): number | undefined {
  for (let i = index - 1; i >= 0; i--) {
    const found = lockStatement(tokens, statements[i]!);
    if (found?.lock === lock) return found.what === 'acquire' ? i : undefined;
  }
  return undefined;
}

function declaration(tokens: Tokens, { lock, async }: LockStatement): string {
  return `using ${freshName(tokens, '_held')} = ${async ? 'await ' : ''}${lock}.${async ? 'holdAsync' : 'hold'}();`;
}

/** `acquire(); try { ... } finally { release(); }` */
function ofTry(tokens: Tokens, { statements }: StatementList, from: number, taken: LockStatement): Edit[] | undefined {
  const { list, match, text } = tokens;
  const whole = statements[from + 1];
  if (whole === undefined || list[whole.first]!.text !== 'try') return undefined;
  const open = whole.first + 1;
  const close = match.get(open);
  if (close === undefined || list[close + 1]?.text !== 'finally') return undefined;
  const released = split(tokens, close + 3, whole.last);
  const [only] = released.map((each) => lockStatement(tokens, each));
  if (released.length !== 1 || only?.what !== 'release' || only.lock !== taken.lock) return undefined;
  if (callsOf(tokens, taken.lock, TAKES, open, close).length > 0) return undefined;
  const start = list[statements[from]!.first]!.start;
  const indent = indentAt(text, start);
  return [
    {
      start,
      end: list[open]!.end,
      text: `{\n${indent}${unitOf(text, indent, list[open + 1]?.start)}${declaration(tokens, taken)}`,
    },
    { start: list[close]!.end, end: list[whole.last]!.end, text: '' },
  ];
}

/** `acquire(); ... release();` in one block. */
function ofPair(
  tokens: Tokens,
  { statements, open }: StatementList,
  from: number,
  taken: LockStatement,
): Edit[] | undefined {
  const { list, text } = tokens;
  const until = statements.findIndex((each, i) => {
    const found = i > from ? lockStatement(tokens, each) : undefined;
    return found?.what === 'release' && found.lock === taken.lock;
  });
  if (until < 0) return undefined;
  const [acquire, release] = [statements[from]!, statements[until]!];
  if (callsOf(tokens, taken.lock, TAKES, acquire.last + 1, release.first - 1).length > 0) return undefined;
  const start = list[acquire.first]!.start;
  const held = declaration(tokens, taken);
  if (until === statements.length - 1 && open !== undefined)
    return [
      { start, end: list[acquire.last]!.end, text: held },
      lineOf(text, list[release.first]!.start, list[release.last]!.end),
    ];
  // Something follows that must not run under the lock: the held part becomes a block, if nothing it declares is used below.
  const declared = statements.slice(from + 1, until).flatMap((each) => declaredNames(tokens, each));
  const after = list.slice(release.last + 1, open === undefined ? undefined : statements.at(-1)!.last + 1);
  const seen = (name: string) =>
    after.some((token) => (token.type === 'template' ? token.text.includes(name) : token.text === name));
  if (declared === undefined || declared.includes(undefined) || declared.some((name) => seen(name!))) return undefined;
  const indent = indentAt(text, start);
  const unit = unitOf(text, indent, undefined);
  return [
    { start, end: list[acquire.last]!.end, text: `{\n${indent}${unit}${held}` },
    ...indented(tokens, acquire.last, release.first, unit),
    { start: list[release.first]!.start, end: list[release.last]!.end, text: '}' },
  ];
}

/** `acquire();` and no release anywhere: held to the end of the block. */
function ofRest(
  tokens: Tokens,
  { statements, open }: StatementList,
  from: number,
  taken: LockStatement,
): Edit[] | undefined {
  const { list } = tokens;
  if (open === undefined || callsOf(tokens, taken.lock, ['release'], 0, list.length - 1).length > 0) return undefined;
  const { first, last } = statements[from]!;
  // Under another name it may be released all the same: then nothing is known.
  if (list.some(({ text }) => text === 'release')) return undefined;
  return [{ start: list[first]!.start, end: list[last]!.end, text: declaration(tokens, taken) }];
}

/** Names that a statement declares for those beside it; undefined among them: patterns, which are not taken apart. */
function declaredNames({ list }: Tokens, { first }: Statement): (string | undefined)[] {
  const at = list[first]!.text === 'async' ? first + 1 : first;
  if (!['const', 'let', 'var', 'using', 'function', 'class'].includes(list[at]!.text)) return [];
  const name = list[at + 1]!;
  return [name.type === 'word' ? name.text : undefined];
}

function indentAt(text: string, offset: number): string {
  return /[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))![0];
}

/** One step of indentation, as the source has it. */
function unitOf(text: string, indent: string, inner: number | undefined): string {
  const deeper = inner === undefined ? '' : indentAt(text, inner);
  if (deeper.length > indent.length && deeper.startsWith(indent)) return deeper.slice(indent.length);
  return /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ';
}

/** Moves the lines that begin between two tokens to the right, but none that begins within a token. */
function indented({ text, list }: Tokens, after: number, before: number, unit: string): Edit[] {
  const edits: Edit[] = [];
  const [from, to] = [list[after]!.end, list[before]!.start];
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    const start = at + 1;
    const blank = /^[ \t]*(\r?\n|$)/.test(text.slice(start));
    const inside = list.some((token) => token.start < start && start < token.end);
    // The line of the closing statement keeps its place: a brace stands there.
    const last = start + indentAt(text, start).length >= to;
    if (!blank && !inside && !last) edits.push({ start, end: start, text: unit });
  }
  return edits;
}

/** Takes a statement out, with its line when nothing else stands on it. */
function lineOf(text: string, start: number, end: number): Edit {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const alone = text.slice(lineStart, start).trim() === '' && lineEnd >= 0 && text.slice(end, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd + 1, text: '' } : { start, end, text: '' };
}
