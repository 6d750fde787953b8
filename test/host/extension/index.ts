/** Entry of the tests inside the extension host: VS Code calls `run`. */

import { format } from 'node:util';
import Mocha from 'mocha';
import TotalsReporter from '../../support/reporter.cjs';

declare const TEST_FILES: readonly string[];

/** The desktop prints the lines as they are; the embedded VS Code tells them by the mark from its own (see embedded.ts). */
const MARK = '\u2063';
Object.assign(Mocha.reporters.Base, {
  consoleLog: (...values: unknown[]) => {
    for (const line of format(...values).split('\n')) console.log(`${MARK}${line}`);
  },
});

/** Runs all test files; rejects when a test has failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, slow: 5000, reporter: TotalsReporter });
  const grep = process.env.HEDDLE_TEST_GREP;
  if (grep !== undefined) mocha.grep(grep);
  for (const file of TEST_FILES) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the extension's tests failed.`);
}
