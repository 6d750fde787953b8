/** How the queues come into being: arguments checked, state made. */
import type { ResourceKind } from '../../trace/schema.ts';
import type { Made } from '../creation.ts';
import type { Domain } from '../machine/memory.ts';
import { createNamed, isOptions, type NameOptions } from '../sync/primitive.ts';
import { checkInteger } from '../validate.ts';

const MOST = 2 ** 31 - 1;

/** A queue's state and what its handle needs to say besides. */
export interface MadeQueue {
  readonly made: Made;
  readonly maxsize: number;
}

/** Makes a queue of `words` words; options may stand in place of maxsize. */
export function makeQueue(
  kind: ResourceKind,
  className: string,
  domain: Domain,
  words: number,
  maxsize: number | NameOptions | undefined,
  options: NameOptions | undefined,
): MadeQueue {
  const omitted = options === undefined && isOptions(maxsize);
  const given = omitted || maxsize === undefined ? 0 : checkInteger(maxsize, `${className} maxsize`, -MOST - 1, MOST);
  const made = createNamed(omitted ? maxsize : options, {
    kind,
    className,
    domain,
    parameters: `${given}`,
    words,
    data: { value: 0, ...(given > 0 ? { capacity: given } : undefined) },
  });
  return { made, maxsize: given };
}
