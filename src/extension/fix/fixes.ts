/** The fixes of a finding that can be made by rote, for a place in a source. Pure text. */
import { edgeRole, type Finding, type FindingKind } from '../../trace/analysis/finding.ts';
import type { Edit } from './edits.ts';
import { orderFix } from './order.ts';
import { reentrantFix } from './reentrant.ts';
import { type Tokens, tokenize } from './tokens.ts';
import { usingFix } from './using.ts';

/** One fix. */
export interface Fix {
  readonly what: 'using' | 'order' | 'reentrant';
  /** The lock as it is written, where the fix is about one. */
  readonly lock: string;
  readonly edits: readonly Edit[];
}

/** What is asked: a source, and where in it a finding's places stand. */
export interface FixRequest {
  readonly text: string;
  readonly finding: Pick<Finding, 'finding' | 'actors' | 'resources' | 'edges'>;
  /** The offset at which the finding is told. */
  readonly offset: number;
  /** The offset of a site of this source; undefined for others'. */
  readonly offsetOf: (site: string) => number | undefined;
}

/** Findings of these kinds may come of a release that was not reached. */
const MISSED: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'unreleased',
  'lost-permit',
  'abandoned',
  'cut-off',
  'stall',
  'deadlock',
]);

/** The fixes for one place of a finding. */
export function fixesFor(request: FixRequest): Fix[] {
  const { text, finding, offset } = request;
  const tokens = tokenize(text);
  if (tokens === undefined) return [];
  const kind = finding.finding;
  const fixes: Fix[] = [];
  if (kind === 'deadlock' || kind === 'lock-order') {
    const edits = orderFix(tokens, offset, (start, end) => rankBetween(request, start, end));
    if (edits !== undefined) fixes.push({ what: 'order', lock: '', edits });
  }
  if (isSelfDeadlock(finding)) add(fixes, 'reentrant', reentrantFix(tokens, offset));
  if (MISSED.has(kind)) for (const at of releasable(request, tokens)) add(fixes, 'using', at);
  return fixes;
}

function add(fixes: Fix[], what: Fix['what'], fix: Omit<Fix, 'what'> | undefined): void {
  const key = JSON.stringify(fix?.edits);
  if (fix !== undefined && fixes.every(({ edits }) => JSON.stringify(edits) !== key)) fixes.push({ what, ...fix });
}

/** Pairs of acquire and release at the place itself, and where the lock that is waited for was taken. */
function releasable({ finding, offset, offsetOf }: FixRequest, tokens: Tokens) {
  const never = finding.finding === 'unreleased';
  const taken = finding.edges.flatMap((edge) => {
    const at = edge.site === undefined || edgeRole(edge).role !== 'holds' ? undefined : offsetOf(edge.site);
    return at === undefined ? [] : [at];
  });
  return [offset, ...taken].map((at) => usingFix(tokens, at, never));
}

/** The place in the order of the one resource that is taken between two offsets: resources are numbered as they are made. */
function rankBetween({ finding, offsetOf }: FixRequest, start: number, end: number): number | undefined {
  const ids = new Set<string>();
  for (const edge of finding.edges) {
    const at = edge.site === undefined ? undefined : offsetOf(edge.site);
    if (at !== undefined && at >= start && at < end) ids.add(edgeRole(edge).object);
  }
  const [id, ...others] = ids;
  const number = Number(/^r(\d+)$/.exec(id ?? '')?.[1]);
  return others.length > 0 || Number.isNaN(number) ? undefined : number;
}

function isSelfDeadlock({ finding, actors, resources }: FixRequest['finding']): boolean {
  return finding === 'deadlock' && actors.length === 1 && resources.length === 1 && resources[0]!.kind === 'lock';
}
