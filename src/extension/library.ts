/** The patterns that come with the extension, in the user's language. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Localised, Pattern } from '../session/patterns.ts';

/** A lesson with its patterns. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly patterns: readonly Pattern[];
}

/** The languages that a pattern can be inserted in. */
export type SnippetLanguage = 'typescript' | 'javascript';

/** Reads patterns and snippets when they are first asked for. */
export class Library {
  /** Folder of the pattern files. */
  readonly directory: string;
  readonly #snippetDirectory: string;
  #patterns: Promise<readonly Pattern[]> | undefined;
  #lessons: Promise<readonly Lesson[]> | undefined;

  constructor(directory: string, snippetDirectory: string) {
    this.directory = directory;
    this.#snippetDirectory = snippetDirectory;
  }

  /** All patterns in the order in which they are taught. */
  patterns(): Promise<readonly Pattern[]> {
    this.#patterns ??= import('../session/patterns.ts').then(({ loadPatterns }) => loadPatterns(this.directory));
    return this.#patterns;
  }

  /** The lessons that have patterns. */
  lessons(): Promise<readonly Lesson[]> {
    this.#lessons ??= Promise.all([import('../session/patterns.ts'), this.patterns()]).then(([{ LESSONS }, patterns]) =>
      LESSONS.map(({ id, title }) => ({
        id,
        title: localised(title),
        patterns: patterns.filter(({ lesson }) => lesson === id),
      })).filter(({ patterns }) => patterns.length > 0),
    );
    return this.#lessons;
  }

  /** The pattern with this id. */
  async find(id: string): Promise<Pattern | undefined> {
    return (await this.patterns()).find((pattern) => pattern.id === id);
  }

  /** A pattern as the text of a snippet. */
  async snippet(id: string, language: SnippetLanguage): Promise<string> {
    const file = join(this.#snippetDirectory, `${language}.json`);
    const snippets = JSON.parse(await readFile(file, 'utf8')) as Record<string, { prefix: string; body: string[] }>;
    const snippet = Object.values(snippets).find(({ prefix }) => prefix === `heddle-${id}`);
    if (snippet === undefined) throw new Error(`There is no snippet of ${id} in ${file}.`);
    return snippet.body.join('\n');
  }
}

/** A text in the language that VS Code shows. */
export function localised(text: Localised): string {
  return vscode.env.language.toLowerCase().startsWith('zh') ? text.zh : text.en;
}
