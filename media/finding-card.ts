/** What a card of a finding says, worked out of the finding alone. Pure. */

import { EDGE_ROLES, type EdgeRole } from '../src/trace/analysis/finding.ts';
import type { ShownFinding } from '../src/trace/protocol.ts';
import type { Site } from './scene.ts';

/** One thing that happened, or that lasts. */
export interface CardStep {
  /** From 1, as it is written on the card and on the lanes. */
  readonly number: number;
  readonly role: EdgeRole;
  /** Ids as the finding gives them (`p1.t2`, `r3`), and names. */
  readonly actor: string;
  readonly actorName: string;
  readonly object: string;
  readonly objectName: string;
  readonly site: Site | undefined;
  /** Index into the trace's store. */
  readonly event: number | undefined;
  /** What it wrote was overwritten by somebody who had not seen it. */
  readonly lost: boolean;
}

/** A finding as a card shows it. */
export interface Card {
  readonly finding: ShownFinding;
  readonly steps: readonly CardStep[];
  /** The order of the steps is what matters: they are joined by arrows. */
  readonly ordered: boolean;
}

/** Steps beyond these are left to the table. */
const MOST_STEPS = 40;

/** The card of a finding. */
export function cardOf(finding: ShownFinding): Card {
  const nameOf = (id: string) => [...finding.actors, ...finding.resources].find((each) => each.id === id)?.name || id;
  const ordered = finding.edges.some((edge) => edge.reads !== undefined || edge.writes !== undefined);
  const edges = finding.edges.map((edge, i) => ({ edge, event: finding.events[i] }));
  let lost: ReadonlySet<number> = ordered ? lostWrites(edges.map(({ edge }) => edge)) : new Set();
  // What the accesses alone do not tell is known by where it happened.
  if (lost.size === 0)
    lost = new Set(edges.flatMap(({ event }, i) => (event !== undefined && event === finding.mark ? [i] : [])));
  const steps = edges.slice(0, MOST_STEPS).map(({ edge, event }, i): CardStep => {
    const role = EDGE_ROLES.find((each) => edge[each] !== undefined) ?? 'holds';
    const object = edge[role] ?? '';
    return {
      number: i + 1,
      role,
      actor: edge.actor,
      actorName: nameOf(edge.actor),
      object,
      objectName: nameOf(object),
      site: siteOf(edge.site),
      event,
      lost: lost.has(i),
    };
  });
  return { finding, steps, ordered };
}

/**
 * Which accesses, in their order, are writes that were lost: somebody else wrote the same thing later, and had last read
 * it before them.
 */
export function lostWrites(edges: ShownFinding['edges']): ReadonlySet<number> {
  const lost = new Set<number>();
  const seen = new Map<string, number>();
  for (const [i, edge] of edges.entries()) {
    const { actor, reads, writes } = edge;
    if (reads !== undefined) seen.set(`${actor} ${reads}`, i);
    if (writes === undefined) continue;
    const read = seen.get(`${actor} ${writes}`);
    if (read === undefined) continue;
    for (let earlier = read + 1; earlier < i; earlier++) {
      const other = edges[earlier]!;
      if (other.writes === writes && other.actor !== actor) lost.add(earlier);
    }
  }
  return lost;
}

function siteOf(text: string | undefined): Site | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(text ?? '') ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}
