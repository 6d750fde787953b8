/**
 * Turns a pattern into the body of a VS Code snippet. Each tab stop is one of
 *
 *     mutex               a name: all of its occurrences as a whole word are linked
 *     Semaphore([[3]])    a piece of the program in which [[ ]] marks the part that is a stop, wherever the piece occurs
 *
 * Stops are numbered in the order of the tag; the final one is the end of the program.
 */
import type { Pattern } from './patterns.ts';

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly stop: number;
}

/** The snippet's text, with `${1:name}` stops and everything else escaped. */
export function snippetOf(pattern: Pick<Pattern, 'id' | 'body' | 'tabstops'>, body: string = pattern.body): string {
  const marks = pattern.tabstops.flatMap((stop, index) => find(body, stop, index + 1));
  marks.sort((a, b) => a.start - b.start);
  let text = '';
  let position = 0;
  for (const { start, end, stop } of marks) {
    if (start < position) continue; // inside an earlier stop
    text += `${escapeSnippet(body.slice(position, start))}\${${stop}:${escapeSnippet(body.slice(start, end))}}`;
    position = end;
  }
  return `${text}${escapeSnippet(body.slice(position))}$0`;
}

/** What stands in the file when a snippet's stops are left as they are. */
export function insertedText(snippet: string): string {
  const token = /\\([\\$}])|\$\{\d+:((?:[^}\\]|\\.)*)\}|\$0/g;
  return snippet.replace(token, (_, escaped?: string, stop?: string) => escaped ?? stop?.replace(/\\(.)/g, '$1') ?? '');
}

function find(body: string, stop: string, number: number): Mark[] {
  const piece = /^([\s\S]*?)\[\[([\s\S]+?)\]\]([\s\S]*)$/.exec(stop);
  const [before, inner, after] = piece ? [piece[1]!, piece[2]!, piece[3]!] : ['', stop, ''];
  const marks: Mark[] = [];
  const whole = before + inner + after;
  for (let at = body.indexOf(whole); at >= 0; at = body.indexOf(whole, at + whole.length)) {
    if (!piece && (isWord(body[at - 1]) || isWord(body[at + whole.length]))) continue;
    const start = at + before.length;
    marks.push({ start, end: start + inner.length, stop: number });
  }
  return marks;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\w$]/.test(character);
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
