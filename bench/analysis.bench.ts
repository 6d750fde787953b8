/** What the analysis costs: a million events of locks and queues, and a million of shared numbers under locks. */
import { Analysis } from '../src/trace/analysis/analysis.ts';
import { TraceModel } from '../src/trace/model.ts';
import { actorKey, resourceKey } from '../src/trace/schema.ts';
import { generator, type SyntheticTrace, synthesize, TraceWriter } from '../test/support/synthetic.ts';

const EVENTS = 1_000_000;

/** Workers that read and write numbers of an array, each under the lock of the number, or atomically. */
function numbers(events: number, lanes: number): SyntheticTrace {
  const writer = new TraceWriter();
  const random = generator(7);
  writer.session();
  const main = actorKey(1000, 0);
  const array = resourceKey(1, false);
  const locks = Array.from({ length: 8 }, (_, i) => resourceKey(i + 2, false));
  const data = { kind: 'process', name: 'MainProcess', daemon: false, pid: 1000 };
  writer.event(main, 'actor', 'instant', { data });
  writer.event(main, 'resource', 'instant', {
    resource: array,
    data: { kind: 'shared-array', name: 'cells', domain: 'threads', capacity: 1024 },
  });
  for (const resource of locks)
    writer.event(main, 'resource', 'instant', { resource, data: { kind: 'lock', name: 'lock', domain: 'threads' } });
  const workers = Array.from({ length: lanes }, (_, i) => actorKey(1000, i + 1));
  for (const target of workers) {
    writer.event(main, 'start', 'instant', { data: { target } });
    writer.event(target, 'actor', 'instant', { data: { ...data, kind: 'thread', name: `worker`, parent: main } });
  }
  writer.flush();
  const counts = new Map<number, number>();
  const next = (resource: number) => {
    const count = (counts.get(resource) ?? 0) + 1;
    counts.set(resource, count);
    return count;
  };
  while (writer.events < events) {
    writer.now += 1000;
    const worker = workers[random(lanes)]!;
    const index = random(1024);
    if (index >= 1000) {
      const rseq = next(array);
      writer.event(worker, 'write', 'instant', {
        resource: array,
        rseq,
        site: 1,
        data: { index, value: 2, former: 1, until: next(array) },
      });
      continue;
    }
    const resource = locks[index % 8]!;
    writer.event(worker, 'acquire', 'begin', { resource, site: 2 });
    writer.event(worker, 'acquire', 'end', { resource, outcome: 'ok', rseq: next(resource) });
    writer.event(worker, 'read', 'instant', { resource: array, rseq: next(array), data: { index, value: 1 } });
    writer.event(worker, 'write', 'instant', { resource: array, rseq: next(array), data: { index, value: 2 } });
    writer.event(worker, 'release', 'instant', { resource, rseq: next(resource) });
  }
  return writer.trace();
}

function measure(name: string, trace: SyntheticTrace): void {
  const model = new TraceModel();
  for (const frame of trace.frames) model.append(frame);
  model.complete();
  const analysis = new Analysis(model);
  const heap = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  analysis.look(Number.POSITIVE_INFINITY);
  const used = process.cpuUsage(before);
  const ms = (used.user + used.system) / 1000;
  const mb = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
  const found = new Set(analysis.findings.map(({ finding }) => finding));
  console.log(
    `${name}: ${model.store.length} events in ${ms.toFixed(0)} ms of processor time, ${mb.toFixed(0)} MB, found: ${[...found].join(', ') || 'nothing'}`,
  );
}

const given = process.argv.slice(2).map(Number);
const LANES = given.length > 0 ? given : [4, 32, 200];
for (const lanes of LANES) measure(`${lanes} lanes at locks and queues`, synthesize({ events: EVENTS, lanes }));
for (const lanes of LANES) measure(`${lanes} lanes at numbers`, numbers(EVENTS, lanes));
