/**
 * Takes the pictures of docs/lessons: every pattern is run, and its timeline is drawn by the real page in Chromium.
 * `npm run pictures -- lessons [PATTERN...]` takes all of them or only these.
 */
import { mkdir, stat } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import type { App } from '../media/app.ts';
import { watchFindings } from '../src/session/findings.ts';
import { loadPatterns, type Pattern } from '../src/session/patterns.ts';
import { startRun } from '../src/session/start.ts';
import type { Finding } from '../src/trace/analysis/finding.ts';
import { inRepository } from '../test/host/folders.ts';
import { launch, TimelinePage } from '../test/media/page.ts';

const FOLDER = inRepository('docs/pictures/lessons');
const WIDTH = 960;
/** Twenty lanes and their resources; a hundred threads are cut off, as the others look alike. */
const HEIGHT = 840;
/** The shortest of so many runs is shown: the least of what else the machine does is on it. */
const RUNS = 1;

/** What the page holds out to its tests. */
declare const heddleTimeline: App;

interface Recorded {
  readonly ms: number;
  readonly frames: Uint8Array;
  readonly findings: readonly Finding[];
}

/** Takes the pictures of these patterns, or of all. */
export async function takeLessonPictures(ids: readonly string[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const patterns = loadPatterns(inRepository('src/patterns')).filter(({ id }) => ids.length === 0 || ids.includes(id));
  const browser = await launch();
  try {
    for (const pattern of patterns) {
      const runs: Recorded[] = [];
      for (let run = 0; run < RUNS; run++) runs.push(await record(pattern));
      const path = `${FOLDER}/${pattern.id}.png`;
      await take(browser, pattern, runs.sort((one, other) => one.ms - other.ms)[0]!, path);
      console.log(`lessons/${pattern.id}.png  ${Math.round((await stat(path)).size / 1024)} KiB`);
    }
  } finally {
    await browser.close();
  }
}

async function take(browser: Browser, { id, title }: Pattern, { frames, findings }: Recorded, path: string) {
  const timeline = await TimelinePage.open(browser, { theme: 'light', width: WIDTH, height: HEIGHT });
  try {
    await timeline.show(frames, { title: title.en, program: `/patterns/${id}.ts` });
    if (findings.length > 0) await timeline.send({ type: 'findings', findings });
    await timeline.settle();
    const lanes = await timeline.page.evaluate(() => heddleTimeline.chart.heightInSight);
    const { y = 0 } = (await timeline.page.locator('.lanes').first().boundingBox()) ?? {};
    await timeline.page.screenshot({ path, clip: { x: 0, y: 0, width: WIDTH, height: Math.min(HEIGHT, y + lanes) } });
  } finally {
    await timeline.close();
  }
}

/** Runs a pattern to its end, or until it hangs for certain. */
async function record({ file }: Pattern): Promise<Recorded> {
  const run = startRun({ program: file, runtimeDir: inRepository('dist/runtime'), stdio: 'pipe', timeoutMs: 300_000 });
  const chunks: Uint8Array[] = [];
  const findings: Finding[] = [];
  run.onFrames((bytes) => chunks.push(bytes));
  watchFindings(run, (finding) => {
    findings.push(finding);
    if (finding.severity === 'error') void run.stop();
  });
  const { reason, exitCode, message, durationMs } = await run.ended;
  if (reason !== 'stopped' && exitCode !== 0) throw new Error(`${file}: ${message}`);
  return { ms: durationMs, frames: Buffer.concat(chunks), findings };
}

if (process.argv[1] === import.meta.filename) await takeLessonPictures(process.argv.slice(2));
