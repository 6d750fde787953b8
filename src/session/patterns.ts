/**
 * Reads pattern files. A pattern is one ordinary program whose leading doc comment carries tags:
 *
 *     @title Mutex between processes        a few words; `@title.zh` the same in Simplified Chinese
 *     @summary One sentence.                and `@summary.zh`
 *     @look What to look for.               on the timeline; and `@look.zh`
 *     @lesson mutex-processes 2             the lesson (see LESSONS) and the place in it
 *     @twin serial-join                     the pattern to compare it with
 *     @tabstops mutex | Semaphore([[3]])    what becomes a tab stop of the snippet (see snippet.ts)
 *
 * A tag's text may go on over several lines.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A text in the languages that Heddle speaks. */
export interface Localised {
  readonly en: string;
  readonly zh: string;
}

/** A pattern: demo, snippet, test and listing in one file. */
export interface Pattern {
  /** The file's name without its ending. */
  readonly id: string;
  readonly title: Localised;
  /** One sentence. */
  readonly summary: Localised;
  /** What to look for on the timeline. */
  readonly look: Localised;
  /** Id of the lesson, one of LESSONS. */
  readonly lesson: string;
  /** Id of the pattern that shows the other side of the same lesson. */
  readonly twin: string | undefined;
  /** Names and literals that become tab stops. */
  readonly tabstops: readonly string[];
  /** The whole file. */
  readonly source: string;
  /** The program without its header. */
  readonly body: string;
  /** Absolute path. */
  readonly file: string;
}

/** The lessons in the order in which they are taught. */
export const LESSONS: readonly { readonly id: string; readonly title: Localised }[] = [
  { id: 'mutex-processes', title: { en: 'Mutex between processes', zh: '进程互斥锁' } },
  { id: 'mutex-threads', title: { en: 'Mutex between threads', zh: '线程互斥锁' } },
  { id: 'tickets', title: { en: 'Tickets', zh: '抢票' } },
  { id: 'semaphore', title: { en: 'Semaphore', zh: '信号量' } },
  { id: 'producer-consumer', title: { en: 'Producer and consumer', zh: '生产者与消费者' } },
  { id: 'queues', title: { en: 'Pipes and queues', zh: '管道与队列' } },
  { id: 'queue-kinds', title: { en: 'Kinds of queue', zh: '队列的种类' } },
  { id: 'daemon-processes', title: { en: 'Daemon processes', zh: '守护进程' } },
  { id: 'daemon-threads', title: { en: 'Daemon threads', zh: '守护线程' } },
  { id: 'nested-locks', title: { en: 'Nested locks', zh: '锁的嵌套' } },
  { id: 'gil', title: { en: 'Threads or processes?', zh: '用线程还是用进程？' } },
  { id: 'vocabulary', title: { en: 'More of the vocabulary', zh: '更多同步工具' } },
];

/** Parses one pattern; throws an Error that names the file and what is missing. */
export function parsePattern(file: string, source: string): Pattern {
  return parse(file, source).pattern;
}

/** All patterns of a folder, in the order in which they are taught. */
export function loadPatterns(directory: string): Pattern[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => parse(join(directory, name), readFileSync(join(directory, name), 'utf8')))
    .sort((a, b) => a.lesson - b.lesson || a.place - b.place || (a.pattern.id < b.pattern.id ? -1 : 1))
    .map(({ pattern }) => pattern);
}

function parse(file: string, source: string): { pattern: Pattern; lesson: number; place: number } {
  const text = source.replaceAll('\r\n', '\n');
  const header = /^\/\*\*\n([\s\S]*?)\*\/\n+/.exec(text);
  if (!header) throw new Error(`${file}: a pattern begins with a doc comment of tags.`);
  const tags = readTags(header[1]!);
  const need = (tag: string): string => {
    const value = tags.get(tag);
    if (!value) throw new Error(`${file}: the tag @${tag} is missing.`);
    return value;
  };
  const both = (tag: string): Localised => ({ en: need(tag), zh: need(`${tag}.zh`) });
  const [lesson = '', place = '0'] = need('lesson').split(/\s+/);
  const lessonIndex = LESSONS.findIndex(({ id }) => id === lesson);
  if (lessonIndex < 0) throw new Error(`${file}: there is no lesson "${lesson}".`);
  const pattern: Pattern = {
    id: basename(file, '.ts'),
    title: both('title'),
    summary: both('summary'),
    look: both('look'),
    lesson,
    twin: tags.get('twin'),
    tabstops: (tags.get('tabstops') ?? '').split(' | ').filter((stop) => stop !== ''),
    source: text,
    body: text.slice(header[0].length),
    file,
  };
  return { pattern, lesson: lessonIndex, place: Number(place) };
}

function readTags(comment: string): Map<string, string> {
  const tags = new Map<string, string>();
  let current: string | undefined;
  for (const raw of comment.split('\n')) {
    const line = raw.replace(/^\s*\*? ?/, '').trim();
    const tag = /^@([a-z][\w.]*)\s*(.*)$/.exec(line);
    if (tag) {
      current = tag[1]!;
      tags.set(current, tag[2]!);
    } else if (line === '') current = undefined;
    else if (current !== undefined) tags.set(current, joinLines(tags.get(current)!, line));
  }
  return tags;
}

/** Chinese lines are joined without a space between two ideographs. */
function joinLines(head: string, tail: string): string {
  const wide = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
  return wide.test(head.at(-1) ?? '') && wide.test(tail[0]!) ? head + tail : `${head} ${tail}`;
}
