import assert from 'node:assert/strict';
import { FrameEncoder } from '../../src/trace/codec.ts';
import { csv } from '../../src/trace/export/csv.ts';
import { TraceModel } from '../../src/trace/model.ts';
import { actorKey, OPS, resourceKey } from '../../src/trace/schema.ts';
import { TraceWriter } from '../support/synthetic.ts';

const actor = actorKey(5, 0);
const shared = resourceKey(1, true);
const cases: Record<string, (writer: TraceWriter, n: number) => void> = {
  'operations that never end': (w, n) => w.event(actor, 'acquire', 'begin', { resource: shared, flight: n + 1 }),
  'endless nesting': (w) => w.event(actor, 'wait', 'begin', { resource: shared }),
  'permits that are never given back': (w, n) =>
    w.event(actor, 'acquire', 'end', { resource: shared, outcome: 'ok', rseq: n + 1 }),
  'releases of everything': (w, n) =>
    w.event(actor, 'release', 'instant', { resource: shared, rseq: n + 1, data: { n: 2 ** 40 } }),
  'counts that repeat': (w, n) =>
    w.event(actor, n % 2 ? 'put' : 'get', 'end', {
      resource: shared,
      outcome: 'ok',
      rseq: 1 + (n % 7),
      data: { item: n },
    }),
  'more threads than there can be': (w, n) => w.event(actor, 'start', 'instant', { data: { target: 65_536 * 9 + n } }),
  'a barrier that passes while a crowd waits at it': (w, n) => {
    const resource = resourceKey(2, true);
    if (n === 0) w.event(actor, 'resource', 'instant', { resource, data: { kind: 'barrier', name: 'b', capacity: 1 } });
    if (n < 25_000) w.event(actor, 'wait', 'begin', { resource, flight: n + 1 });
    else w.event(actor, 'wait', 'end', { resource, flight: 90_000, outcome: 'ok', rseq: n });
  },
  'a process of many threads that ends again and again': (w, n) => {
    if (n < 25_000) w.event(actor, 'start', 'instant', { data: { target: actorKey(5, n + 1) } });
    else w.event(actor, 'exit', 'instant', { data: { reason: 'returned' } });
  },
  'a crowd at a lock that somebody else releases': (w, n) => {
    const resource = resourceKey(3, true);
    if (n < 25_000) w.event(actorKey(100 + n, 0), 'acquire', 'begin', { resource });
    else if (n === 25_000) w.flush();
    else w.event(actor, 'release', 'instant', { resource, rseq: n });
  },
  'a resource an event': (w, n) => w.event(actor, 'acquire', 'begin', { resource: resourceKey(n + 1, false) }),
};

describe('a trace that no program would write', function () {
  this.timeout(180_000);
  for (const [name, write] of Object.entries(cases))
    it(`takes no more than its share of time: ${name}`, () => {
      const cost = (events: number) => {
        const writer = new TraceWriter();
        writer.session();
        writer.event(actor, 'resource', 'instant', { resource: shared, data: { kind: 'semaphore', name: 's' } });
        for (let n = 0; n < events; n++) {
          writer.now += 100;
          write(writer, n);
        }
        const { bytes } = writer.trace();
        const before = process.cpuUsage().user;
        const model = new TraceModel();
        for (let at = 0; at < bytes.length; at += 4096) model.append(bytes.subarray(at, at + 4096));
        model.complete();
        for (const resource of model.resources) model.resource(resource.id);
        assert.equal(model.failure, undefined);
        return (process.cpuUsage().user - before) / 1000;
      };
      // Quadratic cost would take minutes for as many.
      assert.ok(cost(50_000) < 5000);
    });

  it('is exported in its share of time when thousands bore one number', () => {
    const writer = new TraceWriter();
    writer.session();
    for (let n = 0; n < 20_000; n++) {
      const encoder = new FrameEncoder(9, 0, (frame) => writer.frames.push(frame.slice()));
      encoder.event(6e12 + n, OPS.indexOf('mark'), 2, 0, 0, -1, 0, 0, { text: 'born' });
      encoder.flush();
    }
    for (let n = 0; n < 50_000; n++) {
      writer.now = 0;
      writer.event(actor, 'join', 'begin', { data: { target: actorKey(9, 0) } });
    }
    const model = new TraceModel();
    model.append(writer.trace().bytes);
    model.complete();
    const before = process.cpuUsage().user;
    let length = 0;
    for (const part of csv(model)) length += part.length;
    assert.ok(length > 1e6);
    assert.ok((process.cpuUsage().user - before) / 1000 < 5000);
  });
});
