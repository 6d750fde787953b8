/** What a session preloads. */
import { startRecording } from '../record/install.ts';
import { hookResolution } from './hooks.ts';
import { watchEnd } from './main.ts';
import { installOutput } from './output.ts';
import { isMainProgram, processFacts } from './self.ts';

/** Lets the program find `heddle/...`, and records it. */
export function beginUnderSession(): void {
  hookResolution();
  if (isMainProgram) {
    const { name, pipeFd, sites } = processFacts;
    startRecording(pipeFd, sites, { name, kind: 'process', daemon: false, parent: 0 });
    installOutput();
    watchEnd();
  }
}
