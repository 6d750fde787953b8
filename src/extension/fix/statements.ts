/** The statements around a place in a source. */
import type { Token, Tokens } from './tokens.ts';

/** A statement: its first and last token. */
export interface Statement {
  readonly first: number;
  readonly last: number;
}

/** The statements that stand beside each other in one block. */
export interface StatementList {
  readonly statements: readonly Statement[];
  /** Tokens of the block's braces; undefined at the top of the file. */
  readonly open: number | undefined;
  readonly close: number | undefined;
}

/** What goes on in the next line. */
const CONTINUES = words(
  '. ?. , ( [ ? : = => + - * / % ** && || ?? & | ^ < > <= >= == === != !== { in of instanceof as satisfies else catch finally extends implements',
);
/** What cannot end a statement. */
const UNFINISHED = words(
  'new typeof await void delete in of instanceof as satisfies const let var using export async extends implements import from type case default',
);

/** Words before the braces of an object or of names, not of statements. */
const BEFORE_OBJECT = words('return typeof in of case import export default const let var new await yield throw');

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** The innermost list with a statement that holds the offset, and which it is. */
export function statementAt(
  tokens: Tokens,
  offset: number,
): { readonly list: StatementList; readonly index: number } | undefined {
  const { list: all } = tokens;
  let open: number | undefined;
  for (const [from, to] of tokens.match) {
    if (from > to || all[from]!.text !== '{' || !isBlock(tokens, from)) continue;
    if (all[from]!.end <= offset && offset < all[to]!.end && (open === undefined || from > open)) open = from;
  }
  const close = open === undefined ? undefined : tokens.match.get(open)!;
  const statements = split(tokens, open === undefined ? 0 : open + 1, close ?? all.length);
  const index = statements.findIndex(({ first, last }) => all[first]!.start <= offset && offset < all[last]!.end);
  return index < 0 ? undefined : { list: { statements, open, close }, index };
}

/** Whether statements stand between these braces: it is not an object, a type, a class or the cases of a switch. */
function isBlock({ list, match }: Tokens, open: number): boolean {
  const before = list[open - 1];
  if (before === undefined) return true;
  if (before.text === ')') {
    const head = list[match.get(open - 1)! - 1];
    return head?.text !== 'switch';
  }
  if (before.type === 'word') return !BEFORE_OBJECT.has(before.text) && !isClassHead(list, open);
  return ['=>', '}', ';', '{', '>', ']'].includes(before.text) && !isClassHead(list, open);
}

/** `class A extends B<C> {`, `interface`, `enum`. */
function isClassHead(list: readonly Token[], open: number): boolean {
  for (let i = open - 1; i >= 0 && open - i < 40; i--) {
    const { text } = list[i]!;
    if (text === 'class' || text === 'interface' || text === 'enum') return true;
    if (text === ';' || text === '}' || text === '{' || text === ')' || text === '=>') return false;
  }
  return false;
}

/** The statements from one token to before another. */
export function split(tokens: Tokens, from: number, to: number): Statement[] {
  const statements: Statement[] = [];
  for (let at = from; at < to; ) {
    const end = statementEnd(tokens, at, to);
    statements.push({ first: at, last: end - 1 });
    at = end;
  }
  return statements;
}

/** The token behind a statement. */
function statementEnd(tokens: Tokens, at: number, to: number): number {
  const { list, match } = tokens;
  const behind = (i: number) => (match.get(i) ?? i) + 1;
  const text = list[at]!.text;
  switch (text) {
    case ';':
      return at + 1;
    case '{':
      return behind(at);
    case 'if':
    case 'for':
    case 'while':
    case 'with': {
      let i = at + 1;
      if (list[i]?.text === 'await') i++;
      if (list[i]?.text !== '(') break;
      i = statementEnd(tokens, behind(i), to);
      return text === 'if' && i < to && list[i]!.text === 'else' ? statementEnd(tokens, i + 1, to) : i;
    }
    case 'do': {
      let i = statementEnd(tokens, at + 1, to);
      if (list[i]?.text === 'while') i = behind(i + 1);
      return list[i]?.text === ';' ? i + 1 : i;
    }
    case 'switch':
      return behind(behind(at + 1));
    case 'try': {
      let i = behind(at + 1);
      if (list[i]?.text === 'catch') i = list[i + 1]?.text === '(' ? behind(behind(i + 1)) : behind(i + 1);
      if (list[i]?.text === 'finally') i = behind(i + 1);
      return i;
    }
  }
  return declares(list, at) ? declarationEnd(tokens, at, to) : expressionEnd(tokens, at, to);
}

function declares(list: readonly Token[], at: number): boolean {
  let i = at;
  while (['export', 'default', 'async', 'declare', 'abstract'].includes(list[i]?.text ?? '')) i++;
  return ['function', 'class', 'interface', 'enum', 'namespace'].includes(list[i]?.text ?? '');
}

/** Up to the braces of the body: those that no further part of a type follows. */
function declarationEnd({ list, match }: Tokens, at: number, to: number): number {
  for (let i = at; i < to; i++) {
    const closing = match.get(i);
    if (closing === undefined || closing < i) {
      if (list[i]!.text === ';') return i + 1;
      continue;
    }
    i = closing;
    if (list[closing]!.text === '}' && !['{', '|', '&', '[', '>', ','].includes(list[closing + 1]?.text ?? ''))
      return closing + 1;
  }
  return to;
}

function expressionEnd({ text, list, match }: Tokens, at: number, to: number): number {
  for (let i = at; i < to; i++) {
    if (list[i]!.text === ';') return i + 1;
    const closing = match.get(i);
    if (closing !== undefined && closing > i) i = closing;
    const following = list[i + 1];
    if (following === undefined || i + 1 >= to) return Math.min(i + 1, to);
    const newLine = text.slice(list[i]!.end, following.start).includes('\n');
    if (newLine && canEnd(list[i]!) && !CONTINUES.has(following.text) && following.type !== 'template') return i + 1;
  }
  return to;
}

function canEnd(token: Token): boolean {
  if (token.type === 'word') return !UNFINISHED.has(token.text);
  return token.type !== 'punctuator' || [')', ']', '}', '++', '--'].includes(token.text);
}
