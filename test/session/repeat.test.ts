import assert from 'node:assert/strict';
import { histogramText, OutcomeTally } from '../../src/session/repeat.ts';

const ended = { reason: 'ended', exitCode: 0, signal: undefined } as const;

function tally(...outputs: string[]): OutcomeTally {
  const result = new OutcomeTally();
  for (const output of outputs) result.add({ result: ended, output });
  return result;
}

describe('the tally of several runs', () => {
  it('counts how often a line came, whatever its numbers and order', () => {
    const { 1: sold, length } = tally(
      'buyer 1: got the ticket\nbuyer 2: sold out\n',
      'buyer 7: got the ticket\nbuyer 2: got the ticket\n',
      'buyer 2: sold out\nbuyer 9: got the ticket\n',
    ).histograms();
    assert.equal(length, 3);
    assert.deepEqual(sold, {
      line: 'buyer #: got the ticket',
      counted: true,
      values: [
        { value: '1', runs: 2 },
        { value: '2', runs: 1 },
      ],
    });
  });

  it('shows the numbers of a line that comes once in each run', () => {
    const [, line] = tally('n is 98\n', 'n is 99\n', 'n is 99\n').histograms();
    assert.deepEqual(line, {
      line: 'n is #',
      counted: false,
      values: [
        { value: 'n is 99', runs: 2 },
        { value: 'n is 98', runs: 1 },
      ],
    });
  });

  it('puts values that came as often as each other in the order of their numbers', () => {
    const [, line] = tally('n is 12\n', 'n is 3\n', 'n is 8\n').histograms();
    assert.deepEqual(
      line?.values.map(({ value }) => value),
      ['n is 3', 'n is 8', 'n is 12'],
    );
  });

  it('leaves out what is the same in all runs, except how they ended', () => {
    const same = tally('a 1\nb\n', 'a 1\nb\n');
    assert.deepEqual(same.histograms(), [{ line: undefined, counted: false, values: [{ value: 'exit 0', runs: 2 }] }]);
  });

  it('tells endings apart', () => {
    const endings = new OutcomeTally();
    endings.add({ result: ended, output: '' });
    endings.add({ result: { reason: 'ended', exitCode: 1, signal: undefined }, output: '' });
    endings.add({ result: { reason: 'killed', exitCode: undefined, signal: 'SIGSEGV' }, output: '' });
    endings.add({ result: { reason: 'timeout', exitCode: undefined, signal: undefined }, output: '' });
    assert.deepEqual(
      endings.histograms()[0]!.values.map(({ value }) => value),
      ['exit 0', 'exit 1', 'killed SIGSEGV', 'timeout'],
    );
  });

  it('draws bars that add up', () => {
    const text = histogramText(tally('x 1\n', 'x 2\n', 'x 2\n', 'x 2\n').histograms(), 4, 8);
    assert.equal(text, 'exit\n  exit 0  ████████ 4\n\nx #\n  x 2  ██████ 3\n  x 1  ██ 1');
  });
});
