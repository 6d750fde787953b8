/** Locks that are taken one right after the other, in the order that the whole program should keep. */
import { lockStatement } from './acquisitions.ts';
import type { Edit } from './edits.ts';
import { statementAt } from './statements.ts';
import type { Tokens } from './tokens.ts';

/**
 * The edits that put the acquisitions around an offset into order. `rankAt`: the place in the order of the lock that is
 * taken between two offsets, undefined when that is not one and the same lock. What does anything else stays where it is
 * and ends the row: to take a lock earlier than before could hold up others.
 */
export function orderFix(
  tokens: Tokens,
  offset: number,
  rankAt: (start: number, end: number) => number | undefined,
): Edit[] | undefined {
  const place = statementAt(tokens, offset);
  if (place === undefined) return undefined;
  const { list, text } = tokens;
  const { statements } = place.list;
  const row = statements.map((statement) => {
    const found = lockStatement(tokens, statement);
    const [start, end] = [list[statement.first]!.start, list[statement.last]!.end];
    const rank = found === undefined || found.what === 'release' ? undefined : rankAt(start, end);
    return rank === undefined ? undefined : { start, end, rank };
  });
  let from = place.index;
  let to = place.index;
  if (row[from] === undefined) return undefined;
  while (row[from - 1] !== undefined) from--;
  while (row[to + 1] !== undefined) to++;
  const taken = row.slice(from, to + 1).map((each) => each!);
  const ordered = [...taken].sort((a, b) => a.rank - b.rank);
  if (ordered.every((each, i) => each === taken[i])) return undefined;
  if (new Set(ordered.map(({ rank }) => rank)).size < ordered.length) return undefined;
  return taken.flatMap(({ start, end }, i) => {
    const other = ordered[i]!;
    return other.start === start ? [] : [{ start, end, text: text.slice(other.start, other.end) }];
  });
}
