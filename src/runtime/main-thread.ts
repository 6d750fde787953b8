/** Whether this is a process's main thread. */
import { isMainThread as isMain } from 'node:worker_threads';

/** Names the inherited mailbox to a child (life/birth.ts). It is removed from the environment before any thread could see it. */
export const MAILBOX_VARIABLE = 'HEDDLE_MAILBOX_FD';

/** Asking Node loads streams and more, a tenth of a child's start: a child that Heddle started knows without. */
export const isMainThread: boolean = process.env[MAILBOX_VARIABLE] !== undefined || isMain;
