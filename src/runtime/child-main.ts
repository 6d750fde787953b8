/** What runs in a started child process: its target, and its end. Wiring only. */
import { adoptProcessMemory } from './machine/processes.ts';
import { decodePayload } from './payload/payload.ts';
import './sync/kinds.ts';
import { birthArguments, childBirth, mailboxFd, writeLastWords } from './life/birth.ts';
import { endsBecause } from './life/end-state.ts';
import { endFamily } from './life/ending.ts';
import { entryModule, runTarget } from './life/entry.ts';
import { toRecord } from './life/error-record.ts';
import { watchEnd } from './life/main.ts';
import { installOutput } from './life/output.ts';
import { watchParent } from './life/parent.ts';
import { reportUncaught } from './life/report.ts';
import { processFacts } from './life/self.ts';
import { onUncaught } from './life/uncaught.ts';
import { keepAlive } from './machine/keep-alive.ts';
import { startRecording } from './record/install.ts';

if (childBirth === undefined || mailboxFd === undefined) {
  process.stderr.write('heddle: child-main is started by Process.start() only\n');
  process.exit(2);
}
void live(childBirth, mailboxFd);

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
