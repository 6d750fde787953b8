/** What another thread does in the middle of an operation, made to happen at the same place each time. */
import type { SharedMemory } from '../../../../src/runtime/machine/memory.ts';

/** The memory, but just before `op` touches the word for the nth time `then` is called. */
export function interrupted(
  memory: SharedMemory,
  op: 'load' | 'store' | 'exchange' | 'compareExchange' | 'unpark',
  word: number,
  then: () => void,
  nth = 1,
): SharedMemory {
  let left = nth;
  return new Proxy(memory, {
    get(_, name) {
      const value = Reflect.get(memory, name, memory) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === op && args[0] === word && --left === 0) then();
        return value.apply(memory, args) as unknown;
      };
    },
  });
}
