/**
 * Sentences of findings as data: a key into FINDING_STRINGS and what fills its places. Said in English here and on the
 * command line; the extension and the page say them in the user's language.
 */
import { HANG_STRINGS } from './hang-strings.ts';
import { RACE_STRINGS } from './race-strings.ts';
import { RISK_STRINGS } from './risk-strings.ts';

/** Every sentence that findings are made of, in English. Translations stand under `finding:` and the same key. */
export const FINDING_STRINGS = { ...HANG_STRINGS, ...RACE_STRINGS, ...RISK_STRINGS } as const;
export type FindingString = keyof typeof FINDING_STRINGS;

/** What fills a place: a name or number as it is, a sentence, or several sentences in a row. */
export type Filling = string | number | Phrase | readonly Phrase[];

/** One sentence: `{0}`, `{1}` ... in the text of its key are filled in. */
export interface Phrase {
  readonly key: FindingString;
  readonly args: readonly Filling[];
}

/** Makes a phrase. */
export function phrase(key: FindingString, ...args: readonly Filling[]): Phrase {
  return { key, args };
}

/** A phrase in words; `strings` translates by key, English where it has nothing. */
export function inWords({ key, args }: Phrase, strings: Readonly<Record<string, string>> = FINDING_STRINGS): string {
  const text = strings[key] ?? FINDING_STRINGS[key];
  return text.replace(/\{(\d)\}/g, (place, index) => {
    const filling = args[Number(index)];
    return filling === undefined ? place : filled(filling, strings);
  });
}

function filled(filling: Filling, strings: Readonly<Record<string, string>>): string {
  if (typeof filling === 'string' || typeof filling === 'number') return String(filling);
  if ('key' in filling) return inWords(filling, strings);
  return filling.map((each) => inWords(each, strings)).join(strings['list.and'] ?? FINDING_STRINGS['list.and']);
}
