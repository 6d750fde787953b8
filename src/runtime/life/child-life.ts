/** What runs in a started child process: its target, and its end. */
import { adoptProcessMemory } from '../machine/processes.ts';
import { decodePayload } from '../payload/payload.ts';
import '../sync/kinds.ts';
import { keepAlive } from '../machine/keep-alive.ts';
import { startRecording } from '../record/install.ts';
import { birthArguments, childBirth, mailboxFd, writeLastWords } from './birth.ts';
import { endsBecause } from './end-state.ts';
import { endFamily } from './ending.ts';
import { entryModule, runTarget } from './entry.ts';
import { toRecord } from './error-record.ts';
import { watchEnd } from './main.ts';
import { installOutput } from './output.ts';
import { watchParent } from './parent.ts';
import { reportUncaught } from './report.ts';
import { processFacts } from './self.ts';
import { onUncaught } from './uncaught.ts';

/** Lives the life that this process was started for. */
export function liveAsChild(): void {
  if (childBirth === undefined || mailboxFd === undefined) {
    process.stderr.write('heddle: child-main is started by Process.start() only\n');
    process.exit(2);
  }
  void live(childBirth, mailboxFd);
}

async function live(birth: NonNullable<typeof childBirth>, mailbox: number): Promise<void> {
  keepAlive();
  process.argv.splice(1, process.argv.length, ...birth.argv);
  adoptProcessMemory(birth.memoryFd);
  const { name, daemon } = birth;
  startRecording(birth.pipeFd, birth.sites, { name, kind: 'process', daemon, parent: birth.parent });
  installOutput();
  watchEnd();
  // Under a session its guardian sees to that.
  if (birth.daemon && process.env.HEDDLE_SESSION === undefined) watchParent(birth.parentPid);
  const fail = (error: unknown) => {
    reportUncaught(`process ${processFacts.name}`, error);
    writeLastWords(mailbox, { exitCode: 1, error: toRecord(error) });
    endsBecause('error', error);
    process.exitCode = 1;
  };
  onUncaught((error) => {
    fail(error);
    process.exit(1);
  });
  try {
    if (birth.program) await entryModule();
    await runTarget(birth.target, decodePayload(birthArguments(mailbox)) as unknown[]);
    endsBecause('returned');
  } catch (error) {
    fail(error);
  }
  await endFamily();
  process.exit();
}
