import assert from 'node:assert/strict';
import { findingsOf } from '../../../src/session/findings.ts';
import { Replay } from '../../../src/trace/analysis/replay.ts';
import { deadlockTrace, stallTrace } from '../../media/finding-scenarios.ts';
import { mutexTrace } from '../../media/scenarios.ts';

describe('the analysis of a kept trace', () => {
  const kinds = (bytes: Uint8Array, cut = bytes.length) => {
    const replay = new Replay();
    for (let at = 0; at < bytes.length; at += cut) replay.append(bytes.subarray(at, at + cut));
    return replay.finish().map(({ finding }) => finding);
  };

  it('finds the hang that somebody ended', () => {
    assert.deepEqual(kinds(deadlockTrace().trace.bytes), ['deadlock']);
    assert.deepEqual(kinds(stallTrace().trace.bytes), ['stall']);
  });

  it('finds the same in whatever pieces the bytes come', () => {
    const { bytes } = deadlockTrace().trace;
    for (const cut of [1, 7, 100, 4096]) assert.deepEqual(kinds(bytes, cut), ['deadlock'], String(cut));
  });

  it('does not take what was cut off in mid-wait for a hang', () => {
    assert.deepEqual(kinds(mutexTrace(400).bytes), []);
    assert.deepEqual(kinds(mutexTrace().bytes), []);
    assert.deepEqual(kinds(deadlockTrace(false).trace.bytes), []);
  });

  it('says what it found before the damage', () => {
    const { bytes } = deadlockTrace().trace;
    const damaged = new Uint8Array(bytes.length + 40).fill(0xee);
    damaged.set(bytes);
    assert.deepEqual(kinds(damaged), ['deadlock']);
  });

  it('lets the event loop turn meanwhile, and ends when nobody wants it any more', async () => {
    const { frames } = deadlockTrace().trace;
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    const findings = await findingsOf(frames);
    clearInterval(count);
    assert.deepEqual(
      findings.map(({ finding }) => finding),
      ['deadlock'],
    );
    assert.deepEqual(await findingsOf(frames, () => false), []);
  });
});
