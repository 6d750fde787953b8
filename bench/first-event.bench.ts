/**
 * From the command to the first event on the timeline: how long after a run was asked for the first frame of the program
 * itself arrives, next to how long a bare Node takes to print its first line on the same machine.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startRun } from '../src/session/start.ts';
import { TraceModel } from '../src/trace/model.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = 15;

/** Milliseconds until the program's main actor has told of itself. */
async function firstEvent(): Promise<number> {
  const began = performance.now();
  const run = startRun({ program: `${root}src/patterns/mutex.ts`, runtimeDir: `${root}dist/runtime`, stdio: 'pipe' });
  const model = new TraceModel();
  const took = await new Promise<number>((resolve) => {
    run.onFrames((bytes) => {
      model.append(bytes);
      if (model.actors.some((actor) => actor.kind === 'process' && actor.announced)) resolve(performance.now() - began);
    });
  });
  await run.stop();
  return took;
}

async function bareNode(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const took = await new Promise<number>((resolve) => {
    child.stdout.once('data', () => resolve(performance.now() - began));
  });
  await new Promise((resolve) => child.once('close', resolve));
  return took;
}

const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

const ours: number[] = [];
const bare: number[] = [];
for (let i = 0; i < rounds; i++) {
  ours.push(await firstEvent());
  bare.push(await bareNode());
}
console.log(
  `first event on the timeline: median ${median(ours).toFixed(0)} ms, worst ${Math.max(...ours).toFixed(0)} ms; ` +
    `bare Node's first line: ${median(bare).toFixed(0)} ms; ratio ${(median(ours) / median(bare)).toFixed(2)}; to reach: under 500 ms`,
);
