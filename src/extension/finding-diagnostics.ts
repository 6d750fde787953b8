/** Puts findings into the Problems panel, at the source lines. */
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { edgeRole, type Finding } from '../trace/analysis/finding.ts';
import { findingPlaces, placeOf, shownFinding } from './finding-words.ts';
import { isInside, sitePath } from './reach.ts';
import type { Runner } from './runner.ts';
import { callRange } from './source-range.ts';

/** A diagnostic that came from a finding. */
interface Told {
  readonly finding: Finding;
  readonly program: string;
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

/**
 * Shows the findings of each program until it runs again, or until the text they stand in is changed. Only files of the
 * workspace, and patterns that are open, are spoken of.
 */
export class FindingDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('heddle-findings');
  readonly #patternDirectory: string;
  readonly #subscriptions: readonly vscode.Disposable[];
  #told: Told[] = [];

  constructor(runner: Runner, patternDirectory: string) {
    this.#patternDirectory = patternDirectory;
    this.#subscriptions = [
      runner.onDidChange(() => {
        const program = runner.going?.info.program;
        if (program !== undefined) this.#forget((told) => told.program === program);
      }),
      runner.onDidFind(({ finding, program }) => void this.#tell(finding, program)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const path = document.uri.toString();
        if (contentChanges.length > 0) this.#forget(({ uri }) => uri.toString() === path);
      }),
      vscode.workspace.onDidOpenTextDocument(() => this.#show()),
      vscode.workspace.onDidCloseTextDocument(() => this.#show()),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  /** The findings that are told of a file within a range. */
  findingsIn(
    uri: vscode.Uri,
    range: vscode.Range,
  ): { readonly finding: Finding; readonly diagnostic: vscode.Diagnostic }[] {
    const path = uri.toString();
    return this.#told.filter(
      (told) => told.uri.toString() === path && told.diagnostic.range.intersection(range) !== undefined,
    );
  }

  async #tell(finding: Finding, program: string): Promise<void> {
    const shown = shownFinding(finding);
    const places = await Promise.all(
      findingPlaces(shown).map(async ({ site, words }) => ({ site, words, location: await locate(site) })),
    );
    for (const site of primarySites(finding)) {
      const place = places.find((each) => each.site === site);
      if (place?.location === undefined) continue;
      const { uri, range } = place.location;
      const severity = vscode.DiagnosticSeverity[finding.severity === 'error' ? 'Error' : 'Warning'];
      const diagnostic = new vscode.Diagnostic(
        range,
        `${shown.message}
${shown.remedy}`,
        severity,
      );
      diagnostic.source = 'Heddle';
      diagnostic.code = finding.finding;
      diagnostic.relatedInformation = places.flatMap(({ site: other, words, location }) =>
        location === undefined || other === site ? [] : [new vscode.DiagnosticRelatedInformation(location, words)],
      );
      this.#told.push({ finding, program, uri, diagnostic });
    }
    this.#show();
  }

  #forget(which: (told: Told) => boolean): void {
    const kept = this.#told.filter((told) => !which(told));
    if (kept.length === this.#told.length) return;
    this.#told = kept;
    this.#show();
  }

  #show(): void {
    const byFile = new Map<string, { uri: vscode.Uri; diagnostics: vscode.Diagnostic[] }>();
    for (const { uri, diagnostic } of this.#told) {
      if (!this.#isShown(uri)) continue;
      const known = byFile.get(uri.toString());
      if (known === undefined) byFile.set(uri.toString(), { uri, diagnostics: [diagnostic] });
      else known.diagnostics.push(diagnostic);
    }
    this.#collection.clear();
    for (const { uri, diagnostics } of byFile.values()) this.#collection.set(uri, diagnostics);
  }

  #isShown(uri: vscode.Uri): boolean {
    if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) return true;
    if (!isInside(this.#patternDirectory, uri.fsPath)) return false;
    return vscode.workspace.textDocuments.some((document) => relative(document.uri.fsPath, uri.fsPath) === '');
  }
}

/** Where a finding is told: where somebody waits for ever or overwrites, else at its first place. */
function primarySites({ edges, sites }: Finding): string[] {
  for (const wanted of ['waits', 'writes'] as const) {
    const own = edges.flatMap((edge) => (edge.site !== undefined && edgeRole(edge).role === wanted ? [edge.site] : []));
    if (own.length > 0) return [...new Set(own)];
  }
  return sites.slice(0, 1);
}

async function locate(site: string): Promise<vscode.Location | undefined> {
  const place = placeOf(site);
  const path = place === undefined ? undefined : sitePath(place.file);
  if (place === undefined || path === undefined) return undefined;
  const uri = vscode.Uri.file(path);
  const line = place.line - 1;
  try {
    const text = await sourceOf(uri);
    const { start, end } = callRange(text.split(/\r?\n/)[line] ?? '', place.column - 1);
    return new vscode.Location(uri, new vscode.Range(line, start, line, end));
  } catch {
    return undefined; // the file is gone
  }
}

async function sourceOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  // Opening a document would tell every extension of it; reading its bytes tells nobody.
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
