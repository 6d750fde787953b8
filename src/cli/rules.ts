/** What each kind of finding means and what to do about it, for whoever has never heard of it. */
import type { Finding, FindingKind } from '../trace/analysis/finding.ts';

/** A kind of finding as a rule of code scanning. */
export interface Rule {
  /** One sentence. */
  readonly short: string;
  /** When it is told, and when not. */
  readonly full: string;
  /** The way out. */
  readonly help: string;
  readonly severity: Finding['severity'];
}

/** All rules. */
export const RULES: { readonly [K in FindingKind]: Rule } = {
  deadlock: {
    short: 'Each of several threads or processes waits for what another of them holds.',
    full: 'A ring of waits without limit among those who hold a lock, or are joined, was closed and nobody outside of it can open it. A thread that takes a Lock twice is a ring of one. Waits with a timeout are none.',
    help: 'Take the locks in one and the same order everywhere, or wait with a timeout and let go of what is held. A lock that its own holder takes again is to be an RLock.',
    severity: 'error',
  },
  stall: {
    short: 'A thread or process waits without limit for what nobody who is left can bring about.',
    full: 'Everybody who could put, release, set or notify has ended or waits as well. An event loop with a timer, a socket or a file operation to look after still may.',
    help: 'Put one sentinel for each consumer after the last item or shut the queue down, release on every path (a using does), or wait with a timeout.',
    severity: 'error',
  },
  race: {
    short: 'Two threads or processes use the same data, one of them changes it, and nothing orders them.',
    full: 'No lock, queue, event, start or join came between the two accesses, or others came between a look and the act that was based on it.',
    help: 'Hold one lock around all that belongs together, or change the value by one atomic operation.',
    severity: 'error',
  },
  'lock-order': {
    short: 'Two locks are taken in one order here and in the other order there.',
    full: 'The run did not hang; with other timing each could have held what the other one waits for. Told when both orders were seen and nothing keeps the two apart.',
    help: 'Take the locks in one and the same order everywhere.',
    severity: 'warning',
  },
  'long-hold': {
    short: 'A lock was held over a long wait or sleep while others waited for it.',
    full: 'Told when somebody was kept waiting for the lock for more than a second; a lock that nobody wants may be held for long.',
    help: 'Let go of the lock before waiting or sleeping, and take it again afterwards.',
    severity: 'warning',
  },
  unreleased: {
    short: 'A lock was never released by its last holder.',
    full: 'The holder ended, or the program did, with the lock still held.',
    help: 'Release on every path: using _held = lock.hold() does, also when an error is thrown.',
    severity: 'warning',
  },
  'foreign-release': {
    short: 'A lock was released by somebody who did not hold it.',
    full: 'A Lock permits that, and then two may be in the critical section at once.',
    help: 'Let the holder release, or use an Event or a Semaphore for a signal from one to another.',
    severity: 'warning',
  },
  'lost-permit': {
    short: 'A permit of a semaphore was taken and can never be given back.',
    full: 'Its holder ended without a release, so there is one permit less from then on.',
    help: 'Release on every path: using _permit = semaphore.hold() does, also when an error is thrown.',
    severity: 'warning',
  },
  abandoned: {
    short: 'The holder of a lock died.',
    full: 'The next owner got the lock and was told that it was abandoned: what it protects may be half done.',
    help: 'Look at held.abandoned and mend the data, or do not end holders in the middle of their work.',
    severity: 'warning',
  },
  starvation: {
    short: 'Somebody waits while others are served again and again.',
    full: 'Told when the others came later and were served many times over.',
    help: 'Hold the lock for shorter, pause between two turns, or serve through a queue.',
    severity: 'warning',
  },
  convoy: {
    short: 'Threads queue up at one lock at each turn, so that one at a time works.',
    full: 'Told when most of the time of several threads went into waiting for the same lock.',
    help: 'Do less under the lock, or divide what it protects among several locks.',
    severity: 'warning',
  },
  'queue-growth': {
    short: 'A queue is filled faster than it is emptied, all along.',
    full: 'Told when it never came near to being empty again and has no bound.',
    help: 'Give the queue a size, so that producers wait, or have more consumers.',
    severity: 'warning',
  },
  'endless-consumer': {
    short: 'A consumer asks for items again and again when nobody is left who would put any.',
    full: 'Told when it has asked an empty queue many times in vain since the last of its producers ended.',
    help: 'Put one sentinel for each consumer after the last item, or shut the queue down.',
    severity: 'warning',
  },
  'cut-off': {
    short: 'Daemon work was ended in the middle of a critical section.',
    full: 'A daemon held a lock, or was between a change and its end, when the program ended.',
    help: 'Tell daemons to end and join them before the program ends, or do such work in no daemon.',
    severity: 'warning',
  },
};
