import assert from 'node:assert/strict';
import { callRange } from '../../src/extension/source-range.ts';

describe('the range of a call', () => {
  const marked = (line: string) => {
    const column = line.indexOf('|');
    const text = line.replace('|', '');
    const { start, end } = callRange(text, column);
    return text.slice(start, end);
  };
  for (const [line, range] of [
    ['  using _held = lock.|hold();', 'lock.hold()'],
    ['  |lock.acquire(100); // wait', 'lock.acquire(100)'],
    ['  await this.#keys.|acquireAsync();', 'this.#keys.acquireAsync()'],
    ['  const lock = |new Lock({ name: "a" });', 'new Lock({ name: "a" })'],
    ['  const lock = new |Lock({ name: "a" });', 'new Lock({ name: "a" })'],
    ['  locks[i + 1].|hold();', 'locks[i + 1].hold()'],
    ['  total = (tickets.|get() - 1);', 'tickets.get()'],
    ['  queue.|put(', 'queue.put'],
    ['  tickets.|value -= 1;', 'tickets.value'],
    ['|', ''],
  ] as const)
    it(`is ${range || 'nothing'} in ${line.trim() || 'an empty line'}`, () => assert.equal(marked(line), range));

  it('stays within the line, whatever is asked', () => {
    for (const column of [-5, 0, 3, 99]) {
      const { start, end } = callRange('a]b.c(', column);
      assert.ok(start >= 0 && end > start && start <= 6, `${start} ${end}`);
    }
  });
});
