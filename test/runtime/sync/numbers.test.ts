import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { overBackends } from './support/backend.ts';

overBackends('Value and SharedArray', (backend) => {
  const { SharedArray, Value } = backend.classes;

  it('hold numbers of their type', () => {
    assert.equal(new Value('int32').value, 0);
    assert.equal(new Value<bigint>('int64').value, 0n);
    const value = new Value('float64', 1.5, { name: 'half' });
    assert.equal(value.name, 'half');
    value.value = 2.25;
    assert.equal(value.value, 2.25);
    assert.equal(value.add(0.5), 2.25);
    assert.equal(value.compareExchange(2.75, 3), 2.75);
    assert.equal(value.compareExchange(2.75, 4), 3);
    assert.equal(
      value.update((n) => n * 2),
      6,
    );
    assert.equal(value.value, 6);
  });
  it('check what they are given', () => {
    assert.throws(() => new Value('int' as never), { name: 'TypeError', message: /int8/ });
    assert.throws(() => new Value('int8', 128), { name: 'RangeError', message: /-128 to 127/ });
    assert.throws(() => new Value('uint8', -1), RangeError);
    assert.throws(() => new Value('int32', 1.5), RangeError);
    assert.throws(() => new Value('int64', 1), TypeError);
    assert.throws(() => new Value<number | bigint>('int32', 1n), TypeError);
    assert.throws(() => new SharedArray('int32', -1), RangeError);
    assert.throws(() => new SharedArray('int32', {} as never), TypeError);
    const array = new SharedArray('int32', 2);
    for (const index of [-1, 2, 0.5, Number.NaN]) assert.throws(() => array.get(index), RangeError);
    assert.throws(() => array.set('0' as never, 1), TypeError);
  });
  it('give back what was written, whatever the type', () => {
    const types = [
      ['int8', fc.integer({ min: -128, max: 127 })],
      ['uint16', fc.integer({ min: 0, max: 65535 })],
      ['int32', fc.integer()],
      ['uint32', fc.integer({ min: 0, max: 2 ** 32 - 1 })],
      ['float64', fc.double({ noNaN: true })],
    ] as const;
    for (const [type, numbers] of types) {
      const array = new SharedArray(type, 8);
      fc.assert(
        fc.property(fc.nat(7), numbers as fc.Arbitrary<number>, (index, number) => {
          array.set(index, number);
          assert.equal(array.get(index), number);
          assert.equal(array.compareExchange(index, number, 1), number);
          assert.equal(array.get(index), 1);
        }),
        { numRuns: 50 },
      );
    }
  });
  it('lose no addition of several who add', async () => {
    const value = new Value('int32');
    const array = new SharedArray('float64', [0, 0, 0]);
    const peers = [1, 2, 3].map(() => backend.start('addUp', value, array, 3000));
    await Promise.all(peers.map((peer) => peer.done));
    assert.equal(value.value, 9000);
    assert.deepEqual([...array], [0, 9000, 0]);
    const updating = [1, 2].map(() => backend.start('updateUp', value, 2000));
    await Promise.all(updating.map((peer) => peer.done));
    assert.equal(value.value, 13_000);
  });
  it('may be many', () => {
    const array = new SharedArray('float64', 300_000);
    assert.equal(array.get(299_999), 0);
    array.set(299_999, 0.5);
    assert.equal(array.add(299_999, 1), 0.5);
    assert.equal(array.length, 300_000);
    const other = new SharedArray('uint8', 100_000);
    other.set(0, 255);
    assert.equal(array.get(0), 0);
    assert.equal(array.get(299_999), 1.5);
  });
});
