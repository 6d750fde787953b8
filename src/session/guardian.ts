/**
 * The guardian ends a run's processes when the session cannot: a tiny shell in a session of its own that waits on a pipe
 * held by this process. When the pipe closes without a good-bye, because `heddle` or the editor was killed, it ends
 * the program's group and whatever carries the run's mark.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { SESSION_VARIABLE } from './processes.ts';

/** Reads the group's number, then waits for `done` or the end of the pipe. */
const SCRIPT = `
read -r group
read -r word
[ "$word" = done ] && exit 0
end() {
  [ -n "$group" ] && kill -"$1" -"$group"
  for environ in /proc/[0-9]*/environ; do
    if grep -q "${SESSION_VARIABLE}=$0" "$environ"; then
      pid=\${environ#/proc/}
      kill -"$1" "\${pid%/environ}"
    fi
  done
}
end TERM
sleep 1
end KILL
`;

/** Stands by for one run. */
export class Guardian {
  readonly #shell: ChildProcess | undefined;
  #told = false;

  constructor(id: string) {
    if (process.platform === 'win32') return;
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, id], {
      cwd: '/',
      detached: true,
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without a shell there is no guardian; the session itself still cleans up.
    this.#shell.on('error', () => {});
    this.#shell.stdin?.on('error', () => {});
    this.#shell.unref();
  }

  /** Says which process group it is to end. */
  guard(group: number): void {
    this.#told = true;
    this.#shell?.stdin?.write(`${group}\n`);
  }

  /** Lets it go; resolves when it is gone. */
  async dismiss(): Promise<void> {
    const shell = this.#shell;
    if (!shell || shell.pid === undefined || shell.exitCode !== null || shell.signalCode !== null) return;
    shell.ref();
    const gone = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
    shell.stdin?.end(this.#told ? 'done\n' : '\ndone\n');
    await gone;
  }
}
