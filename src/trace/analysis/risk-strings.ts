/** What findings about risks say, in English. */
export const RISK_STRINGS = {} as const;
