/** A Lock that its own holder takes again becomes an RLock. */
import { path } from './acquisitions.ts';
import type { Edit } from './edits.ts';
import type { Token, Tokens } from './tokens.ts';

const TAKES = ['acquire', 'acquireAsync', 'hold', 'holdAsync', 'runExclusive'];
const MODULES = ['heddle/threading', 'heddle/multiprocessing'];

/** The edits, for an offset within a call that takes the lock; undefined when it is not made in this file, or more than once. */
export function reentrantFix(
  tokens: Tokens,
  offset: number,
): { readonly lock: string; readonly edits: Edit[] } | undefined {
  const lock = lockAt(tokens, offset);
  if (lock === undefined) return undefined;
  const { list } = tokens;
  const name = lock.replace(/^this\./, '');
  if (name.includes('.')) return undefined;
  const making = list.flatMap((token, i) => (isMade(tokens, i, name) ? [{ token, at: i }] : []));
  const [made] = making;
  if (making.length !== 1 || made === undefined || isParameter(tokens, name)) return undefined;
  const annotated = list[made.at + 1]?.text === ':' ? made.at + 2 : undefined;
  const equals = annotated === undefined ? made.at + 1 : annotated + 1;
  const maker = equals + 2;
  if (list[maker + 1]?.text === '.') {
    // threading.Lock
    return annotated === undefined ? { lock, edits: [rename(tokens, maker + 2)] } : undefined;
  }
  const changed = annotated === undefined ? [maker] : [annotated, maker];
  const imported = importEdits(tokens, changed);
  return imported && { lock, edits: [...changed.map((at) => rename(tokens, at)), ...imported] };
}

/** The lock of the call around an offset, as it is written. */
function lockAt({ list, match }: Tokens, offset: number): string | undefined {
  const at = list.findLastIndex(({ text }, i) => {
    if (!TAKES.includes(text) || list[i - 1]?.text !== '.' || list[i + 1]?.text !== '(') return false;
    return pathStart(list, i) <= offset && offset < list[match.get(i + 1)!]!.end;
  });
  if (at < 0) return undefined;
  const first = list.findIndex(({ start }) => start === pathStart(list, at));
  return path(list.slice(first, at - 1));
}

function pathStart(list: readonly Token[], method: number): number {
  let i = method - 2;
  while (list[i - 1]?.text === '.' && list[i - 2]?.type === 'word') i -= 2;
  return list[i]?.start ?? 0;
}

/** `lock = new Lock(`, `lock: Lock = new Lock(`, `lock = new threading.Lock(` */
function isMade({ list }: Tokens, at: number, name: string): boolean {
  if (list[at]!.text !== name || list[at - 1]?.text === '.') return false;
  let i = at + 1;
  if (list[i]?.text === ':' && list[i + 1]?.text === 'Lock') i += 2;
  if (list[i]?.text !== '=' || list[i + 1]?.text !== 'new') return false;
  const maker = list[i + 3]?.text === '.' ? i + 4 : i + 2;
  return list[maker]?.text === 'Lock' && list[maker + 1]?.text === '(';
}

/** Whether the name is also a parameter somewhere: then the call may mean another lock. */
function isParameter({ list }: Tokens, name: string): boolean {
  return list.some(
    ({ text }, i) =>
      text === name &&
      ['(', ','].includes(list[i - 1]?.text ?? '') &&
      (list[i + 1]?.text === ':' ||
        list[i + 1]?.text === '=>' ||
        (list[i + 1]?.text === ')' && ['{', '=>', ':'].includes(list[i + 2]?.text ?? ''))),
  );
}

function rename({ list }: Tokens, at: number): Edit {
  return { start: list[at]!.start, end: list[at]!.end, text: 'RLock' };
}

/** RLock is imported; Lock no longer, when nothing else needs it. Undefined when Lock does not come from Heddle by its own name. */
function importEdits({ list, match }: Tokens, changed: readonly number[]): Edit[] | undefined {
  const open = list.findIndex(
    ({ text }, i) =>
      text === '{' &&
      list[i - 1]?.text === 'import' &&
      list[match.get(i)! + 1]?.text === 'from' &&
      MODULES.includes((list[match.get(i)! + 2]?.text ?? '').slice(1, -1)),
  );
  if (open < 0) return undefined;
  const names = list.slice(open + 1, match.get(open));
  const at = names.findIndex(
    ({ text }, i) => text === 'Lock' && names[i - 1]?.text !== 'as' && names[i + 1]?.text !== 'as',
  );
  if (at < 0) return undefined;
  const own = open + 1 + at;
  const needed = list.some(
    ({ text, type }, i) =>
      type === 'word' && text === 'Lock' && i !== own && !changed.includes(i) && list[i - 1]?.text !== '.',
  );
  const there = names.some(({ text }) => text === 'RLock');
  if (there && needed) return [];
  const { start, end } = list[own]!;
  if (!there) return [needed ? { start: end, end, text: ', RLock' } : { start, end, text: 'RLock' }];
  // Lock goes, with the comma behind or before it.
  if (list[own + 1]?.text === ',') return [{ start: list[own]!.start, end: list[own + 2]!.start, text: '' }];
  return [
    { start: list[own - 1]!.text === ',' ? list[own - 1]!.start : list[own]!.start, end: list[own]!.end, text: '' },
  ];
}
