import assert from 'node:assert/strict';
import { watch } from '../../src/runtime/index.ts';
import { decodePayload, encodePayload } from '../../src/runtime/payload/payload.ts';
import { type Recorder, setRecorder } from '../../src/runtime/record/recorder.ts';
import { watchedKey } from '../../src/trace/schema.ts';

const told: string[] = [];
const recorder: Recorder = {
  begin: () => {},
  flush: () => {},
  end: () => {},
  instant: (op, resource, rseq, data) => void told.push(`${op} ${resource} ${rseq} ${JSON.stringify(data)}`),
  resource: (key, kind, name, domain) => void told.push(`${kind} ${key} ${name} ${domain}`),
  nextFlight: () => 0,
};

describe('watch', () => {
  afterEach(() => {
    setRecorder(undefined);
    told.length = 0;
  });

  it('runs what reads and writes, and gives what it gives', async () => {
    const file = watch('a file');
    assert.equal(file.read(), undefined);
    assert.equal(file.write(), undefined);
    assert.equal(
      file.read(() => 3),
      3,
    );
    assert.equal(await file.write(async () => 4), 4);
    assert.throws(
      () =>
        file.read(() => {
          throw new Error('gone');
        }),
      /gone/,
    );
  });

  it('tells of a read after it, also of one that failed, and of a write before it', () => {
    setRecorder(recorder);
    const file = watch('another file');
    const key = watchedKey('another file');
    file.read(() => told.push('reading'));
    file.write(() => told.push('writing'));
    assert.throws(() =>
      file.read(() => {
        throw new Error('gone');
      }),
    );
    assert.deepEqual(told, [
      'reading',
      `watched ${key} another file processes`,
      `watch ${key} 0 {"name":"another file","access":"read"}`,
      `watch ${key} 0 {"name":"another file","access":"write"}`,
      'writing',
      `watch ${key} 0 {"name":"another file","access":"read"}`,
    ]);
  });

  it('is the same thing for the same name, also where it was sent to', () => {
    assert.equal(watch('x'), watch('x'));
    assert.notEqual(watchedKey('x'), watchedKey('y'));
    assert.ok(Number.isSafeInteger(watchedKey('x')));
    for (const domain of ['threads', 'processes'] as const)
      assert.equal((decodePayload(encodePayload([watch('x')], domain, 'args')) as unknown[])[0], watch('x'));
    assert.equal(String(watch('x')), '<Watched "x">');
  });

  it('refuses what is no name and no function', () => {
    assert.throws(() => watch('' as string), { name: 'RangeError', code: 'ERR_HEDDLE_OUT_OF_RANGE' });
    assert.throws(() => watch(5 as never), { name: 'TypeError' });
    assert.throws(() => watch('x').read(5 as never), /read takes a function or nothing/);
  });
});
