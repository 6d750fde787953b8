/** heddle/gil: a model of an interpreter lock, to see what it does to threads. */

export {
  HeddleError,
  ModuleLevelError,
  NotOwnerError,
} from './errors.ts';
export { Gil } from './sync/gil.ts';
