import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FrameDecoder, FrameEncoder, MAX_STRING_BYTES } from '../../src/trace/codec.ts';
import {
  actorKey,
  DATA_KEYS,
  type DecodedRecord,
  type EventData,
  type EventRecord,
  OPS,
  OUTCOMES,
  PHASES,
  type ResourceKey,
} from '../../src/trace/schema.ts';
import { MAX_FRAME_BYTES } from '../../src/trace/wire.ts';

const count = fc.oneof(fc.nat(200), fc.maxSafeNat());
const optionalCount = fc.oneof(
  fc.constant(undefined),
  count.filter((n) => n > 0),
);
const dataValue = fc.oneof(
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 60, -(2 ** 53)),
  fc.boolean(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const data = fc.dictionary(fc.constantFrom(...DATA_KEYS), dataValue, {
  maxKeys: 6,
  noNullPrototype: true,
}) as fc.Arbitrary<EventData>;
const record: fc.Arbitrary<EventRecord> = fc.record({
  atNs: fc.oneof(fc.maxSafeNat(), fc.integer({ min: 9e14, max: 9e14 + 1e9 })),
  op: fc.constantFrom(...OPS),
  phase: fc.constantFrom(...PHASES),
  flight: optionalCount,
  resource: optionalCount as fc.Arbitrary<ResourceKey | undefined>,
  outcome: fc.constantFrom(undefined, ...OUTCOMES),
  rseq: optionalCount,
  site: optionalCount,
  data: fc.oneof(fc.constant(undefined), data),
});

function write(encoder: FrameEncoder, r: EventRecord): void {
  encoder.event(
    r.atNs,
    OPS.indexOf(r.op),
    PHASES.indexOf(r.phase),
    r.flight ?? 0,
    r.resource ?? 0,
    r.outcome === undefined ? -1 : OUTCOMES.indexOf(r.outcome),
    r.rseq ?? 0,
    r.site ?? 0,
    r.data,
  );
}
function encode(records: readonly EventRecord[]): { bytes: Uint8Array; frames: number[] } {
  const frames: Uint8Array[] = [];
  const encoder = new FrameEncoder(4711, 3, (frame) => frames.push(frame.slice()));
  for (const r of records) write(encoder, r);
  encoder.flush();
  return { bytes: Buffer.concat(frames), frames: frames.map((frame) => frame.length) };
}
function expected(records: readonly EventRecord[]): DecodedRecord[] {
  return records.map((r, seq) => {
    const fields = Object.entries(r).filter(([, value]) => value !== undefined);
    return { ...Object.fromEntries(fields), actor: actorKey(4711, 3), seq } as DecodedRecord;
  });
}

describe('frame codec', () => {
  it('gives back every field of every record', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        const { bytes, frames } = encode(records);
        const decoder = new FrameDecoder();
        assert.deepEqual(decoder.push(bytes), expected(records));
        assert.equal(decoder.failure, undefined);
        assert.equal(decoder.pendingBytes, 0);
        for (const length of frames) assert.ok(length <= MAX_FRAME_BYTES);
      }),
      { numRuns: 300 },
    );
  });

  it('takes the stream in any cut', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
        (records, cuts) => {
          const { bytes } = encode(records);
          const decoder = new FrameDecoder();
          const got: DecodedRecord[] = [];
          for (let from = 0, turn = 0; from < bytes.length; turn++) {
            const size = cuts[turn % cuts.length]!;
            got.push(...decoder.push(bytes.subarray(from, from + size)));
            from += size;
          }
          assert.deepEqual(got, expected(records));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps whole frames of a stream that ends in the middle of one', () => {
    const records = Array.from({ length: 2000 }, (_, index) => mutexEvent(index));
    const { bytes, frames } = encode(records);
    const decoder = new FrameDecoder();
    const got = decoder.push(bytes.subarray(0, frames[0]! + frames[1]! + 17));
    assert.deepEqual(got, expected(records).slice(0, got.length));
    assert.ok(got.length > 200);
    assert.equal(decoder.pendingBytes, 17);
    assert.equal(decoder.failure, undefined);
  });

  it('never lets a frame exceed its bound, whatever the strings', () => {
    const text = fc.tuple(fc.constantFrom('x', 'é', '漢', '🧵', 'x🧵'), fc.nat(6000)).map(([s, n]) => s.repeat(n));
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.constantFrom(...DATA_KEYS), text, { maxKeys: 50, noNullPrototype: true }), {
          maxLength: 4,
        }),
        (datas) => {
          const records = datas.map((data): EventRecord => ({ atNs: 5, op: 'output', phase: 'instant', data }));
          const { bytes, frames } = encode(records);
          for (const length of frames) assert.ok(length <= MAX_FRAME_BYTES);
          const got = new FrameDecoder().push(bytes);
          assert.equal(got.length, records.length);
          got.forEach((r, index) => {
            const before = datas[index] as Record<string, string>;
            assert.deepEqual(Object.keys(r.data ?? {}), Object.keys(before));
            for (const [key, value] of Object.entries(r.data ?? {}) as [string, string][]) {
              const whole = before[key]!;
              if (value === whole) continue;
              assert.ok(
                value.endsWith('…') && whole.startsWith(value.slice(0, -1)),
                'a shortened string is a beginning',
              );
              assert.ok(value.slice(0, -1).isWellFormed(), 'cut between code points');
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shortens a long text to what a frame holds and no further', () => {
    const { bytes } = encode([
      { atNs: 1, op: 'output', phase: 'instant', data: { stream: 1, text: 'y'.repeat(9000) } },
    ]);
    const text = new FrameDecoder().push(bytes)[0]!.data!.text as string;
    assert.equal(Buffer.byteLength(text), MAX_STRING_BYTES);
  });

  it('counts records over frames and says since when events wait', () => {
    const frames: Uint8Array[] = [];
    const encoder = new FrameEncoder(1, 0, (frame) => frames.push(frame.slice()));
    assert.equal(encoder.firstAtNs, 0);
    write(encoder, { atNs: 70, op: 'mark', phase: 'instant' });
    write(encoder, { atNs: 90, op: 'mark', phase: 'instant' });
    assert.equal(encoder.firstAtNs, 70);
    encoder.flush();
    assert.equal(encoder.firstAtNs, 0);
    encoder.flush();
    assert.equal(frames.length, 1);
    write(encoder, { atNs: 110, op: 'mark', phase: 'instant' });
    encoder.flush();
    const records = new FrameDecoder().push(Buffer.concat(frames));
    assert.deepEqual(records.map((r) => [r.seq, r.atNs]), [[0, 70], [1, 90], [2, 110]]); // biome-ignore format: a table
  });

  it('leaves a gap in the numbers when the sink throws, and goes on', () => {
    const frames: Uint8Array[] = [];
    let broken = true;
    const encoder = new FrameEncoder(1, 0, (frame) => {
      if (broken) throw new Error('closed pipe');
      frames.push(frame.slice());
    });
    write(encoder, { atNs: 1, op: 'mark', phase: 'instant' });
    assert.throws(() => encoder.flush(), /closed pipe/);
    broken = false;
    write(encoder, { atNs: 2, op: 'mark', phase: 'instant' });
    encoder.flush();
    assert.deepEqual(
      new FrameDecoder().push(frames[0]!).map((r) => r.seq),
      [1],
    );
  });

  it('leaves out fields, outcomes and operations of a newer version and counts them', () => {
    const { bytes } = encode([
      { atNs: 1, op: 'mark', phase: 'instant', data: { value: 3 } },
      { atNs: 2, op: 'acquire', phase: 'end', outcome: 'ok' },
      { atNs: 3, op: 'mark', phase: 'instant' },
    ]);
    const newer = bytes.slice();
    newer[24 + 4] = 120; // key 15, type 0 in place of value: still known
    assert.equal(new FrameDecoder().push(newer)[0]!.data!.domain, 3);
    const at = newer.indexOf(OPS.indexOf('acquire'), 24 + 6);
    newer[at] = 250;
    const decoder = new FrameDecoder();
    assert.deepEqual(
      decoder.push(newer).map((r) => r.seq),
      [0, 2],
    );
    assert.equal(decoder.unknown, 1);
    assert.equal(decoder.failure, undefined);
  });

  it('names the byte at which a stream stops being frames', () => {
    const { bytes } = encode([mutexEvent(0), mutexEvent(1)]);
    const decoder = new FrameDecoder(12);
    assert.equal(decoder.push(Buffer.concat([bytes, Buffer.from('no frame at all')])).length, 2);
    assert.deepEqual(decoder.failure, { offset: 12 + bytes.length + 2, reason: 'not-a-frame' });
    assert.deepEqual(decoder.push(bytes), []);
  });

  it('survives any damage: ends with a reason or a partial result', function () {
    this.timeout(20_000);
    const records = Array.from({ length: 120 }, (_, index) => mutexEvent(index));
    records.push({ atNs: 9e14, op: 'output', phase: 'instant', data: { text: 'two\nlines\n', stream: 1, size: 10 } });
    const { bytes } = encode(records);
    let failures = 0;
    let seed = 42;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let run = 0; run < 30_000; run++) {
      const damaged = bytes.slice(0, random(5) === 0 ? random(bytes.length) : bytes.length);
      for (let hit = random(6) + 1; hit > 0 && damaged.length > 0; hit--)
        damaged[random(damaged.length)] = random(3) === 0 ? 255 : random(256);
      const decoder = new FrameDecoder();
      const got = decoder.push(damaged);
      assert.ok(got.length <= damaged.length / 3);
      if (decoder.failure) {
        failures++;
        assert.ok(decoder.failure.offset <= damaged.length);
      }
    }
    assert.ok(failures > 1000, 'the damage was felt');
  });

  it('survives bytes that were never a stream', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        const frame = new Uint8Array(24 + body.length);
        frame.set([frame.length & 255, frame.length >> 8, 0x48, 1, 1, 0, 0, 0, 0, 0, 9, 0], 0);
        frame.set(body, 24);
        for (const r of new FrameDecoder().push(frame)) assert.ok(OPS.includes(r.op));
      }),
      { numRuns: 2000 },
    );
  });
});

function mutexEvent(index: number): EventRecord {
  const step = index % 3;
  return {
    atNs: 9e14 + index * 1500,
    op: step === 2 ? 'release' : 'acquire',
    phase: PHASES[step]!,
    resource: 9 as ResourceKey,
    site: 4,
    ...(step === 0 ? {} : { rseq: index + 1, outcome: step === 1 ? 'ok' : undefined }),
    ...(step === 1 ? { data: { value: index, depth: -1 } } : {}),
  };
}
