/** The page's words in the user's language. */

import { VIEW_STRINGS, type ViewStringKey } from '../src/trace/view-strings.ts';

let translated: Readonly<Record<string, string>> = {};

/** Takes the translations that the extension sent. */
export function setStrings(strings: Readonly<Record<string, string>>): void {
  translated = strings;
}

/** A string in the user's language with its places filled in. */
export function t(key: ViewStringKey, ...values: readonly (string | number)[]): string {
  const text = typeof translated[key] === 'string' ? translated[key] : VIEW_STRINGS[key];
  return values.length === 0
    ? text
    : text.replace(/\{(\d)\}/g, (whole, i: string) => String(values[Number(i)] ?? whole));
}

/** Whether there is a string under a key that was put together. */
export function isStringKey(key: string): key is ViewStringKey {
  return key in VIEW_STRINGS;
}
