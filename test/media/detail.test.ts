import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TraceScene } from '../../media/trace-scene.ts';
import { actorKey, resourceKey } from '../../src/trace/schema.ts';
import { synthesize, TraceWriter } from '../support/synthetic.ts';

/** What is shown of a lane between two times, by where it stands: merged ones are told apart by their members. */
function shown(scene: TraceScene, from: number, to: number, least: number): Map<string, string> {
  const seen = new Map<string, string>();
  for (const lane of scene.actors) {
    scene.spans(lane.id, from, to, least, (span) => {
      if (span.kind === 'running' || span.kind === 'starting') return;
      seen.set(span.id.replace(/\+.*/, ''), `${span.count} ${span.startNs} ${span.endNs}`);
    });
    scene.instants(lane.id, from, to, least, (instant) => seen.set(instant.id, `${instant.count} ${instant.atNs}`));
  }
  for (const lane of scene.resources)
    scene.steps(lane.id, from, to, least, (step) =>
      seen.set(`${lane.id} ${step.startNs}`, `${step.count} ${step.endNs} ${step.value} ${step.waiters} ${step.peak}`),
    );
  return seen;
}

function marked(): Uint8Array {
  const writer = new TraceWriter();
  writer.session();
  for (let n = 0; n < 2000; n++) {
    writer.now += 1 + ((n * 7919) % 900);
    writer.event(actorKey(3, 0), 'mark', 'instant', { data: { text: `${n}` } });
  }
  return writer.trace().bytes;
}

function sceneOf(bytes: Uint8Array): TraceScene {
  const scene = new TraceScene();
  scene.model.append(bytes);
  scene.model.complete();
  return scene;
}

describe('level of detail', function () {
  this.timeout(60_000);
  const scenes = [sceneOf(synthesize({ events: 6000, lanes: 6 }).bytes), sceneOf(marked())];
  const place = fc.record({
    which: fc.nat(scenes.length - 1),
    start: fc.double({ min: 0, max: 0.9, noNaN: true }),
    zoom: fc.integer({ min: 0, max: 9 }),
    pixels: fc.integer({ min: -40, max: 40 }),
  });

  it('keeps what is merged as it is while the window moves by pixels', () => {
    fc.assert(
      fc.property(place, ({ which, start, zoom, pixels }) => {
        const scene = scenes[which]!;
        const span = scene.endNs / 2 ** zoom;
        const pixel = span / 800;
        const from = start * scene.endNs;
        const before = shown(scene, from, from + span, pixel * 1.5);
        const moved = from + pixels * pixel;
        for (const [id, look] of shown(scene, moved, moved + span, pixel * 1.5))
          assert.ok(!before.has(id) || before.get(id) === look, `${id} was ${before.get(id)} and is ${look}`);
        // What is well inside of both windows is in both.
        const inner = [Math.max(from, moved) + 8 * pixel, Math.min(from, moved) + span - 8 * pixel] as const;
        const after = shown(scene, moved, moved + span, pixel * 1.5);
        for (const id of shown(scene, inner[0], inner[1], pixel * 1.5).keys()) assert.ok(after.has(id), id);
      }),
      { numRuns: 80 },
    );
  });

  it('only refines when one zooms in: what stood apart stays apart', () => {
    fc.assert(
      fc.property(place, ({ which, start, zoom }) => {
        const scene = scenes[which]!;
        const least = scene.endNs / 2 ** zoom / 500;
        const from = start * scene.endNs;
        const coarse = new Set(shown(scene, from, from + least * 500, least).keys());
        // A merged one may begin before the window.
        const fine = new Set(shown(scene, from - least * 4, from + least * 500, least / 2).keys());
        for (const id of coarse) assert.ok(fine.has(id), id);
      }),
      { numRuns: 60 },
    );
  });

  it('never hides that somebody waits for a resource that one looks at', () => {
    const writer = new TraceWriter();
    writer.session();
    const [lock, other] = [resourceKey(1, true), resourceKey(2, true)];
    const [first, second] = [actorKey(3, 0), actorKey(3, 1)];
    for (const [resource, name] of [[lock, 'wanted'], [other, 'other']] as const)
      writer.event(first, 'resource', 'instant', { resource, data: { kind: 'lock', name } }); // biome-ignore format: a table
    let rseq = 0;
    for (let n = 0; n < 3000; n++) {
      writer.now += 10;
      const resource = n === 1234 ? lock : other;
      if (n === 1234) writer.event(first, 'acquire', 'end', { resource: lock, outcome: 'ok', rseq: 1 });
      writer.event(second, 'acquire', 'begin', { resource });
      writer.now += 5;
      if (n === 1234) writer.event(first, 'release', 'instant', { resource: lock, rseq: 2 });
      writer.event(second, 'acquire', 'end', { resource, outcome: 'ok', rseq: n === 1234 ? 3 : ++rseq });
      writer.event(second, 'release', 'instant', { resource, rseq: n === 1234 ? 4 : ++rseq });
    }
    const scene = sceneOf(writer.trace().bytes);
    const lane = scene.actors.find(({ kind }) => kind === 'thread')!;
    const wanted = scene.resources.find(({ name }) => name === 'wanted')!;
    for (const pixels of [1, 3, 40, 700]) {
      const kinds: string[] = [];
      scene.shortOf(wanted.id, lane.id, 0, scene.endNs, scene.endNs / pixels, (kind) => kinds.push(kind));
      assert.ok(kinds.includes('waiting'), `${pixels} pixels`);
      let most = 0;
      scene.steps(wanted.id, 0, scene.endNs, scene.endNs / pixels, (step) => {
        most = Math.max(most, step.waiters);
      });
      assert.equal(most, 1, `${pixels} pixels`);
    }
  });
});
