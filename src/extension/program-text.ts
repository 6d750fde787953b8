/** What can be told of a program from its text. */

/** Whether a text imports Heddle's vocabulary. */
export function usesHeddle(text: string): boolean {
  return /\b(?:from|import)\s*\(?\s*['"]heddle(?:\/[\w-]+)?['"]/.test(text);
}

/** The line of the call of `main(`; for a program without one, of its first import of Heddle. Undefined when it is no program of Heddle's. */
export function entryLine(text: string): number | undefined {
  if (!usesHeddle(text)) return undefined;
  const lines = text.split('\n');
  const main = lines.findIndex((line) => /^(?:await\s+)?(?:heddle\.)?main\(/.test(line));
  return main >= 0 ? main : lines.findIndex((line) => usesHeddle(line));
}
