/** Findings for people. */
import type { Finding } from '../trace/analysis/finding.ts';

/** A finding in a sentence, with a line for each place in the source. */
export function findingInWords({ severity, finding, message, edges, actors, resources }: Finding): string {
  const nameOf = (id: string | undefined) => [...actors, ...resources].find((each) => each.id === id)?.name ?? id;
  const places = edges.flatMap(({ actor, waits, holds, site }) =>
    site === undefined
      ? []
      : [
          `    ${nameOf(actor)} ${waits === undefined ? `took ${nameOf(holds)}` : `waits for ${nameOf(waits)}`} at ${site}`,
        ],
  );
  return [`heddle: ${severity}: ${finding}: ${message}`, ...new Set(places)].join('\n');
}
