/** What findings about risks say, in English. */
export const RISK_STRINGS = {
  name: '{0}',

  'death.error': 'ended with an error',
  'death.killed': 'was killed',
  'death.terminated': 'was terminated',
  'death.unknown': 'vanished',
  'death.exit': 'called process.exit',

  'long-hold.message': '{0} holds {1} while it {2}; kept waiting: {3}.',
  'long-hold.sleeps': 'sleeps for more than a second',
  'long-hold.joins': 'waits more than a second for somebody to end',
  'long-hold.waits': 'waits more than a second for {0}',
  'long-hold.remedy': 'Let go of {0} before the long wait and take it again afterwards.',

  'unreleased.message': '{0} took {1}, has ended and never released it.',
  'unreleased.remedy': 'Release on every path: `using held = lock.hold()` does.',

  'foreign-release.message': '{0} releases {1}, which {2} holds.',
  'foreign-release.remedy':
    'Let the holder release it; for a signal between threads take an Event, for counting a Semaphore.',

  'lost-permit.message': '{0} {1} with a permit of {2}: there is one less from now on.',
  'lost-permit.kept': '{0} took a permit of {1}, has ended and never gave it back: there is one less from now on.',
  'lost-permit.remedy': 'Give permits back on every path: `using held = semaphore.hold()` does.',

  'abandoned.message': '{0} {1} while it held {2}: what it guards may be half done.',
  'abandoned.recovered': 'The holder of {0}, {1}, died; {2} took it over and may find what it guards half done.',
  'abandoned.remedy':
    'Look at `abandoned` after acquiring, and put right what the lock guards; better, let the holder come to its end.',

  'cut-off.message': '{0} was ended by the daemon rule in the middle of its work under {1}.',
  'cut-off.remedy': 'Join it before the program ends, or do not make it a daemon.',

  'starvation.waits': '{0} waits for {1} while others who came later got it {2} times.',
  'starvation.retries': '{0} tried for {1} {2} times in vain while others who came later got it {3} times.',
  'starvation.item': 'An item of {0}, put by {1}, stays inside while {2} that came later were taken.',
  'starvation.remedy': 'Hold it for less, wait without a short limit, or serve in order of arrival.',
  'starvation.remedy-item': 'Let priority grow with age, or take from a Queue, which serves in order of arrival.',

  'convoy.threads': '{0} threads queue up at {1} at each turn: they spend {2} % of their time waiting for it.',
  'convoy.processes': '{0} processes queue up at {1} at each turn: they spend {2} % of their time waiting for it.',
  'convoy.remedy': 'Hold it for less, or give each its own part of what it guards.',

  'queue-growth.unread': '{0} has taken in {1} items, and nobody ever takes one out.',
  'queue-growth.grows': '{0} fills faster than it is emptied: of {1} items {2} are still inside.',
  'queue-growth.remedy': 'Give it a maxsize, so that producers wait, or add consumers.',

  'endless-consumer.message': '{0} has asked the empty {1} {2} times in vain since the last of its producers ended.',
  'endless-consumer.remedy': 'Put a sentinel per consumer after the last item, or shut the queue down.',
} as const;
