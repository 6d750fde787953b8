/** Findings as SARIF 2.1.0, the format that code scanning services take. */
import { pathToFileURL } from 'node:url';
import { edgeRole, FINDING_KINDS, type Finding } from '../trace/analysis/finding.ts';
import { RULES } from './rules.ts';
import { edgeInWords, titleOf } from './words.ts';

/** What services take for the root of the checked-out sources. */
const ROOT = '%SRCROOT%';

/** A SARIF log of one run of `heddle check`; places below `root` are told relative to it. */
export function sarifOf(findings: readonly Finding[], version: string, root: string): object {
  const base = pathToFileURL(root).href.replace(/\/*$/, '/');
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Heddle', version, semanticVersion: version, rules: FINDING_KINDS.map(ruleOf) } },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: { [ROOT]: { uri: base } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, base)),
      },
    ],
  };
}

function ruleOf(id: Finding['finding']) {
  const { short, full, help, severity } = RULES[id];
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_, _dash: string, letter: string) => letter.toUpperCase()),
    shortDescription: { text: short },
    fullDescription: { text: `${short} ${full}` },
    help: { text: `${full}\n\nWay out: ${help}`, markdown: `${full}\n\n**Way out:** ${help}` },
    defaultConfiguration: { level: severity },
    properties: { tags: ['concurrency'], precision: 'very-high' },
  };
}

function resultOf(found: Finding, base: string) {
  const { finding, severity, message, remedy, sites, edges } = found;
  const [first, ...others] = sites.flatMap((site) => {
    const location = locationOf(site, base);
    if (!location) return [];
    const words = edges.filter((edge) => edge.site === site).map((edge) => edgeInWords(edge, found));
    return [words.length === 0 ? location : { ...location, message: { text: [...new Set(words)].join('; ') } }];
  });
  const flow = flowOf(found, base);
  return {
    ruleId: finding,
    ruleIndex: FINDING_KINDS.indexOf(finding),
    level: severity,
    message: { text: `${titleOf(finding)}: ${message}\n\nWay out: ${remedy}` },
    ...(first ? { locations: [first] } : {}),
    ...(others.length > 0
      ? { relatedLocations: others.map((location, index) => ({ id: index + 1, ...location })) }
      : {}),
    ...(flow ? { codeFlows: [flow] } : {}),
  };
}

/** Who did what in which order: a flow of each actor, and over all of them the order in which it happened. */
function flowOf(found: Finding, base: string) {
  const { actors, events } = found;
  const edges = found.edges.map((edge, index) => ({ edge, event: events[index] ?? index }));
  // Accesses come in the order in which they happened; waits and holds are told by who waits, so theirs is the events'.
  const accesses = edges.some(({ edge }) => ['reads', 'writes'].includes(edgeRole(edge).role));
  if (!accesses) edges.sort((a, b) => a.event - b.event);
  const steps = edges.map(({ edge }, index) => ({ edge, executionOrder: index + 1 }));
  const threadFlows = actors.flatMap(({ id, name }) => {
    const locations = steps.flatMap(({ edge, executionOrder }) => {
      const location = edge.actor === id && edge.site !== undefined ? locationOf(edge.site, base) : undefined;
      if (!location) return [];
      const message = { text: edgeInWords(edge, found) };
      return [{ location: { ...location, message }, executionOrder, importance: 'essential' }];
    });
    return locations.length === 0 ? [] : [{ id, message: { text: name }, locations }];
  });
  const shown = threadFlows.reduce((sum, { locations }) => sum + locations.length, 0);
  return shown < 2 ? undefined : { message: { text: titleOf(found.finding) }, threadFlows };
}

function locationOf(site: string, base: string): { physicalLocation: object } | undefined {
  const parts = /^(.*):(\d+):(\d+)$/.exec(site);
  if (!parts) return undefined;
  const [, file = '', line, column] = parts;
  const uri = /^[a-z][a-z+.-]+:/.test(file) ? file : pathToFileURL(file).href;
  return {
    physicalLocation: {
      artifactLocation: uri.startsWith(base) ? { uri: uri.slice(base.length), uriBaseId: ROOT } : { uri },
      region: { startLine: Math.max(1, Number(line)), startColumn: Math.max(1, Number(column)) },
    },
  };
}
