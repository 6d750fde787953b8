/** Preloaded by a session (`node --import`): lets the program find `heddle/...`, and records it. */
import { hookResolution } from './life/hooks.ts';
import { watchEnd } from './life/main.ts';
import { installOutput } from './life/output.ts';
import { isMainProgram, processFacts } from './life/self.ts';
import { startRecording } from './record/install.ts';

hookResolution();
if (isMainProgram) {
  const { name, pipeFd, sites } = processFacts;
  startRecording(pipeFd, sites, { name, kind: 'process', daemon: false, parent: 0 });
  installOutput();
  watchEnd();
}
