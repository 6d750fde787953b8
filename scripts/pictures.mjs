/**
 * `npm run pictures [-- readme|walkthrough|lessons [PATTERN...]]`: takes the pictures of the README, of the walkthrough
 * and of the lessons from the real thing: the embedded VS Code, and the timeline's page in Chromium.
 */

import { mkdir, stat, writeFile } from 'node:fs/promises';
import { inRepository } from '../test/host/folders.ts';
import { Stage } from '../test/host/stage.ts';
import { until } from '../test/host/workbench.ts';
import { takeLessonPictures } from './lesson-pictures.ts';

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };
const WIDTH = 1100;
const HEIGHT = 680;
/** Where the editors begin, and the part of the window that a step of the walkthrough shows. */
const EDITOR_LEFT = 328;
const STEP = { x: EDITOR_LEFT, y: 30, width: WIDTH - EDITOR_LEFT - 4, height: 400 };

const FIBONACCI = `export function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
`;

const PARTS = ['readme', 'walkthrough', 'lessons'];
const [part, ...patterns] = process.argv.slice(2);
if (part !== undefined && !PARTS.includes(part)) {
  console.error(`There are no pictures of '${part}': ${PARTS.join(', ')}.`);
  process.exit(2);
}
const wanted = (name) => part === undefined || part === name;
for (const theme of wanted('readme') || wanted('walkthrough') ? Object.keys(THEMES) : []) await takeInWindow(theme);
if (wanted('lessons')) await takeLessonPictures(patterns);

async function takeInWindow(theme) {
  // The name of the program that serves VS Code here is not the user's.
  const title = ['activeEditorShort', 'separator', 'rootName'].map((name) => `\${${name}}`).join('');
  const settings = { 'window.title': title, 'editor.minimap.enabled': false };
  const stage = await Stage.open({ theme: THEMES[theme], width: WIDTH, height: HEIGHT, settings });
  try {
    if (wanted('readme')) await takeReadme(stage, theme);
    if (wanted('walkthrough')) await takeWalkthrough(stage, theme);
  } finally {
    await stage.close();
  }
}

async function takeReadme({ workbench }, theme) {
  const folder = inRepository('docs/pictures');
  await mkdir(folder, { recursive: true });
  const shoot = (name) => take(workbench, `${folder}/${name}-${theme}.png`);
  await run(workbench, 'Heddle: Run Mutex Demo', 'view');
  await shoot('sidebar');
  await workbench.command('Heddle: Open Timeline in Editor');
  await run(workbench, 'Heddle: Run Mutex Demo', 'editor');
  await shoot('editor');
  await run(workbench, 'Heddle: Run Producer-Consumer Demo', 'editor');
  await shoot('producer-consumer');
  await run(workbench, 'Heddle: Run Semaphore Demo', 'editor');
  await shoot('semaphore');
}

/** One picture for each step of the walkthrough, without the parts of the window that it is not about. */
async function takeWalkthrough(stage, theme) {
  const { workbench } = stage;
  const { page } = workbench;
  const folder = inRepository('media/walkthrough');
  const shoot = (name, clip) => take(workbench, `${folder}/${name}-${theme}.png`, clip);
  await workbench.command('View: Close All Editors');
  await run(workbench, 'Heddle: Run Mutex Demo', 'view');
  await shoot('run', { x: 0, y: 30, width: EDITOR_LEFT, height: HEIGHT - 60 });
  await workbench.command('Heddle: Open Timeline in Editor');
  await run(workbench, 'Heddle: Run Mutex Demo', 'editor');
  await shoot('read', STEP);
  await workbench.command('View: Close All Editors');
  await workbench.command('Heddle: Insert Pattern...');
  await workbench.pick('Mutex between processes');
  await page.locator('.codelens-decoration a').first().waitFor();
  await shoot('insert', STEP);
  await workbench.command('View: Revert and Close Editor');
  await workbench.open('printers.ts');
  await page.locator('.codelens-decoration a').first().waitFor();
  await shoot('own', STEP);
  await writeFile(`${stage.folder}/fib.ts`, FIBONACCI);
  await workbench.open('fib.ts');
  await workbench.command('Heddle: Compare Threads and Processes...');
  const box = page.locator('.quick-input-widget');
  await box.getByPlaceholder(/^Choose a function/).press('Enter');
  await box.getByText(/^Arguments for/).waitFor();
  await page.keyboard.type('36');
  await page.keyboard.press('Enter');
  await box.getByText(/^How many calls/).waitFor();
  await page.keyboard.press('Enter');
  await until('the report', async () => {
    for (const frame of page.frames()) if (await frame.getByText('Measure Again').isVisible()) return true;
    return false;
  });
  await shoot('compare', STEP);
  await workbench.command('View: Close All Editors');
}

/** Runs a demo and waits until the timeline has all of it. */
async function run(workbench, command, place) {
  const status = async () => {
    const frame = await workbench.timeline(place);
    return (await frame.getByText(/^(Ended|Running|Starting)/).allTextContents())[0] ?? '';
  };
  // The former run may still be on it: the new one took another time.
  const former = place === 'editor' ? await status() : '';
  await workbench.command(command);
  await until('the end of the run', async () => {
    const now = await status();
    return now.startsWith('Ended') && now !== former;
  });
}

async function take(workbench, path, clip) {
  const { page } = workbench;
  await page.mouse.move(WIDTH - 400, HEIGHT - 10);
  // Two drawn frames: what has come is on the screen.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.screenshot({ path, clip });
  console.log(`${path.slice(inRepository('').length)}  ${Math.round((await stat(path)).size / 1024)} KiB`);
}
