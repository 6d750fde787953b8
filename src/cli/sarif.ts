/** Findings as SARIF 2.1.0, the format that code scanning services take. */
import { pathToFileURL } from 'node:url';
import type { Finding } from '../trace/analysis/finding.ts';
import { edgeInWords } from './words.ts';

/** What each kind of finding means, for whoever has never heard of it. */
const RULES: Readonly<Record<string, string>> = {
  deadlock: 'Each of several threads or processes waits for what another of them holds.',
  stall: 'A thread or process waits for what nobody who is left can bring about.',
};

/** A SARIF log of one run of `heddle check`; places below `root` are told relative to it. */
export function sarifOf(findings: readonly Finding[], version: string, root: string): object {
  const base = `${pathToFileURL(root).href}/`;
  const kinds = [...new Set([...Object.keys(RULES), ...findings.map(({ finding }) => finding)])];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'heddle',
            version,
            rules: kinds.map((id) => ({ id, shortDescription: { text: RULES[id] ?? id } })),
          },
        },
        originalUriBaseIds: { ROOT: { uri: base } },
        results: findings.map((finding) => resultOf(finding, kinds.indexOf(finding.finding), base)),
      },
    ],
  };
}

function resultOf(found: Finding, rule: number, base: string) {
  const { finding, severity, message, sites, edges } = found;
  const [first, ...others] = sites.flatMap((site) => {
    const location = locationOf(site, base);
    const edge = edges.find((each) => each.site === site);
    if (!location) return [];
    if (!edge) return [location];
    return [{ ...location, message: { text: edgeInWords(edge, found) } }];
  });
  return {
    ruleId: finding,
    ruleIndex: rule,
    level: severity,
    message: { text: message },
    locations: first ? [first] : [],
    relatedLocations: others.map((location, index) => ({ id: index + 1, ...location })),
  };
}

function locationOf(site: string, base: string): { physicalLocation: object } | undefined {
  const parts = /^(.*):(\d+):(\d+)$/.exec(site);
  if (!parts) return undefined;
  const [, file = '', line, column] = parts;
  const uri = /^[a-z]+:\/\//.test(file) ? file : pathToFileURL(file).href;
  return {
    physicalLocation: {
      artifactLocation: uri.startsWith(base) ? { uri: uri.slice(base.length), uriBaseId: 'ROOT' } : { uri },
      region: { startLine: Number(line), startColumn: Number(column) },
    },
  };
}
