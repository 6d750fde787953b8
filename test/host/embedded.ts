/** Carries out the desktop's command line for extension tests in the embedded VS Code. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { installVSCode } from './install.ts';
import { startServer } from './server.ts';
import { Workbench } from './workbench.ts';

/** Stands before each line of the tests' report; invisible where nobody takes it away. */
const MARK = '\u2063';
/** How long the workbench may take to start the tests, and how long they may then be silent, in milliseconds. */
const SILENCE = 120_000;

/**
 * Runs `--extensionDevelopmentPath=`, `--extensionTestsPath=` and a folder as `code` does; answers the exit code.
 * Other options of the desktop have no meaning here and are passed over.
 */
export async function runInEmbedded(args: readonly string[]): Promise<number> {
  const option = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const extension = option('extensionDevelopmentPath');
  const tests = option('extensionTestsPath');
  if (extension === undefined || tests === undefined)
    throw new Error('Expected --extensionDevelopmentPath=FOLDER and --extensionTestsPath=FILE.');
  const folder = args.find((arg) => !arg.startsWith('-'));
  const entry = await installVSCode((words) => console.log(words));
  const dataDir = await mkdtemp(`${tmpdir()}/heddle-vscode-`);
  const workspaceTrust = !args.includes('--disable-workspace-trust');
  const server = await startServer({ entry, dataDir, testDriver: true, workspaceTrust });
  let workbench: Workbench | undefined;
  const onSignal = () => {
    void server.stop().then(() => process.exit(130));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    let lastWord = Date.now();
    const aside: string[] = [];
    const exit = new Promise<number>((settle, fail) => {
      const quiet = setInterval(() => {
        if (Date.now() - lastWord < SILENCE) return;
        fail(new Error(`The tests said nothing for ${SILENCE / 1000} s.\n${server.output()}`));
      }, 1000);
      const finished = (code: number) => {
        clearInterval(quiet);
        if (code !== 0) console.log(['What the workbench said:', ...aside.slice(-40)].join('\n  '));
        settle(code);
      };
      void server.ended.then(() => {
        clearInterval(quiet);
        fail(new Error(`The embedded VS Code ended before the tests did.\n${server.output()}`));
      });
      const prepare = async (page: Page) => {
        await page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => {
          lastWord = Date.now();
          const line = values.map(String).join(' ');
          // What the workbench says of itself is for failures only.
          if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
          else aside.push(`${type}: ${line}`);
        });
        await page.exposeFunction('codeAutomationExit', finished);
      };
      const remote = (path: string) => `vscode-remote://remote${encodeURI(resolve(path))}`;
      const payload = [
        ['extensionDevelopmentPath', remote(extension)],
        ['extensionTestsPath', remote(tests)],
      ] as const;
      Workbench.open({ url: server.url, payload, prepare, ...(folder === undefined ? {} : { folder }) }).then(
        (opened) => {
          workbench = opened;
        },
        fail,
      );
    });
    return await exit;
  } finally {
    await workbench?.close().catch(() => {});
    await server.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
