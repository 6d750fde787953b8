/** How this thread comes to its end, told to the timeline with its last events. */
import type { ExitReason } from '../../trace/schema.ts';
import { endRecording } from '../record/install.ts';
import { describe } from '../validate.ts';
import { selfActor } from './self.ts';

let ending: { readonly reason: ExitReason; readonly error?: string } | undefined;

/** Says how this thread ends, before its process 'exit' event; the first word counts. */
export function endsBecause(reason: ExitReason, error?: unknown): void {
  ending ??= { reason, ...(error === undefined ? undefined : { error: textOf(error) }) };
}

function textOf(error: unknown): string {
  try {
    return String((error as Error)?.message ?? error);
  } catch {
    return describe(error);
  }
}
/** True when its target (or main) has ended in the ordinary way. */
export function endsByReturning(): boolean {
  return ending?.reason === 'returned';
}
/** Tells the timeline of this thread's end, with everything that is still in the buffer. */
export function announceEnd(code: number): void {
  const { reason, error } = ending ?? { reason: 'exit' as const };
  endRecording({ target: selfActor, reason, code, ...(error === undefined ? undefined : { error }) });
}
