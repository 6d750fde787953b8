/** `heddle list`. */
import { LESSONS, loadPatterns } from '../session/patterns.ts';
import { patternsDir } from './place.ts';

/** Prints the patterns by lesson, or as JSON lines. */
export function listPatterns(json: boolean): void {
  const patterns = loadPatterns(patternsDir);
  if (json) {
    for (const { id, title, summary, lesson, twin } of patterns) {
      process.stdout.write(`${JSON.stringify({ id, title, summary, lesson, ...(twin ? { twin } : {}) })}\n`);
    }
    return;
  }
  const width = Math.max(...patterns.map(({ id }) => id.length));
  const parts = LESSONS.flatMap(({ id, title }) => {
    const own = patterns.filter(({ lesson }) => lesson === id);
    if (own.length === 0) return [];
    return [`${title.en}\n${own.map((each) => `  ${each.id.padEnd(width)}  ${each.title.en}\n`).join('')}`];
  });
  process.stdout.write(parts.join('\n'));
}
