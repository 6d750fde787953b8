import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sorted } from '../../src/trace/sorting.ts';

describe('sorting that can be put aside', () => {
  it('sorts as Array.sort does, equal ones in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 300 }), (keys) => {
        const items = Uint32Array.from(keys, (_, index) => index);
        const order = sorted(items, (item) => keys[item]!);
        let step = order.next();
        while (step.done !== true) step = order.next();
        const wanted = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b);
        assert.deepEqual([...step.value], wanted);
      }),
    );
  });

  it('breathes, however long it takes', () => {
    const order = sorted(
      Uint32Array.from({ length: 50_000 }, (_, index) => index),
      (item) => (item * 7919) % 50_000,
    );
    let breaths = 0;
    while (order.next().done !== true) breaths++;
    assert.ok(breaths > 100, `${breaths} breaths`);
  });
});
