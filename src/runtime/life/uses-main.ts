/** Whether the program has a main(): its threads and children then evaluate its module before they run anything else. */
import { threadBirth } from '../context.ts';
import { childBirth } from './birth.ts';

let used = ((threadBirth?.program as boolean | undefined) ?? childBirth?.program) === true;

export function usesMain(): boolean {
  return used;
}
export function mainIsUsed(): void {
  used = true;
}
