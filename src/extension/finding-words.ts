/** Findings in the user's language. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { edgeRole, type Finding, type FindingEdge, type FindingKind } from '../trace/analysis/finding.ts';
import { FINDING_STRINGS, inWords } from '../trace/analysis/phrase.ts';
import type { ShownFinding } from '../trace/protocol.ts';
import { VIEW_STRINGS } from '../trace/view-strings.ts';
import { sitePath } from './reach.ts';
import type { Site } from './sites.ts';

/** A finding with its sentences in the user's language. */
export function shownFinding({ phrases, ...finding }: Finding): ShownFinding {
  const bundle = vscode.l10n.bundle;
  if (bundle === undefined) return finding;
  const strings = Object.fromEntries(
    Object.entries(FINDING_STRINGS).map(([key, english]) => [key, bundle[`finding:${key}`] ?? english]),
  );
  return { ...finding, message: inWords(phrases.message, strings), remedy: inWords(phrases.remedy, strings) };
}

/** What a kind of finding is called. */
export function kindTitle(kind: FindingKind): string {
  return said(`finding.kind.${kind}`);
}

/** What an edge tells, in words: who did what to what. */
export function edgeWords(edge: FindingEdge, { actors, resources }: ShownFinding): string {
  const nameOf = (id: string) => [...actors, ...resources].find((each) => each.id === id)?.name ?? id;
  const { role, object } = edgeRole(edge);
  return said(`finding.edge.${role}`)
    .replace('{0}', () => nameOf(edge.actor))
    .replace('{1}', () => nameOf(object));
}

function said(key: keyof typeof VIEW_STRINGS): string {
  return vscode.l10n.bundle?.[`view:${key}`] ?? VIEW_STRINGS[key];
}

/** A place out of `file:line:column`; undefined when it is none. */
export function placeOf(site: string): Omit<Site, 'beside'> | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(site) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

/** A place in few words: `mutex.ts:12`. */
export function placeWords(site: string): string {
  const place = placeOf(site);
  return place === undefined ? site : `${basename(sitePath(place.file) ?? place.file)}:${place.line}`;
}

/** A place of a finding, with all that happened there. */
export interface FindingPlace {
  readonly site: string;
  readonly words: string;
}

/** The places of a finding in the order of their edges, each once. */
export function findingPlaces(finding: ShownFinding): FindingPlace[] {
  const places = new Map<string, string[]>();
  for (const edge of finding.edges) {
    if (edge.site === undefined) continue;
    const words = edgeWords(edge, finding);
    const known = places.get(edge.site);
    if (known === undefined) places.set(edge.site, [words]);
    else if (!known.includes(words)) known.push(words);
  }
  return [...places].map(([site, words]) => ({ site, words: words.join('; ') }));
}

/** A finding as text for a message or a bug report. */
export function findingText(finding: ShownFinding): string {
  const { t } = vscode.l10n;
  return [
    `${kindTitle(finding.finding)}: ${finding.message}`,
    ...findingPlaces(finding).map(({ site, words }) => `    ${words} (${site})`),
    `    ${t('Way out: {0}', finding.remedy)}`,
  ].join('\n');
}
