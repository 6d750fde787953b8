/** Where on its line the call stands that a call site names. */

/** The columns (from 0, end exclusive) of the expression around a column: `fork.hold()` for any column in it. */
export function callRange(line: string, column: number): { readonly start: number; readonly end: number } {
  const within = Math.min(Math.max(0, column), line.length);
  const at = within + (/^new\s+/.exec(line.slice(within))?.[0].length ?? 0);
  let start = at;
  while (start > 0 && /[\w$.#\]]/.test(line[start - 1]!)) {
    start = line[start - 1] === ']' ? line.lastIndexOf('[', start - 1) : start - 1;
    if (start < 0) return { start: at, end: line.length };
  }
  let end = at;
  while (end < line.length && /[\w$.#]/.test(line[end]!)) end++;
  if (line[end] === '(') {
    let depth = 0;
    for (let i = end; i < line.length; i++) {
      if (line[i] === '(') depth++;
      else if (line[i] === ')' && --depth === 0) {
        end = i + 1;
        break;
      }
    }
  }
  const word = line.slice(start, end);
  // `new` belongs to what is made.
  const made = /\bnew\s+$/.exec(line.slice(0, start));
  if (made && word !== '') start -= made[0].length;
  return end > start ? { start, end } : { start: at, end: Math.max(at + 1, line.trimEnd().length) };
}
