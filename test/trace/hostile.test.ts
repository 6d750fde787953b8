import assert from 'node:assert/strict';
import { TraceModel } from '../../src/trace/model.ts';
import { actorKey, resourceKey } from '../../src/trace/schema.ts';
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
  'a resource an event': (w, n) => w.event(actor, 'acquire', 'begin', { resource: resourceKey(n + 1, false) }),
};

describe('a trace that no program would write', function () {
  this.timeout(30_000);
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
        model.append(bytes);
        model.complete();
        for (const resource of model.resources) model.resource(resource.id);
        assert.equal(model.failure, undefined);
        return (process.cpuUsage().user - before) / 1000;
      };
      // Quadratic cost would take minutes for as many.
      assert.ok(cost(50_000) < 5000);
    });
});
