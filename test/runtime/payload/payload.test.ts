import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { OverReleaseError, QueueShutDownError } from '../../../src/runtime/errors.ts';
import { Lock as ProcessLock } from '../../../src/runtime/multiprocessing.ts';
import { decodePayload, encodePayload } from '../../../src/runtime/payload/payload.ts';
import { Lock } from '../../../src/runtime/threading.ts';

const again = <T>(value: T): T => decodePayload(encodePayload(value, 'threads')) as T;
const refusal = (value: unknown, destination: 'threads' | 'processes' = 'threads') => {
  try {
    encodePayload(value, destination);
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'ERR_HEDDLE_NOT_SENDABLE');
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  return assert.fail('it was sent');
};

describe('Payload', () => {
  it('keeps whatever JSON and structured cloning keep', () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 60, maxLength: 200 }),
      fc.bigInt(),
      fc.boolean(),
      fc.constant(undefined),
      fc.constant(null),
      fc.date({ noInvalidDate: false }),
      fc.uint8Array(),
      fc.float64Array(),
      fc.bigInt64Array(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 20 }),
        fc.sparseArray(tie('tree'), { maxLength: 20 }),
        fc.dictionary(fc.string(), tie('tree')),
        fc.array(fc.tuple(tie('tree'), tie('tree'))).map((entries) => new Map(entries)),
        fc.array(tie('tree')).map((members) => new Set(members)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        assert.deepStrictEqual(again(value), structuredClone(value));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps long texts, however the engine stores them and wherever the first wide character stands', () => {
    for (const length of [62, 63, 64, 65, 1024, 70_000]) {
      for (const text of [
        'x'.repeat(length),
        '\u00ff'.repeat(length),
        `${'x'.repeat(length)}\u0100`,
        // Kept with two bytes for each character although it needs one.
        `\u0100${'x'.repeat(length)}`.slice(1),
        `${'\u00ff'.repeat(length)}\ud800`,
        `\u0000${'\n'.repeat(length)}`,
      ]) {
        assert.equal(again(text), text);
        assert.deepEqual(again([text, { [text]: text }]), [text, { [text]: text }]);
      }
    }
  });

  it('keeps cycles, shared references and shared buffers', () => {
    const shared = { x: 1 };
    const value = { a: shared, b: shared, list: [] as unknown[], map: new Map() };
    value.list.push(value, value.list);
    value.map.set('self', value.map);
    const buffer = new ArrayBuffer(16);
    const views = again([new Uint8Array(buffer, 4, 8), new DataView(buffer), buffer]) as [
      Uint8Array,
      DataView,
      ArrayBuffer,
    ];
    const copy = again(value);
    assert.equal(copy.a, copy.b);
    assert.equal(copy.list[0], copy);
    assert.equal(copy.list[1], copy.list);
    assert.equal(copy.map.get('self'), copy.map);
    views[0][0] = 7;
    assert.equal(views[1].getUint8(4), 7);
    assert.equal(views[2], views[0].buffer);
    const many = Array.from({ length: 100 }, (_, i) => ({ i }));
    const twice = again([many, many]) as (typeof many)[];
    assert.equal(twice[0], twice[1]);
    assert.equal(twice[0]![99]!.i, 99);
  });

  it('keeps minus zero, not-a-number, lone surrogates, holes and further properties of arrays', () => {
    assert.ok(Object.is(again(-0), -0));
    assert.ok(Number.isNaN(again(Number.NaN)));
    assert.equal(again('a\ud800b'), 'a\ud800b');
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    const holed = again([1, , undefined]);
    assert.deepEqual([0 in holed, 1 in holed, 2 in holed, holed.length], [true, false, true, 3]);
    const match = /b(?<c>c)/.exec('abc');
    assert.equal(again(match)?.index, 1);
    const hostile = JSON.parse('{"__proto__": {"polluted": true}}');
    assert.deepEqual(Object.keys(again(hostile)), ['__proto__']);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('brings errors back as the same class with code, stack and cause', () => {
    const error = new QueueShutDownError('gone');
    error.cause = new RangeError('why');
    const back = again(error);
    assert.ok(back instanceof QueueShutDownError);
    assert.deepEqual([back.code, back.message, back.stack], [error.code, 'gone', error.stack]);
    assert.ok(back.cause instanceof RangeError);
    assert.ok(again(new OverReleaseError('x', 'ERR_HEDDLE_TASK_DONE')).code === 'ERR_HEDDLE_TASK_DONE');
    class Mine extends TypeError {
      override name = 'Mine';
      callback = () => 1;
    }
    const mine = again(new Mine('m'));
    assert.ok(mine instanceof TypeError);
    assert.equal(mine.name, 'Mine');
    assert.deepEqual(again(new AggregateError([new Error('a')], 'b')).errors[0].message, 'a');
    assert.equal(again(new DOMException('m', 'AbortError')).name, 'AbortError');
  });

  it('sends a Buffer as its own bytes and an instance of a class as its fields', () => {
    const sent = encodePayload(Buffer.from('abc'), 'threads');
    assert.ok(sent.length < 10);
    assert.deepEqual(again(Buffer.from('abc')), new Uint8Array([97, 98, 99]));
    class Point {
      x = 1;
      get twice() {
        return this.x * 2;
      }
    }
    assert.deepEqual(again(new Point() as object), { x: 1 });
  });

  it('carries primitives, which arrive as themselves', () => {
    const lock = new Lock();
    const arrived = again({ deep: [lock] });
    assert.equal(arrived.deep[0], lock);
  });

  it('finds what cannot be sent behind a primitive and many bytes at once', () => {
    const began = performance.now();
    assert.match(refusal([new Lock(), new Uint8Array(2 ** 24), () => 1]), /^item\[2\]: a function cannot be sent; /);
    assert.ok(performance.now() - began < 1000);
  });
  it('refuses what cannot be sent by its path, and says what to send instead', () => {
    function callback() {}
    assert.match(
      refusal({ jobs: [1, { callback }] }),
      /^item\.jobs\[1\]\.callback: the function callback cannot be sent; /,
    );
    assert.match(refusal(new Map([['k', Symbol('s')]])), /^item\.get\("k"\): the symbol "s" cannot be sent/);
    for (const value of [
      Promise.resolve(),
      new WeakMap(),
      new WeakRef({}),
      new SharedArrayBuffer(8),
      new Uint8Array(new SharedArrayBuffer(8)),
      new URL('http://localhost'),
      new AbortController(),
      new EventEmitter(),
      (function* () {})(),
      new MessageChannel().port1,
      new Lock().hold(),
    ]) {
      assert.match(refusal({ value }), /^item\.value: .* cannot be sent; ./);
    }
    assert.match(refusal([new Lock()], 'processes'), /^item\[0\]: .*Lock cannot be sent; .*heddle\/multiprocessing/);
    assert.equal(again(new ProcessLock()) instanceof ProcessLock, true);
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    refusal(detached);
    let deep: unknown = 1;
    for (let i = 0; i < 200_000; i++) deep = [deep];
    assert.match(refusal(deep), /nested too deeply/);
    // What was refused leaves nothing behind.
    assert.deepEqual(again({ a: 1 }), { a: 1 });
  });

  it('looks for what it refuses neither in the fields of primitives nor in every element of typed arrays', () => {
    const lock = new Lock();
    const bytes = new Uint8Array(8);
    for (const sent of [lock, bytes]) {
      Object.defineProperty(sent, 'field', { enumerable: true, get: () => assert.fail('it was looked at') });
    }
    assert.match(refusal([lock, { bytes }, () => 1]), /^item\[2\]: a function cannot be sent/);
  });
  it('lets an error thrown by a getter through, and nested encodings have bytes of their own', () => {
    const thrown = new Error('mine');
    assert.throws(
      () =>
        again({
          get bad() {
            throw thrown;
          },
        }),
      thrown,
    );
    const nested = {
      before: 'b',
      get inner() {
        return again({ deep: 'x'.repeat(100) });
      },
      after: 'a',
    };
    assert.deepEqual(again(nested as object), { before: 'b', inner: { deep: 'x'.repeat(100) }, after: 'a' });
  });
});
