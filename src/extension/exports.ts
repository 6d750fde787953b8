/** Which functions a module exports, as its text tells; the program itself has the last word when it is run. */

/** An exported function. */
export interface ExportedFunction {
  /** The name under which it is exported; `default` for the default export. */
  readonly name: string;
  /** Its parameters as they are written, without line breaks. */
  readonly parameters: string;
  /** Line of the declaration, from 0. */
  readonly line: number;
}

const DECLARATION = /^export\s+(default\s+)?(?:async\s+)?function\s*\*?\s*([\w$]*)\s*(?:<[^(]*>)?\s*\(/;
const ARROW =
  /^export\s+(?:const|let|var)\s+([\w$]+)[^=]*=\s*(?:async\s*)?(?:(?:function\s*[\w$]*\s*)?(?:<[^(]*>)?\(|([\w$]+)\s*=>)/;
const LOCAL = /^(?:async\s+)?function\s+([\w$]+)\s*(?:<[^(]*>)?\(/;
const LIST = /^export\s*\{([^}]*)\}(?!\s*from)/gm;

/** The exported functions in the order in which they are written. */
export function exportedFunctions(text: string): ExportedFunction[] {
  const found: ExportedFunction[] = [];
  const locals = new Map<string, Omit<ExportedFunction, 'name'>>();
  let offset = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const rest = () => text.slice(offset);
    const declaration = DECLARATION.exec(content);
    const arrow = ARROW.exec(content);
    const local = LOCAL.exec(content);
    if (declaration) {
      const name = declaration[1] === undefined ? declaration[2]! : 'default';
      if (name !== '') found.push({ name, parameters: insideParentheses(rest(), declaration[0].length), line });
    } else if (arrow) {
      const parameters = arrow[2] ?? insideParentheses(rest(), arrow[0].length);
      found.push({ name: arrow[1]!, parameters, line });
    } else if (local) {
      locals.set(local[1]!, { parameters: insideParentheses(rest(), local[0].length), line });
    }
    offset += content.length + 1;
  }
  for (const [, list] of text.matchAll(LIST)) {
    for (const item of list!.split(',')) {
      const [own = '', name = own] = item.trim().split(/\s+as\s+/);
      const local = locals.get(own);
      if (local !== undefined) found.push({ name, ...local });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

/** What stands between the parenthesis before `from` and its partner. */
function insideParentheses(text: string, from: number): string {
  let depth = 1;
  let at = from;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth === 0) break;
  }
  return text.slice(from, at).replace(/\s+/g, ' ').replace(/,\s*$/, '').trim();
}

/** The values of arguments written as JSON with commas between them; undefined when they are not that. */
export function argumentsOf(text: string): unknown[] | undefined {
  try {
    return JSON.parse(`[${text}]`) as unknown[];
  } catch {
    return undefined;
  }
}
