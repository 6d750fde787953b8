/**
 * Takes the place of VS Code's native watchdog in the embedded VS Code: a process that was asked to watch its parent
 * ends when the parent has. Unlike the native one it cannot end a process whose event loop is blocked.
 */

const { kill, exit } = process;

exports.start = (pid) => {
  setInterval(() => {
    try {
      kill(pid, 0);
    } catch {
      exit(87);
    }
  }, 1000).unref();
};

exports.exit = (code) => exit(code ?? 0);
