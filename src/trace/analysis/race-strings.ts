/** What findings of kind `race` and `lock-order` say, in English. */
export const RACE_STRINGS = {
  'race.element': '{0}[{1}]',
  'race.lost-value': '{0} and {1} both read {2} = {3} and write it back: the update of {0} is lost.',
  'race.lost': '{0} and {1} both read {2} and write it back: the update of {0} is lost.',
  'race.overwritten':
    '{0} writes {2} between the read and the write of {1}, whose write rests on what is outdated: the update of {0} is lost.',
  'race.turns':
    '{0} and {1} each read {2} and write it back, and nothing keeps the one out between the read and the write of the other.',
  'race.write-write': '{0} and {1} both write {2}, and nothing orders the two writes.',
  'race.write-read': '{0} writes {2} and {1} reads it, and nothing orders the two.',
  'race.plain-atomic': '{0} writes {2} by a plain write while {1} changes it atomically, and nothing orders the two.',
  'race.outdated': '{1} reads {2} and writes it in two steps, and {0} writes it in between: the update of {0} is lost.',
  'race.remedy-update':
    'Hold one lock from the read to the write, on both sides, or use add, update or compareExchange.',
  'race.remedy-order':
    'Hold the same lock around both, let a join, a queue or an event order them, or make both atomic (add, compareExchange).',
  'race.remedy-atomic':
    'Write it atomically as well (add, compareExchange), or hold one lock around all of its changes.',
  'race.remedy-step': 'Hold the lock from the read to the write, or read again before writing.',
  'race.remedy-look': 'Hold one lock from the look to the write, on both sides, and look again under it.',

  'lock-order.ring': 'Locks are taken in orders that could have hung: {0}.',
  'lock-order.takes': '{0} takes {1} and then {2}',
  'lock-order.remedy': 'Take {0} in this order everywhere, or take one lock around them all.',
} as const;
