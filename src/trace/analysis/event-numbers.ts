/** Numbers of operations, phases and outcomes, as the store has them. */
import { OPS, type Op, OUTCOMES } from '../schema.ts';

export const BEGIN = 0;
export const END = 1;
export const OP = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;
export const OK = OUTCOMES.indexOf('ok');
export const ABANDONED = OUTCOMES.indexOf('abandoned');
export const SHUT_DOWN = OUTCOMES.indexOf('shutdown');
export const CLOSED = OUTCOMES.indexOf('closed');
