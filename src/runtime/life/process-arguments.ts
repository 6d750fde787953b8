/** The arguments that Node itself was started with: child processes get the same, so that they find `heddle/...` too. */
import { threadBirth } from '../context.ts';

export function childArguments(): readonly string[] {
  return (threadBirth?.nodeArguments as readonly string[] | undefined) ?? process.execArgv;
}
