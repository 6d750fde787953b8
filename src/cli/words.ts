/** Findings for people. */
import { type EdgeRole, edgeRole, type Finding } from '../trace/analysis/finding.ts';

const DOES: Readonly<Record<EdgeRole, string>> = {
  waits: 'waits for',
  holds: 'took',
  reads: 'reads',
  writes: 'writes',
  released: 'releases',
};

/** What an edge tells, in words: who did what to what. */
export function edgeInWords(edge: Finding['edges'][number], { actors, resources }: Finding): string {
  const nameOf = (id: string) => [...actors, ...resources].find((each) => each.id === id)?.name ?? id;
  const { role, object } = edgeRole(edge);
  return `${nameOf(edge.actor)} ${DOES[role]} ${nameOf(object)}`;
}

/** A finding in a sentence, with a line for each place in the source and one for the way out. */
export function findingInWords(finding: Finding): string {
  const places = finding.edges.flatMap((edge) =>
    edge.site === undefined ? [] : [`    ${edgeInWords(edge, finding)} at ${edge.site}`],
  );
  const { severity, finding: kind, message, remedy } = finding;
  return [`heddle: ${severity}: ${kind}: ${message}`, ...new Set(places), `    Way out: ${remedy}`].join('\n');
}
