import assert from 'node:assert/strict';
import { cardOf, lostWrites } from '../../media/finding-card.ts';
import { placeSteps, stretchOf } from '../../media/finding-items.ts';
import { placeMarks } from '../../media/render/finding-marks.ts';
import { ROOMY } from '../../media/render/geometry.ts';
import { TraceScene } from '../../media/trace-scene.ts';
import type { FindingEdge } from '../../src/trace/analysis/finding.ts';
import { deadlockTrace, raceTrace } from './finding-scenarios.ts';

const reads = (actor: string): FindingEdge => ({ actor, reads: 'r1' });
const writes = (actor: string, resource = 'r1'): FindingEdge => ({ actor, writes: resource });

describe('a finding’s card', () => {
  it('marks the write that is overwritten by somebody who had not seen it', () => {
    const lost = (...edges: FindingEdge[]) => [...lostWrites(edges)];
    assert.deepEqual(lost(reads('a'), reads('b'), writes('a'), writes('b')), [2]);
    assert.deepEqual(lost(reads('a'), reads('b'), writes('b'), writes('a')), [2]);
    assert.deepEqual(lost(reads('a'), writes('a'), reads('b'), writes('b')), []);
    assert.deepEqual(lost(reads('b'), writes('a'), writes('a'), writes('b')), [1, 2]);
    assert.deepEqual(lost(writes('a'), writes('b')), []);
    assert.deepEqual(lost(reads('b'), writes('a', 'r2'), writes('b')), []);
  });

  it('names who does what, with the places', () => {
    const { findings } = deadlockTrace();
    const { steps, ordered } = cardOf(findings[0]!);
    assert.equal(ordered, false);
    assert.deepEqual(
      steps.map(({ number, role, actorName, objectName, site }) => [number, role, actorName, objectName, site?.line]),
      [
        [1, 'waits', 'left', 'knife', 24],
        [2, 'holds', 'right', 'knife', 28],
        [3, 'waits', 'right', 'fork', 31],
        [4, 'holds', 'left', 'fork', 21],
      ],
    );
  });

  it('reads a place whose file is a URL, and none out of what is no place', () => {
    const [finding] = deadlockTrace().findings;
    const edges = [
      { actor: 'a', waits: 'r1', site: 'file:///p/a.ts:3:7' },
      { actor: 'a', waits: 'r1', site: 'somewhere' },
    ];
    const { steps } = cardOf({ ...finding!, edges });
    assert.deepEqual(steps[0]?.site, { file: 'file:///p/a.ts', line: 3, column: 7 });
    assert.equal(steps[1]?.site, undefined);
  });

  it('stands on the timeline where its events are, as far as they have come', () => {
    const { trace, findings } = deadlockTrace();
    const scene = new TraceScene();
    const card = cardOf(findings[0]!);
    assert.deepEqual(placeSteps(scene, card), []);
    scene.model.append(trace.bytes);
    const placed = placeSteps(scene, card);
    assert.deepEqual(
      placed.map(({ atNs }) => Math.round(atNs / 1e5) / 10),
      [110, 72.1, 118, 60.1],
    );
    const stretch = stretchOf(placed, scene.endNs)!;
    assert.ok(stretch.startNs <= 60.1e6 && stretch.endNs > 118e6 && stretch.endNs < scene.endNs);
    assert.equal(stretchOf([], 1), undefined);
  });

  it('keeps numbers apart that fall on one pixel, in their order', () => {
    const { trace, findings } = raceTrace();
    const scene = new TraceScene();
    scene.model.append(trace.bytes);
    const steps = placeSteps(scene, cardOf(findings[0]!));
    const marks = placeMarks(
      { startNs: 0, spanNs: 1e12, width: 1000 },
      {
        steps,
        density: ROOMY,
        place: (id) => {
          const lane = scene.lane(id);
          return lane?.type === 'actor' ? { lane, top: lane.index * 50 } : undefined;
        },
      },
    );
    assert.deepEqual(
      marks.map(({ step }) => step.step.number),
      [1, 2, 3, 4],
    );
    assert.ok(marks[2]!.x - marks[0]!.x >= 16);
    assert.ok(marks[3]!.x - marks[1]!.x >= 16);
  });
});
