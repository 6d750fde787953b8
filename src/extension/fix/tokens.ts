/**
 * Tokens of a TypeScript or JavaScript source, enough to tell code from text and to match brackets. Whatever it cannot
 * make sense of gives no tokens, so that nothing is changed that was not understood.
 */

/** One token; comments and white space are none. */
export interface Token {
  readonly type: 'word' | 'number' | 'string' | 'template' | 'regex' | 'punctuator';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A source in tokens. */
export interface Tokens {
  readonly text: string;
  readonly list: readonly Token[];
  /** The other bracket's index, by a bracket's index. */
  readonly match: ReadonlyMap<number, number>;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const PUNCTUATORS =
  />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|\*\*|[{}()[\];,<>+\-*/%&|^!~?:=.@#]/y;
const WORD = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?)/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
/** Words after which a slash begins a regular expression. */
const BEFORE_VALUE = new Set(
  'return typeof case in of delete void throw new else do await yield instanceof'.split(' '),
);

/** The tokens of a source; undefined when its brackets or quotes do not match. */
export function tokenize(text: string): Tokens | undefined {
  const list: Token[] = [];
  const match = new Map<number, number>();
  const open: number[] = [];
  let at = text.startsWith('#!') ? Math.max(0, text.indexOf('\n')) : 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space) {
      at += space.length;
      continue;
    }
    const found = next(text, at, list.at(-1), take);
    if (found === undefined) return undefined;
    const index = list.push({ ...found, start: at, end: at + found.text.length }) - 1;
    at += found.text.length;
    if (found.type !== 'punctuator') continue;
    if (found.text in CLOSING) open.push(index);
    else if (found.text === ')' || found.text === ']' || found.text === '}') {
      const from = open.pop();
      if (from === undefined || CLOSING[list[from]!.text] !== found.text) return undefined;
      match.set(from, index).set(index, from);
    }
  }
  return open.length === 0 ? { text, list, match } : undefined;
}

function next(
  text: string,
  at: number,
  before: Token | undefined,
  take: (pattern: RegExp) => string | undefined,
): Pick<Token, 'type' | 'text'> | undefined {
  const character = text[at]!;
  if (character === '"' || character === "'") {
    const string = quoted(text, at, character);
    return string === undefined ? undefined : { type: 'string', text: string };
  }
  if (character === '`') {
    const end = templateEnd(text, at);
    return end === undefined ? undefined : { type: 'template', text: text.slice(at, end) };
  }
  if (character === '/' && beginsValue(before)) {
    const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
    const found = take(regex);
    return found === undefined ? undefined : { type: 'regex', text: found };
  }
  const word = take(WORD);
  if (word !== undefined) return { type: 'word', text: word };
  const number = take(NUMBER);
  if (number !== undefined) return { type: 'number', text: number };
  const punctuator = take(PUNCTUATORS);
  return punctuator === undefined ? undefined : { type: 'punctuator', text: punctuator };
}

function beginsValue(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.type === 'word') return BEFORE_VALUE.has(before.text);
  return before.type === 'punctuator' && ![')', ']', '}', '++', '--'].includes(before.text);
}

function quoted(text: string, at: number, quote: string): string | undefined {
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return text.slice(at, i + 1);
  }
  return undefined;
}

/** Behind a template's end; what stands in its `${}` may hold templates and strings of its own. */
function templateEnd(text: string, at: number): number | undefined {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return i + 1;
    else if (text[i] === '$' && text[i + 1] === '{') {
      let depth = 0;
      for (i += 1; i < text.length; i++) {
        if (text[i] === '{') depth++;
        else if (text[i] === '}' && --depth === 0) break;
        else if (text[i] === '`') {
          const end = templateEnd(text, i);
          if (end === undefined) return undefined;
          i = end - 1;
        } else if (text[i] === '"' || text[i] === "'") {
          const string = quoted(text, i, text[i]!);
          if (string === undefined) return undefined;
          i += string.length - 1;
        }
      }
    }
  }
  return undefined;
}
