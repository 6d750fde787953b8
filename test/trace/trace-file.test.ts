import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chrome } from '../../src/trace/export/chrome.ts';
import { TraceModel } from '../../src/trace/model.ts';
import { describe as facts, resourceAt, rowsOf } from '../../src/trace/query.ts';
import { SpanSlice } from '../../src/trace/span-row.ts';
import { FILE_HEADER_BYTES, fileHeader, parseFileHeader } from '../../src/trace/trace-file.ts';
import { generator, joined, synthesize } from '../support/synthetic.ts';

const { bytes } = synthesize({ events: 1500, lanes: 5, locks: 2, queues: 1 });

describe('trace file', () => {
  it('is told by its first bytes', () => {
    assert.deepEqual(parseFileHeader(fileHeader()), { kind: 'ok', version: 1 });
    assert.equal(parseFileHeader(fileHeader().subarray(0, 7)).kind, 'too-short');
    assert.equal(parseFileHeader(new Uint8Array()).kind, 'too-short');
    assert.equal(parseFileHeader(Buffer.from('{"traceEvents":[]}')).kind, 'not-a-trace');
    const newer = fileHeader();
    newer[8] = 2;
    assert.deepEqual(parseFileHeader(newer), { kind: 'newer', version: 2 });
  });

  it('is not a trace any more after its line ends were changed', () => {
    const text = Buffer.from(fileHeader()).toString('latin1').replaceAll('\n', '\r\n');
    assert.equal(parseFileHeader(Buffer.from(text, 'latin1')).kind, 'not-a-trace');
  });

  it('opens up to the cut, wherever it is cut', () => {
    const file = joined([fileHeader(), bytes]);
    const whole = open(file);
    fc.assert(
      fc.property(fc.integer({ min: FILE_HEADER_BYTES, max: file.length }), (cut) => {
        const part = open(file.subarray(0, cut));
        assert.equal(part.failure, undefined);
        for (let index = 0; index < part.store.length; index += 17)
          assert.equal(part.store.at(index), whole.store.at(index));
        assert.equal(part.reader.lost, 0);
      }),
      { numRuns: 60 },
    );
  });

  it('survives damage as a whole: model, questions and export', function () {
    this.timeout(20_000);
    const random = generator(99);
    const until = performance.now() + 3000;
    let runs = 0;
    for (; performance.now() < until; runs++) {
      const damaged = bytes.slice();
      for (let hit = random(8) + 1; hit > 0; hit--) damaged[random(damaged.length)] = random(256);
      const model = new TraceModel();
      for (let at = 0; at < damaged.length; at += 5000) model.append(damaged.subarray(at, at + 5000));
      model.complete();
      const slice = new SpanSlice();
      for (const lane of model.lanes.slice(0, 20))
        for (const row of rowsOf(lane)) {
          row.slice(0, model.endNs, 1024, slice);
          for (let index = 0; index < row.length; index += 29) facts(model, lane.actor, row, index);
        }
      for (const resource of model.resources.slice(0, 20)) resourceAt(model, resource.id, model.endNs / 2);
      for (const chunk of chrome(model)) assert.ok(chunk.length > 0);
    }
    assert.ok(runs > 20);
  });
});

function open(file: Uint8Array): TraceModel {
  const model = new TraceModel(true);
  model.append(file.subarray(FILE_HEADER_BYTES));
  model.complete();
  return model;
}
