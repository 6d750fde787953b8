import assert from 'node:assert/strict';
import fc from 'fast-check';
import { niceStep, ticks } from '../../media/axis.ts';
import { formatBytes, formatDuration, formatExact, formatMoment, formatShare } from '../../media/format.ts';

describe('ticks', () => {
  const labels = (startNs: number, spanNs: number) =>
    ticks({ startNs, spanNs, width: 900 })
      .filter((tick) => tick.major)
      .map((tick) => tick.label);

  it('stand at 1, 2 or 5 times a power of ten', () => {
    assert.deepEqual([3, 12, 0.4e6, 51e6].map(niceStep), [5, 20, 0.5e6, 100e6]);
  });

  it('carry one unit over the whole axis', () => {
    assert.deepEqual(labels(0, 1e9), [
      '0 s',
      '0.1 s',
      '0.2 s',
      '0.3 s',
      '0.4 s',
      '0.5 s',
      '0.6 s',
      '0.7 s',
      '0.8 s',
      '0.9 s',
      '1.0 s',
    ]);
    assert.deepEqual(labels(0, 90), [
      '0 ns',
      '10 ns',
      '20 ns',
      '30 ns',
      '40 ns',
      '50 ns',
      '60 ns',
      '70 ns',
      '80 ns',
      '90 ns',
    ]);
  });

  it('tell neighbours apart at every zoom, keep their distance and are few', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 200, max: 1e13, noNaN: true }),
        (startNs, spanNs) => {
          const all = ticks({ startNs, spanNs, width: 900 });
          const major = all.filter((tick) => tick.major);
          assert.ok(all.length < 200 && major.length <= 11);
          assert.equal(
            new Set(major.map((tick) => tick.label)).size,
            major.length,
            major.map((tick) => tick.label).join(),
          );
          for (let i = 1; i < major.length; i++) assert.ok(major[i]!.x - major[i - 1]!.x > 80);
        },
      ),
    );
  });

  it('show nothing before the session began', () => {
    assert.ok(ticks({ startNs: -5e9, spanNs: 6e9, width: 900 }).every((tick) => tick.atNs >= 0));
  });
});

describe('times and sizes in words', () => {
  it('have three digits that count', () => {
    assert.deepEqual([0, 7, 999, 1234, 20_000, 1.5e6, 620e6, 1.25e9, 700e9].map(formatDuration), [
      '0 ns', '7 ns', '999 ns', '1.23 µs', '20 µs', '1.5 ms', '620 ms', '1.25 s', '11.7 min',
    ]); // biome-ignore format: a table
  });
  it('are exact where exactness is asked for', () => {
    assert.equal(formatExact(1_234_567_890), '1.234568 s');
    assert.equal(formatMoment(1_234_000_000, 1e6), '1.234 s');
  });
  it('round sizes and shares', () => {
    assert.deepEqual([5, 2048, 3 * 1024 ** 2].map(formatBytes), ['5 B', '2 KiB', '3 MiB']);
    assert.deepEqual([0, 0.053, 0.5, 1].map(formatShare), ['0 %', '5.3 %', '50 %', '100 %']);
  });
});
