/** Statements that take or release a lock, as programs write them. */
import type { Statement } from './statements.ts';
import type { Token, Tokens } from './tokens.ts';

/** A statement that takes a lock, or lets go of it, and does nothing else. */
export interface LockStatement {
  readonly what: 'acquire' | 'hold' | 'release';
  /** The lock as it is written: `this.#lock`. */
  readonly lock: string;
  /** `await` and the asynchronous twin. */
  readonly async: boolean;
}

const CALLS: Readonly<Record<string, Pick<LockStatement, 'what' | 'async'>>> = {
  acquire: { what: 'acquire', async: false },
  acquireAsync: { what: 'acquire', async: true },
  hold: { what: 'hold', async: false },
  holdAsync: { what: 'hold', async: true },
  release: { what: 'release', async: false },
};

/** Reads `lock.acquire();`, `await lock.acquireAsync();`, `using held = lock.hold();` or `lock.release();`. */
export function lockStatement({ list }: Tokens, { first, last }: Statement): LockStatement | undefined {
  let parts = list.slice(first, last + 1);
  if (parts.at(-1)?.text === ';') parts = parts.slice(0, -1);
  const declared = ['using', 'const'].includes(parts[0]?.text ?? '') && parts[2]?.text === '=';
  if (declared) parts = parts.slice(3);
  const awaited = parts[0]?.text === 'await';
  if (awaited) parts = parts.slice(1);
  const [method, open, close] = parts.slice(-3);
  const call = CALLS[method?.text ?? ''];
  if (call === undefined || open?.text !== '(' || close?.text !== ')' || parts.at(-4)?.text !== '.') return undefined;
  const lock = path(parts.slice(0, -4));
  if (lock === undefined || call.async !== awaited || (call.what === 'hold') !== declared) return undefined;
  return { ...call, lock };
}

/** `this.#lock`, `a.b`: names with dots between, as text. */
export function path(parts: readonly Token[]): string | undefined {
  if (parts.length % 2 === 0) return undefined;
  const fits = parts.every(({ type, text }, i) => (i % 2 === 0 ? type === 'word' : text === '.'));
  return fits ? parts.map(({ text }) => text).join('') : undefined;
}

/** Where `lock.method(` stands among the tokens from one to another. */
export function callsOf(
  { list }: Tokens,
  lock: string,
  methods: readonly string[],
  from: number,
  to: number,
): number[] {
  const found: number[] = [];
  const words = lock.split('.');
  for (let i = from; i <= to; i++) {
    if (!methods.includes(list[i]!.text) || list[i - 1]?.text !== '.' || list[i + 1]?.text !== '(') continue;
    const start = i - 2 * words.length;
    if (start < 0 || list[start - 1]?.text === '.') continue;
    if (path(list.slice(start, i - 1)) === lock) found.push(start);
  }
  return found;
}

/** A name that nothing in the source has: `_held`, `_held2` ... */
export function freshName({ list }: Tokens, wanted: string): string {
  const taken = new Set(list.flatMap(({ type, text }) => (type === 'word' ? [text] : [])));
  // What a template mentions cannot be seen; it counts as taken.
  const templates = list.flatMap(({ type, text }) => (type === 'template' ? [text] : [])).join('\n');
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}${n}`;
    if (!taken.has(name) && !templates.includes(name)) return name;
  }
}
