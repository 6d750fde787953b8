/** What findings of kind `race` and `lock-order` say, in English. */
export const RACE_STRINGS = {} as const;
