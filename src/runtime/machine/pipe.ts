/** An unnamed pipe, which Node itself does not offer. */
import { foreign, systemError } from './foreign.ts';
import { undisturbed } from './undisturbed.ts';

const O_CLOEXEC_NONBLOCK = 0o2004000;

/** Both ends, for Linux. */
export function pipe(): [reading: number, writing: number] {
  const pipe2 = undisturbed(() => foreign().load(null).func('int pipe2(_Out_ int32_t *ends, int flags)'));
  const ends = [0, 0];
  if (pipe2(ends, O_CLOEXEC_NONBLOCK) < 0) throw systemError('pipe2');
  return [ends[0] as number, ends[1] as number];
}
