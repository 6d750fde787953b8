/** Findings for people: a card each, and a line that counts them. */
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters, styleText } from 'node:util';
import { edgeRole, type Finding } from '../trace/analysis/finding.ts';
import { FINDING_EDGES, FINDING_TITLES } from '../trace/finding-view-strings.ts';

/** How cards are written. */
export interface Writing {
  readonly colour: boolean;
  /** Where sentences are broken, in characters; undefined: nowhere. */
  readonly columns?: number;
  /** Places below this folder are told relative to it. */
  readonly folder: string;
}

/** How a stream is written to: colour and line breaks on a terminal only, NO_COLOR and FORCE_COLOR heeded. */
export function writingTo(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Writing {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  const colour = !env.NO_COLOR && (forced || (stream.isTTY && stream.hasColors?.() === true));
  return { colour, columns: stream.isTTY ? Math.min(stream.columns || 80, 100) : undefined, folder: process.cwd() };
}

/** What a kind of finding is called. */
export function titleOf(kind: Finding['finding']): string {
  return FINDING_TITLES[`finding.kind.${kind}`];
}

/** What an edge tells, in words: who did what to what. */
export function edgeInWords(edge: Finding['edges'][number], { actors, resources }: Finding): string {
  const nameOf = (id: string) => [...actors, ...resources].find((each) => each.id === id)?.name ?? id;
  const { role, object } = edgeRole(edge);
  return FINDING_EDGES[`finding.edge.${role}`]
    .replace('{0}', () => nameOf(edge.actor))
    .replace('{1}', () => nameOf(object));
}

/** A place as people read it: the path relative to the folder when it lies below. */
export function placeInWords(site: string, folder: string): string {
  const [, file = site, rest = ''] = /^(.+?)(:\d+:\d+)$/.exec(site) ?? [];
  let path = file;
  if (file.startsWith('file:')) {
    try {
      path = fileURLToPath(file);
    } catch {
      return site;
    }
  }
  if (!isAbsolute(path)) return site;
  const near = relative(folder, path);
  const below = near !== '' && near !== '..' && !near.startsWith(`..${sep}`) && !isAbsolute(near);
  return `${below ? near : path}${rest}`;
}

/** A finding as a card: what it is, its cause, its places, and the way out. Ends without a line break. */
export function card(finding: Finding, writing: Writing): string {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    writing.colour ? styleText(format, text, { validateStream: false }) : text;
  const { severity, message, remedy } = finding;
  const sign = style(['bold', severity === 'error' ? 'red' : 'yellow'], `${severity}:`);
  const rows = new Map<string, readonly [words: string, place: string]>();
  for (const edge of finding.edges) {
    const row = [
      clean(edgeInWords(edge, finding)),
      clean(edge.site ? placeInWords(edge.site, writing.folder) : ''),
    ] as const;
    rows.set(row.join(' '), row);
  }
  const wide = Math.min(48, Math.max(0, ...[...rows.values()].map(([words]) => words.length)));
  const places = [...rows.values()].map(([words, place]) =>
    `  ${place === '' ? words : `${words.padEnd(wide)}  ${style('cyan', place)}`}`.trimEnd(),
  );
  return [
    `${sign} ${style('bold', titleOf(finding.finding))}`,
    wrapped(clean(message), '  ', '  ', writing),
    ...(places.length > 0 ? ['', ...places] : []),
    '',
    wrapped(`Way out: ${clean(remedy)}`, '  ', '  ', writing).replace('Way out:', style('bold', 'Way out:')),
  ].join('\n');
}

/** How many of each severity there are. */
export function summary(findings: readonly Pick<Finding, 'severity'>[]): string {
  if (findings.length === 0) return 'No findings.';
  const count = (n: number, what: string) => (n === 0 ? [] : [`${n} ${what}${n === 1 ? '' : 's'}`]);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const parts = [...count(errors, 'error'), ...count(findings.length - errors, 'warning')];
  return `${count(findings.length, 'finding').join('')}: ${parts.join(', ')}`;
}

/** Names come from the program: they do not steer the terminal. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

function wrapped(text: string, first: string, others: string, { columns }: Writing): string {
  if (columns === undefined) return first + text;
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = others;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}
