import assert from 'node:assert/strict';
import { TraceScene } from '../../media/trace-scene.ts';
import { Analysis } from '../../src/trace/analysis/analysis.ts';
import { chrome } from '../../src/trace/export/chrome.ts';
import { csv } from '../../src/trace/export/csv.ts';
import { jsonl } from '../../src/trace/export/jsonl.ts';
import type { TraceModel } from '../../src/trace/model.ts';
import { describe as facts, heldBetween, neighbour, resourceAt, rowsOf, stateAt } from '../../src/trace/query.ts';
import { DATA_KEYS, type EventData, OPS, OUTCOMES, PHASES, RESOURCE_KINDS } from '../../src/trace/schema.ts';
import { generator, joined, synthesize, TraceWriter } from '../support/synthetic.ts';

/** How many files, and for how long at most: a longer run is HEDDLE_FUZZ=100000. */
const FILES = Number(process.env.HEDDLE_FUZZ ?? 300);
/** No file of this size takes so long, on the busiest machine. */
const MOST_CPU_MS = 4000;

type Random = (below: number) => number;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NAMES = ['', '<img src=x onerror=alert(1)>', '"><script>', '\u202egnp.exe', '=1+1', '\u0000\u001b[2J', '\ud800', 'n'.repeat(3000), '__proto__', '../../etc/passwd', 'file:///etc/passwd'] as const; // biome-ignore format: a table
const NUMBERS = [0, -0, 1, -1, 255, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, -(2 ** 53) + 1, 0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const; // biome-ignore format: a table

/** A whole program, mutated as bytes: what a broken disk, a cut-off transfer or somebody with a hex editor makes. */
function mutated(random: Random): Uint8Array {
  const source = PROGRAMS[random(PROGRAMS.length)]!;
  let bytes: Uint8Array = source.slice(0, random(4) === 0 ? random(source.length) : source.length);
  for (let left = random(6); left > 0 && bytes.length > 0; left--) {
    const at = random(bytes.length);
    switch (random(6)) {
      case 0:
        bytes[at]! ^= 1 << random(8);
        break;
      case 1:
        bytes[at] = random(256);
        break;
      case 2:
        // A varint without an end.
        bytes.fill(255, at, at + 1 + random(12));
        break;
      case 3: {
        const length = random(64);
        bytes = joined([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      }
      case 4: {
        const from = random(bytes.length);
        bytes = joined([bytes.subarray(0, at), bytes.slice(from, from + random(3000)), bytes.subarray(at)]);
        break;
      }
      default:
        bytes.copyWithin(at, random(bytes.length), random(bytes.length));
    }
  }
  return bytes;
}

/** Records that are well formed and mean nothing. */
function absurd(random: Random): Uint8Array {
  const writer = new TraceWriter();
  if (random(3) > 0) writer.session();
  const actors = 1 + random(5);
  const resources = 1 + random(4);
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const key = () => random(actors) * 65_536 + random(3);
  for (let left = 20 + random(150); left > 0; left--) {
    const data: Writable<EventData> = {};
    for (let fields = random(5); fields > 0; fields--) {
      const name = pick(DATA_KEYS);
      const chance = random(5);
      data[name] =
        name === 'kind' ? pick(RESOURCE_KINDS)
        : name === 'target' || name === 'parent' ? key()
        : chance === 0 ? pick(NAMES)
        : chance === 1 ? pick(NUMBERS)
        : chance === 2 ? random(2) === 1
        : random(9); // biome-ignore format: a table
    }
    writer.now = Math.max(0, writer.now + (random(40) === 0 ? pick([-1e9, 1e12, 3600e9 * 1000]) : random(5000) - 500));
    const op = pick(OPS);
    const announces = op === 'resource' || op === 'actor';
    writer.event(key() as never, op, announces ? 'instant' : pick(PHASES), {
      resource: (random(3) === 0 && !announces ? 0 : 2 + random(resources * 2)) as never,
      flight: random(4) === 0 ? pick([1, 2, 3, 2 ** 32 + 1]) : 0,
      rseq: random(3) === 0 ? 0 : random(30) === 0 ? 2 ** 50 : random(60),
      site: random(4),
      outcome: random(2) === 0 ? 'ok' : pick(OUTCOMES),
      data,
    });
    if (random(6) === 0) writer.flush();
  }
  return writer.trace().bytes;
}

const PROGRAMS = [1, 2, 3].map(
  (seed) => synthesize({ events: 300 * seed, lanes: 3 * seed, seed, flushEvery: 9 }).bytes,
);

/** Everything that is done with a trace, from its bytes to what is drawn, asked and exported. */
function use(bytes: Uint8Array, random: Random): void {
  const scene = new TraceScene();
  const { model } = scene;
  const analysis = new Analysis(model);
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random(2000);
    model.append(bytes.subarray(at, at + size));
    at += size;
    if (random(4) === 0) analysis.look(model.endNs);
    if (random(4) === 0) picture(scene, random);
  }
  model.complete();
  analysis.look(Number.POSITIVE_INFINITY);
  picture(scene, random);
  queries(model, random);
  for (const write of [chrome, csv, jsonl]) {
    let text = '';
    for (const part of write(model)) text += part;
    // A name of 3000 letters may stand beside each event; nothing grows beyond that.
    assert.ok(text.length < 100_000 + model.store.length * 40_000);
    if (write === chrome) JSON.parse(text);
    if (write === jsonl) for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
  }
  assert.ok(model.reader.bytes <= bytes.length);
  assert.ok(model.store.length <= bytes.length + model.actors.length);
}

function picture(scene: TraceScene, random: Random): void {
  const [from, to] = [random(2) * scene.endNs * 0.3, scene.endNs * (0.4 + random(2))];
  const least = (to - from) / 800;
  let drawn = 0;
  for (const lane of scene.actors) {
    scene.spans(lane.id, from, to, least, (span) => {
      drawn++;
      assert.ok(span.endNs >= span.startNs || Number.isNaN(span.endNs), 'a span ends before it begins');
      assert.ok(span.row >= 0 && span.row < 1000);
      void [span.name, span.target, span.outcome, span.id];
    });
    scene.instants(lane.id, from, to, least, (instant) => {
      drawn++;
      scene.facts(instant);
    });
    scene.neighbour(lane.id, from, 1);
  }
  for (const lane of scene.resources) {
    scene.ready(lane.id);
    scene.steps(lane.id, from, to, least, () => drawn++);
    scene.peak(lane.id);
  }
  // 800 pixels hold no more than so many things, whatever the trace says.
  assert.ok(drawn <= (scene.actors.length * 600 + scene.resources.length) * 2000);
}

function queries(model: TraceModel, random: Random): void {
  const at = random(100) * (model.endNs / 100);
  for (const resource of model.resources) resourceAt(model, resource.id, at);
  for (const lane of model.lanes) {
    stateAt(lane, at);
    neighbour(model, lane, at, 1);
    heldBetween(model, lane.actor, 0, at);
    for (const row of rowsOf(lane)) if (row.length > 0) facts(model, lane.actor, row, random(row.length));
  }
}

describe('a trace file that somebody else made', function () {
  this.timeout(0);
  for (const [name, make] of Object.entries({ mutated, absurd }))
    it(`ends in words or in a picture, never in a crash or a hang: ${name}`, () => {
      for (let seed = Number(process.env.HEDDLE_FUZZ_SEED ?? 1), n = 0; n < FILES; n++, seed++) {
        const random = generator(seed * 7919);
        const before = process.cpuUsage().user;
        try {
          use(make(random), random);
        } catch (error) {
          throw new Error(`seed ${seed} of ${name}`, { cause: error });
        }
        const cpuMs = (process.cpuUsage().user - before) / 1000;
        assert.ok(cpuMs < MOST_CPU_MS, `seed ${seed} of ${name} took ${cpuMs} ms`);
      }
    });
});
