/** Writes docs/lessons: a page per lesson, made of the pattern files, so that page and program are never two things. */
import { mkdir, writeFile } from 'node:fs/promises';
import { LESSONS, loadPatterns, type Pattern } from '../src/session/patterns.ts';

/** The pages by file name. */
export function lessonPages(): Map<string, string> {
  const patterns = loadPatterns('src/patterns');
  const pages = new Map<string, string>();
  const index = [
    '# Lessons',
    '',
    'Each pattern is a program: `heddle demo <pattern>` runs it, and so does the Heddle view in VS Code.',
    '',
  ];
  for (const { id, title } of LESSONS) {
    const own = patterns.filter(({ lesson }) => lesson === id);
    if (own.length === 0) continue;
    index.push(`- [${title.en} · ${title.zh}](${id}.md): ${own.map((pattern) => `\`${pattern.id}\``).join(', ')}`);
    const parts = own.map((pattern) => section(pattern, patterns));
    pages.set(`${id}.md`, `# ${title.en} · ${title.zh}\n\n${parts.join('\n')}`);
  }
  pages.set('README.md', `${index.join('\n')}\n`);
  return pages;
}

function section({ id, title, summary, look, twin, body }: Pattern, patterns: readonly Pattern[]): string {
  const other = patterns.find((pattern) => pattern.id === twin);
  const lines = [
    `## ${title.en} · ${title.zh}`,
    '',
    summary.en,
    '',
    summary.zh,
    '',
    `**On the timeline.** ${look.en}`,
    '',
    `**时间线上看什么。** ${look.zh}`,
    '',
    `![${title.en}: ${look.en}](../pictures/lessons/${id}.png)`,
    '',
  ];
  if (other) lines.push(`Beside it: [${other.title.en}](${other.lesson}.md), \`heddle demo ${other.id}\`.`, '');
  return [...lines, `\`heddle demo ${id}\``, '', '```ts', body.trimEnd(), '```', ''].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  await mkdir('docs/lessons', { recursive: true });
  for (const [name, text] of lessonPages()) await writeFile(`docs/lessons/${name}`, text);
}
