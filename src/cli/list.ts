/** `heddle list`. */
import { LESSONS } from '../session/patterns.ts';
import { patterns } from './places.ts';

/** Prints the patterns by lesson, or as JSON lines. */
export function listPatterns({ json }: { readonly json?: boolean }): number {
  const all = patterns();
  if (json) {
    for (const { id, title, summary, lesson, twin } of all) {
      process.stdout.write(`${JSON.stringify({ id, title, summary, lesson, ...(twin ? { twin } : {}) })}\n`);
    }
    return 0;
  }
  const width = Math.max(...all.map(({ id }) => id.length));
  const parts = LESSONS.flatMap(({ id, title }) => {
    const own = all.filter(({ lesson }) => lesson === id);
    if (own.length === 0) return [];
    return [`${title.en}\n${own.map((each) => `  ${each.id.padEnd(width)}  ${each.title.en}\n`).join('')}`];
  });
  process.stdout.write(parts.join('\n'));
  return 0;
}
