import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type FrameOwner, FrameSplitter } from '../../src/session/frames.ts';
import { FrameDecoder, FrameEncoder } from '../../src/trace/codec.ts';

/** Frames of two streams, and everything in one piece. */
function sample(): { frames: Uint8Array[]; all: Uint8Array } {
  const frames: Uint8Array[] = [];
  const encoders = [1, 2].map((thread) => new FrameEncoder(7, thread, (frame) => frames.push(frame.slice())));
  for (let i = 0; i < 20; i++) {
    const encoder = encoders[i % 2]!;
    for (let n = 0; n <= i * 20; n++) encoder.event(1e9 + n, 11, 2, 0, 0, -1, 0, 0, { text: `mark ${n}` });
    encoder.flush();
  }
  return { frames, all: Buffer.concat(frames) };
}

describe('Splitting frames', () => {
  const { frames, all } = sample();

  it('gives back the same bytes and sees each frame once, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: all.length - 1 }), { maxLength: 40 }), (cuts) => {
        const splitter = new FrameSplitter();
        const out: Uint8Array[] = [];
        const owners: FrameOwner[] = [];
        let from = 0;
        for (const cut of [...new Set(cuts)].sort((a, b) => a - b).concat(all.length)) {
          const whole = splitter.push(all.slice(from, cut), (owner) => owners.push(owner));
          assert.equal(new FrameDecoder().push(whole).length >= 0, true);
          out.push(whole);
          from = cut;
        }
        assert.deepEqual(Buffer.concat(out), Buffer.from(all));
        assert.equal(owners.length, frames.length);
        assert.equal(splitter.skipped, 0);
      }),
      { numRuns: 50 },
    );
  });

  it('hands on nothing but whole frames', () => {
    const splitter = new FrameSplitter();
    for (let at = 0; at < all.length; at += 1000) {
      const decoder = new FrameDecoder();
      decoder.push(splitter.push(all.slice(at, at + 1000)));
      assert.equal(decoder.pendingBytes, 0);
      assert.equal(decoder.failure, undefined);
    }
  });

  it('skips what a program wrote to the pipe itself', () => {
    const splitter = new FrameSplitter();
    const noise = Buffer.from('this is no frame');
    const whole = splitter.push(Buffer.concat([frames[0]!, noise, frames[1]!]));
    assert.deepEqual(Buffer.from(whole), Buffer.concat([frames[0]!, frames[1]!]));
    assert.equal(splitter.skipped, noise.length);
  });
});
