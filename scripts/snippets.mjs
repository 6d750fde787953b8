/** Makes VS Code's snippet files, in TypeScript and in JavaScript, from the patterns. */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { loadPatterns } from '../src/session/patterns.ts';
import { snippetOf } from '../src/session/snippet.ts';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** Writes typescript.json and javascript.json into `directory`. */
export async function writeSnippets(directory) {
  const patterns = loadPatterns('src/patterns');
  await mkdir(directory, { recursive: true });
  const flavours = { typescript: (body) => body, javascript: toJavaScript };
  for (const [language, convert] of Object.entries(flavours)) {
    const snippets = patterns.map((pattern) => [
      `Heddle: ${pattern.title.en}`,
      {
        prefix: `heddle-${pattern.id}`,
        description: pattern.summary.en,
        body: snippetOf(pattern, convert(pattern.body)).split('\n'),
      },
    ]);
    await writeFile(`${directory}/${language}.json`, `${JSON.stringify(Object.fromEntries(snippets), null, 2)}\n`);
  }
}

/** The same program without its types, laid out as if it had been written so. */
function toJavaScript(body) {
  const stripped = stripTypeScriptTypes(body);
  return execFileSync(process.execPath, [biome, 'format', '--stdin-file-path=pattern.js'], {
    input: stripped,
    encoding: 'utf8',
  });
}
