/** `npm run pictures`: takes the README's pictures from the real thing, in the embedded VS Code. */

import { mkdir, stat } from 'node:fs/promises';
import { inRepository } from '../test/host/folders.ts';
import { Stage } from '../test/host/stage.ts';
import { until } from '../test/host/workbench.ts';

const folder = inRepository('docs/pictures');
await mkdir(folder, { recursive: true });
for (const [name, theme] of Object.entries({ dark: 'Default Dark Modern', light: 'Default Light Modern' })) {
  const stage = await Stage.open({ theme, width: 1100, height: 680 });
  try {
    const { workbench } = stage;
    await run(workbench, 'Heddle: Run Mutex Demo', 'view');
    await take(workbench, `sidebar-${name}`);
    await workbench.command('Heddle: Open Timeline in Editor');
    await run(workbench, 'Heddle: Run Mutex Demo', 'editor');
    await take(workbench, `editor-${name}`);
    await run(workbench, 'Heddle: Run Producer-Consumer Demo', 'editor');
    await take(workbench, `producer-consumer-${name}`);
    await run(workbench, 'Heddle: Run Semaphore Demo', 'editor');
    await take(workbench, `semaphore-${name}`);
  } finally {
    await stage.close();
  }
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
  await workbench.page.mouse.move(700, 670);
}

async function take(workbench, name) {
  // Two drawn frames: what has come is on the screen.
  await workbench.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const path = `${folder}/${name}.png`;
  await workbench.page.screenshot({ path });
  console.log(`${name}.png  ${Math.round((await stat(path)).size / 1024)} KiB`);
}
