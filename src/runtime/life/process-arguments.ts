/** The arguments that Node itself was started with: child processes get the same, so that they find `heddle/...` too. */
import { threadBirth } from '../context.ts';

/**
 * A process that ends while V8 compiles beside it may hang for good: the compiler waits for a garbage collection by the main
 * thread, and at process.exit the main thread waits for the compiler (seen with Node 24, in 2 to 10 of 1,000 short
 * children). With this argument the first compiler works in turn with the program; the second is switched off in load.ts, and
 * the last one takes no such memory. Versions that may not know it do without.
 */
const SAFE_EXIT = /^2[45]\./.test(process.versions.node) ? ['--no-concurrent-sparkplug'] : [];

export function childArguments(): readonly string[] {
  const own = (threadBirth?.nodeArguments as readonly string[] | undefined) ?? process.execArgv;
  return [...SAFE_EXIT.filter((argument) => !own.includes(argument)), ...own];
}
