/** Looks at a run while it goes on, and says what is wrong with it as soon as that is certain. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Analysis } from '../trace/analysis/analysis.ts';
import type { Finding } from '../trace/analysis/finding.ts';
import { Replay } from '../trace/analysis/replay.ts';
import { TraceModel } from '../trace/model.ts';
import type { Run } from './types.ts';

/** A hang is told within 200 ms of its beginning. */
const LOOK_MS = 40;
/** More events are not kept for the analysis: some 200 MB. */
const MAX_EVENTS = 3_000_000;
/** Bytes of a kept trace that are looked at between two turns of the event loop: a few milliseconds of work. */
const SLICE_BYTES = 64 * 1024;

/** Calls `found` for each finding of a run, until the run has ended or the subscription is disposed. */
export function watchFindings(run: Run, found: (finding: Finding) => void): Disposable {
  const model = new TraceModel();
  const analysis = new Analysis(model);
  const frames = run.onFrames((bytes) => {
    model.append(bytes);
    if (model.store.length > MAX_EVENTS) stop();
  });
  let watching = true;
  const look = (nowNs: number): void => {
    if (!model.session) return;
    for (const finding of analysis.look(nowNs)) found(finding);
  };
  const timer = setInterval(() => look(Number(process.hrtime.bigint()) - model.reader.startNs), LOOK_MS);
  function stop(): void {
    watching = false;
    clearInterval(timer);
    frames[Symbol.dispose]();
  }
  void run.ended.then(({ reason }) => {
    if (!watching) return;
    stop();
    model.complete();
    // What was cut off in mid-wait by somebody else would be taken for a hang.
    if (reason === 'ended') look(Number.POSITIVE_INFINITY);
  });
  return { [Symbol.dispose]: stop };
}

/**
 * What is wrong with a run that was kept, from its frames (in any cut). Works in slices, so that the event loop goes on
 * turning; stops with what it has when `isWanted` says so.
 */
export async function findingsOf(
  frames: Iterable<Uint8Array>,
  isWanted: () => boolean = () => true,
): Promise<readonly Finding[]> {
  const replay = new Replay();
  for (const bytes of frames) {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      replay.append(bytes.subarray(at, at + SLICE_BYTES));
      if (!isWanted() || replay.model.failure || replay.model.store.length > MAX_EVENTS) return replay.findings;
      await nextTurn();
    }
  }
  return replay.finish();
}
