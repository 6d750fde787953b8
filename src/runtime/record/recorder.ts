/**
 * The one place that every operation of every primitive passes: begin, wait, end. It is undefined without a session,
 * and then costs one comparison. (It is also where a later version holds a thread before its next step.)
 */
import type { DataKey, DataValue, EventData, Op, Outcome, ResourceKey, ResourceKind } from '../../trace/schema.ts';
import type { Domain } from '../machine/memory.ts';

export interface Recorder {
  /** An operation begins. The call site is the first frame outside the runtime. `flight` is 0 for a blocking call. */
  begin(op: Op, resource: ResourceKey, flight: number, data?: EventData, rseq?: number): void;
  /** Right before the thread may block (or an asynchronous wait is entered): everything so far is written out. */
  flush(): void;
  end(op: Op, resource: ResourceKey, flight: number, outcome: Outcome, rseq: number, data?: EventData): void;
  instant(op: Op, resource: ResourceKey, rseq: number, data?: EventData): void;
  /** Announces a resource with its creation site. */
  resource(key: ResourceKey, kind: ResourceKind, name: string, domain: Domain, data?: EventData): void;
  /** A number that pairs begin and end of an asynchronous operation of this thread. */
  nextFlight(): number;
}
export type { DataKey, DataValue, EventData };

/** This thread's recorder. */
export let recorder: Recorder | undefined;
/**
 * Records what may let others go on, and before they can: where one of them waits, it is written out at once, so that
 * nobody is seen to go on without the cause, even if this thread is killed at its next step. Not written out otherwise.
 */
export function tellCause(record: Recorder, awaited: boolean, ...event: Parameters<Recorder['instant']>): void {
  record.instant(...event);
  if (awaited) record.flush();
}

/** Set once, before the program's modules are evaluated. */
export function setRecorder(value: Recorder | undefined): void {
  recorder = value;
}
