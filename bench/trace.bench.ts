/** How fast records are written, read and understood, and what a million of them weighs. Run: node bench/trace.bench.ts */
import { Bench } from 'tinybench';
import { FrameDecoder, FrameEncoder } from '../src/trace/codec.ts';
import { TraceModel } from '../src/trace/model.ts';
import { OPS } from '../src/trace/schema.ts';
import { cellFor, SpanSlice } from '../src/trace/span-row.ts';
import { synthesize } from '../test/support/synthetic.ts';

const EVENTS = 1_000_000;
const LANES = 200;
const trace = synthesize({ events: EVENTS, lanes: LANES });
const acquire = OPS.indexOf('acquire');
const release = OPS.indexOf('release');

const encoder = new FrameEncoder(1, 1, () => {});
let now = 9e14;
let rseq = 0;
const pairs = 10_000;
const model = understood();
const slice = new SpanSlice();

const bench = new Bench({ time: 500, iterations: 5, warmupTime: 100, warmupIterations: 2 });
bench
  .add(`encode ${pairs * 3} events`, () => {
    for (let pair = 0; pair < pairs; pair++) {
      now += 900;
      encoder.event(now, acquire, 0, 0, 9, -1, 0, 4, undefined);
      encoder.event(now + 70, acquire, 1, 0, 9, 0, ++rseq, 0, undefined);
      encoder.event(now + 300, release, 2, 0, 9, -1, ++rseq, 5, undefined);
    }
  })
  .add('decode the trace', () => {
    new FrameDecoder().feed(trace.bytes, () => {});
  })
  .add('decode and model the trace', () => {
    understood();
  })
  .add('and derive every resource', () => {
    const whole = understood();
    for (const { id } of whole.resources) whole.resource(id);
  })
  .add('one picture of the whole, 2000 pixels', () => {
    const cell = cellFor(model.endNs / 2000);
    for (const lane of model.lanes)
      for (const rows of [lane.state, lane.holds]) for (const row of rows) row.slice(0, model.endNs, cell, slice);
  });
await bench.run();

const perRun = [pairs * 3, trace.events, trace.events, trace.events, undefined];
console.table(
  bench.tasks.map((task, index) => {
    const { result } = task;
    if (result.state !== 'completed') return { task: task.name, failed: result.state };
    const ms = result.latency.p50;
    const events = perRun[index];
    return {
      task: task.name,
      'median ms': Number(ms.toFixed(2)),
      ...(events
        ? { 'events/s': Math.round((events / ms) * 1000), 'ns/event': Number(((ms * 1e6) / events).toFixed(1)) }
        : {}),
    };
  }),
);
console.log(
  `${trace.events} events on ${LANES} lanes: ${(trace.bytes.length / trace.events).toFixed(1)} bytes an event on the wire`,
);
console.log(`store: ${(model.store.byteLength / model.store.length).toFixed(1)} bytes an event`);

function understood(): TraceModel {
  const made = new TraceModel();
  made.append(trace.bytes);
  made.complete();
  return made;
}
