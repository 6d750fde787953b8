/** What the page and the extension say around findings, in English; part of VIEW_STRINGS. */
import type { EdgeRole, FindingKind } from './analysis/finding.ts';

/** What each kind of finding is called. */
export const FINDING_TITLES = {
  'finding.kind.deadlock': 'Deadlock',
  'finding.kind.stall': 'Stall',
  'finding.kind.race': 'Race',
  'finding.kind.lock-order': 'Inconsistent lock order',
  'finding.kind.long-hold': 'Lock held over a long wait',
  'finding.kind.unreleased': 'Lock never released',
  'finding.kind.foreign-release': 'Released by another',
  'finding.kind.lost-permit': 'Lost permit',
  'finding.kind.abandoned': 'Abandoned lock',
  'finding.kind.starvation': 'Starvation',
  'finding.kind.convoy': 'Lock convoy',
  'finding.kind.queue-growth': 'Queue that only grows',
  'finding.kind.endless-consumer': 'Consumer without an end',
  'finding.kind.cut-off': 'Cut off in a critical section',
} as const satisfies { readonly [K in FindingKind as `finding.kind.${K}`]: string };

/** What an actor does to a resource in a finding: `{0}` to `{1}`. */
export const FINDING_EDGES = {
  'finding.edge.waits': '{0} waits for {1}',
  'finding.edge.holds': '{0} took {1}',
  'finding.edge.reads': '{0} reads {1}',
  'finding.edge.writes': '{0} writes {1}',
  'finding.edge.released': '{0} releases {1}',
} as const satisfies { readonly [R in EdgeRole as `finding.edge.${R}`]: string };

/** All of them. */
export const FINDING_VIEW_STRINGS = {
  ...FINDING_TITLES,
  ...FINDING_EDGES,
  'findings.title': 'Findings',
  'findings.error': 'Error',
  'findings.warning': 'Warning',
  'findings.one': '1 finding',
  'findings.many': '{0} findings',
  'findings.close': 'Close Findings',
  'findings.show': 'Show Findings',
  'findings.all': 'Nothing of the program goes on',
  'findings.some': 'Others go on',
  'findings.steps': 'Where',
  'findings.order': 'In this order',
  'findings.remedy': 'Way out',
  'findings.goTo': 'Go to {0}',
  'findings.frame': 'Show on Timeline',
  'findings.copy': 'Copy as Text',
  'findings.lost': 'lost update',
  'findings.step': 'Step {0}: {1}',
  'say.finding': '{0}: {1}',
  'key.findings': 'Show or close the findings',
} as const;
