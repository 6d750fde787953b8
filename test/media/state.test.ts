import assert from 'node:assert/strict';
import { LiveClock } from '../../media/clock.ts';
import { NavigationHistory } from '../../media/history.ts';
import { HitMap } from '../../media/render/hits.ts';
import { comfortableSpeed } from '../../media/replay.ts';
import { readKept } from '../../media/state.ts';
import { jain } from '../../media/sums.ts';

describe('the live clock', () => {
  it('goes on between events and never runs behind them', () => {
    let ms = 1000;
    const clock = new LiveClock(() => ms);
    assert.equal(clock.now(), 0);
    clock.observe(5e6);
    ms += 20;
    assert.equal(clock.now(), 25e6);
    clock.observe(40e6);
    assert.equal(clock.now(), 40e6);
    ms += 10;
    assert.equal(clock.now(), 50e6);
  });
  it('stands by the event that came the quickest way', () => {
    let ms = 0;
    const clock = new LiveClock(() => ms);
    clock.observe(1e6);
    ms = 100;
    clock.observe(50e6);
    assert.equal(clock.now(), 101e6);
  });
  it('takes the wall clock’s word when a page comes back, and not when it cannot be true', () => {
    const clock = new LiveClock(() => 0);
    clock.observe(10e9);
    clock.hint(25e9);
    assert.equal(clock.now(), 25e9);
    clock.hint(3e9);
    assert.equal(clock.now(), 25e9);
  });
});

describe('the way back', () => {
  it('undoes and redoes, and forgets the future when one goes elsewhere', () => {
    const history = new NavigationHistory<number>();
    history.leave(1, 0);
    history.leave(2, 1000);
    assert.equal(history.undo(3), 2);
    assert.equal(history.undo(2), 1);
    assert.equal(history.redo(1), 2);
    history.leave(2, 3000);
    assert.equal(history.canRedo, false);
  });
  it('takes a turn of the wheel as one step', () => {
    const history = new NavigationHistory<number>();
    for (let i = 0; i < 20; i++) history.leave(i, i * 16);
    assert.equal(history.undo(20), 0);
    assert.equal(history.canUndo, false);
  });
});

describe('what is kept of the page', () => {
  it('is read with suspicion', () => {
    const fresh = {
      mode: 'chart',
      flows: false,
      closedFindings: undefined,
      folded: [],
      pinned: [],
      order: [],
      headWidth: undefined,
      program: undefined,
      view: undefined,
    };
    for (const value of [
      undefined,
      null,
      5,
      'x',
      [],
      { mode: 7, folded: 'no', view: { run: 1 }, headWidth: Number.NaN },
    ]) {
      assert.deepEqual(readKept(value), fresh);
    }
    const view = { run: 'a', startNs: 1, spanNs: 2, following: true };
    assert.deepEqual(readKept({ mode: 'table', folded: ['a1', 3], view }), {
      ...fresh,
      mode: 'table',
      folded: ['a1'],
      view,
    });
  });
});

describe('pointing', () => {
  it('finds the heavier, then the narrower thing', () => {
    const hits = new HitMap();
    hits.add({ x0: 0, x1: 100, y0: 0, y1: 20, weight: 1, resource: 'wide' });
    hits.add({ x0: 40, x1: 50, y0: 0, y1: 20, weight: 1, resource: 'narrow' });
    hits.add({ x0: 44, x1: 45, y0: 0, y1: 20, weight: 2, resource: 'glyph' });
    assert.equal(hits.find(44, 5)?.resource, 'glyph');
    assert.equal(hits.find(41, 5, 0)?.resource, 'narrow');
    assert.equal(hits.find(80, 5)?.resource, 'wide');
    assert.equal(hits.find(80, 40), undefined);
  });
});

describe('the replay', () => {
  it('takes a comfortable time for runs of any length', () => {
    for (const seconds of [0.001, 0.02, 2, 20, 600]) {
      const takes = seconds / comfortableSpeed(seconds * 1e9);
      assert.ok(takes >= 1 && (takes <= 130 || seconds > 100), `${seconds} s take ${takes} s`);
    }
  });
});

describe('fairness', () => {
  it('is one for equal shares and falls to 1/n', () => {
    assert.equal(jain([5, 5, 5]), 1);
    assert.equal(jain([9, 0, 0]), 1 / 3);
    assert.equal(jain([4]), undefined);
  });
});
