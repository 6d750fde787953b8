import assert from 'node:assert/strict';
import { type Arrangement, type LaneShape, layOut, rowAt, TITLE_GAP, visibleRows } from '../../media/layout.ts';

const none: Arrangement = { folded: new Set(), pinned: [], order: [] };
const lane = (id: string, parent?: string, section: LaneShape['section'] = 'actors'): LaneShape => ({
  id,
  parent,
  height: 20,
  section,
});
const lanes = [lane('p1'), lane('p2'), lane('t1', 'p1'), lane('t2', 'p1'), lane('r1', undefined, 'resources')];
const ids = (arrangement: Partial<Arrangement> = {}) =>
  layOut(lanes, { ...none, ...arrangement }).rows.map((row) => row.id);

describe('the layout of lanes', () => {
  it('stands threads under their process and resources below all actors', () => {
    assert.deepEqual(ids(), ['p1', 't1', 't2', 'p2', 'r1']);
  });
  it('leaves a folded process without its threads', () => {
    assert.deepEqual(ids({ folded: new Set(['p1']) }), ['p1', 'p2', 'r1']);
  });
  it('puts pinned lanes on top, once', () => {
    assert.deepEqual(ids({ pinned: ['r1', 't2'] }), ['r1', 't2', 'p1', 't1', 'p2']);
  });
  it('keeps the order that was chosen within a process', () => {
    assert.deepEqual(ids({ order: ['p2', 'p1', 't2', 't1'] }), ['p2', 'p1', 't2', 't1', 'r1']);
  });
  it('leaves room for the heading of a section above its first lane', () => {
    const titled = lanes.map((one) => (one.section === 'resources' ? { ...one, title: 'B' } : one));
    const { rows } = layOut(titled, none);
    assert.deepEqual(
      rows.map((row) => row.title),
      [undefined, undefined, undefined, undefined, 'B'],
    );
    assert.equal(rows[4]!.top, rows[3]!.top + rows[3]!.height + TITLE_GAP);
  });
  it('forgets what is kept of lanes that are not there', () => {
    assert.deepEqual(ids({ pinned: ['gone'], order: ['gone'], folded: new Set(['gone']) }), ids());
  });
  it('shows a thread whose process is unknown', () => {
    assert.deepEqual(
      layOut([lane('t9', 'p9')], none).rows.map((row) => row.id),
      ['t9'],
    );
  });
  it('leaves no overlap and finds each row again', () => {
    const { rows, height } = layOut(lanes, none);
    let bottom = 0;
    for (const row of rows) {
      assert.ok(row.top >= bottom);
      bottom = row.top + row.height;
      assert.equal(rowAt(rows, row.top + 1), row);
    }
    assert.equal(bottom, height);
    assert.equal(rowAt(rows, height), undefined);
  });
  it('gives only the rows that a window touches', () => {
    const { rows } = layOut(
      Array.from({ length: 1000 }, (_, i) => lane(`p${i}`)),
      none,
    );
    assert.deepEqual(
      visibleRows(rows, 205, 40).map((row) => row.id),
      ['p10', 'p11', 'p12'],
    );
  });
});
