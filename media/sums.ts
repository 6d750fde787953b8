/** Sums over a stretch of time: what actors did, what resources cost. Pure over a scene. */

import { itemWords } from './describe.ts';
import type { Scene, Span } from './scene.ts';

/** What one actor did. */
export interface ActorSum {
  readonly lane: string;
  aliveNs: number;
  runningNs: number;
  waitingNs: number;
  sleepingNs: number;
  joiningNs: number;
}

/** What one resource cost. */
export interface ResourceSum {
  readonly lane: string;
  waits: number;
  waitNs: number;
  longestNs: number;
  holds: number;
  heldNs: number;
  longestHeldNs: number;
  /** Time during which it was held and somebody waited. */
  contendedNs: number;
  /** Jain's index of the holders' counts: 1 for equal shares, 1/n when one of n had everything; undefined under two holders. */
  fairness: number | undefined;
}

/** Sums of a stretch, of all lanes or of one actor's or one resource's part. */
export function sums(
  scene: Scene,
  startNs: number,
  endNs: number,
  onlyActor?: string,
  onlyResource?: string,
): { actors: ActorSum[]; resources: ResourceSum[] } {
  const actors: ActorSum[] = [];
  const resources = new Map<string, ResourceSum & { turns: Map<string, number> }>();
  const of = (lane: string) => {
    let sum = resources.get(lane);
    if (sum === undefined) {
      sum = {
        lane,
        waits: 0,
        waitNs: 0,
        longestNs: 0,
        holds: 0,
        heldNs: 0,
        longestHeldNs: 0,
        contendedNs: 0,
        fairness: undefined,
        turns: new Map(),
      };
      resources.set(lane, sum);
    }
    return sum;
  };
  for (const actor of scene.actors) {
    if (onlyActor !== undefined && actor.id !== onlyActor) continue;
    const aliveNs = Math.max(0, Math.min(endNs, actor.endNs ?? scene.endNs) - Math.max(startNs, actor.startNs));
    if (aliveNs <= 0) continue;
    const sum: ActorSum = { lane: actor.id, aliveNs, runningNs: 0, waitingNs: 0, sleepingNs: 0, joiningNs: 0 };
    scene.spans(actor.id, startNs, endNs, 0, (span) => {
      const ns = Math.min(endNs, span.endNs) - Math.max(startNs, span.startNs);
      if (ns < 0) return;
      addToActor(sum, span, ns);
      if (span.resource === undefined || (onlyResource !== undefined && span.resource !== onlyResource)) return;
      const resource = of(span.resource);
      if (span.kind === 'waiting') {
        resource.waits++;
        resource.waitNs += ns;
        resource.longestNs = Math.max(resource.longestNs, ns);
      } else if (span.kind === 'holding') {
        resource.holds++;
        resource.heldNs += ns;
        resource.longestHeldNs = Math.max(resource.longestHeldNs, ns);
        resource.turns.set(actor.id, (resource.turns.get(actor.id) ?? 0) + 1);
      }
    });
    actors.push(sum);
  }
  for (const sum of resources.values()) {
    if (scene.resources.length === 0) continue;
    scene.steps(sum.lane, startNs, endNs, 0, (step) => {
      if (step.waiters > 0 && step.value > 0)
        sum.contendedNs += Math.max(0, Math.min(endNs, step.endNs) - Math.max(startNs, step.startNs));
    });
    if (sum.heldNs <= 0) sum.contendedNs = 0;
    sum.contendedNs = Math.min(sum.contendedNs, sum.heldNs);
    sum.fairness = jain([...sum.turns.values()]);
  }
  return { actors, resources: [...resources.values()].sort((a, b) => b.waitNs - a.waitNs) };
}

function addToActor(sum: ActorSum, span: Span, ns: number): void {
  if (span.kind === 'running' || span.kind === 'cpu') sum.runningNs += ns;
  else if (span.kind === 'waiting') sum.waitingNs += ns;
  else if (span.kind === 'sleeping') sum.sleepingNs += ns;
  else if (span.kind === 'joining') sum.joiningNs += ns;
}

/** Jain's fairness index; undefined for fewer than two. */
export function jain(counts: readonly number[]): number | undefined {
  if (counts.length < 2) return undefined;
  const sum = counts.reduce((a, b) => a + b, 0);
  const squares = counts.reduce((a, b) => a + b * b, 0);
  return squares === 0 ? undefined : (sum * sum) / (counts.length * squares);
}

/** Who held a resource during a wait, for how long, and what that one did most of that time. */
export function holdersDuring(
  scene: Scene,
  resource: string,
  startNs: number,
  endNs: number,
  except: string,
): { lane: string; ns: number; doing: string }[] {
  const holders: { lane: string; ns: number; doing: string }[] = [];
  for (const actor of scene.actors) {
    if (actor.id === except) continue;
    let ns = 0;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    scene.spans(actor.id, startNs, endNs, 0, (span) => {
      if (span.kind !== 'holding' || span.resource !== resource) return;
      const [from, to] = [Math.max(startNs, span.startNs), Math.min(endNs, span.endNs)];
      if (to <= from) return;
      ns += to - from;
      first = Math.min(first, from);
      last = Math.max(last, to);
    });
    if (ns > 0) holders.push({ lane: actor.id, ns, doing: mostlyDid(scene, actor.id, first, last, resource) });
  }
  return holders.sort((a, b) => b.ns - a.ns).slice(0, 6);
}

function mostlyDid(scene: Scene, lane: string, startNs: number, endNs: number, held: string): string {
  const did = new Map<string, number>();
  scene.spans(lane, startNs, endNs, 0, (span) => {
    if (span.kind === 'holding' && span.resource === held) return;
    const ns = Math.min(endNs, span.endNs) - Math.max(startNs, span.startNs);
    if (ns <= 0) return;
    const words = itemWords(scene, span);
    did.set(words, (did.get(words) ?? 0) + ns);
  });
  const most = [...did].sort((a, b) => b[1] - a[1])[0];
  return most?.[0] ?? '';
}
