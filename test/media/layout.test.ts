import assert from 'node:assert/strict';
import { placeHeadings, scrollToShow } from '../../media/headings.ts';
import { type Arrangement, HEADING_HEIGHT, type LaneShape, layOut, rowAt, visibleRows } from '../../media/layout.ts';

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

describe('the headings of two runs', () => {
  const heading = (id: string): LaneShape => ({
    ...lane(id, undefined, id as LaneShape['section']),
    height: HEADING_HEIGHT,
    title: { title: id, folded: `${id} (2 lanes)` },
  });
  const under = (id: string, one: LaneShape): LaneShape => ({ ...one, id: `${one.id}${id}`, heading: id });
  const pair = ['A', 'B'].flatMap((id) => [
    heading(id),
    under(id, lane('p')),
    { ...under(id, lane('t')), parent: `p${id}` },
    under(id, lane('r', undefined, 'resources')),
  ]);
  const H = HEADING_HEIGHT;
  const place = (scrollTop: number, height: number, arrangement: Partial<Arrangement> = {}) => {
    const { rows } = layOut(pair, { ...none, ...arrangement });
    const headings = rows.filter((row) => row.title !== undefined);
    return placeHeadings(headings, scrollTop, height).map(({ row, y, awayFrom }) => [row.id, y, awayFrom]);
  };

  it('stand in the tree above the lanes of their run, and fold them away', () => {
    const { rows } = layOut(pair, none);
    assert.deepEqual(
      rows.map((row) => [row.id, row.level, row.depth, row.folded, row.startsSection]),
      ['A', 'B'].flatMap((id) => [
        [id, 1, 0, false, false],
        [`p${id}`, 2, 0, false, false],
        [`t${id}`, 3, 1, undefined, false],
        [`r${id}`, 2, 0, undefined, true],
      ]),
    );
    const folded = layOut(pair, { ...none, folded: new Set(['A']) }).rows;
    assert.deepEqual(folded.map((row) => row.id), ['A', 'B', 'pB', 'tB', 'rB']); // biome-ignore format: short
    assert.deepEqual(folded.map((row) => row.title).slice(0, 3), ['A (2 lanes)', 'B', undefined]); // biome-ignore format: short
  });
  it('keep their lanes under them whatever is moved or pinned', () => {
    const { rows } = layOut(pair, { ...none, order: ['rA', 'tB'], pinned: ['pB'] });
    assert.deepEqual(rows.map((row) => row.id), ['pB', 'A', 'pA', 'tA', 'rA', 'B', 'tB', 'rB']); // biome-ignore format: short
  });
  it('are always in sight: at their place, or at the edge behind which that lies', () => {
    const runHeight = H + 3 * 20 + 10;
    assert.deepEqual(place(0, 1000), [['A', 0, undefined], ['B', runHeight, undefined]]); // biome-ignore format: short
    const tall = pair.map((one) => (one.title === undefined ? { ...one, height: 200 } : one));
    const { rows } = layOut(tall, none);
    const headings = rows.filter((row) => row.title !== undefined);
    const at = (scrollTop: number) => placeHeadings(headings, scrollTop, 300).map(({ y, awayFrom }) => [y, awayFrom]);
    const second = headings[1]!.top;
    assert.deepEqual(at(0), [[0, undefined], [300 - H, second - H]]); // biome-ignore format: short
    assert.deepEqual(at(second - 100), [[0, undefined], [100, undefined]]); // biome-ignore format: short
    assert.deepEqual(at(second + 50), [[0, 0], [H, undefined]]); // biome-ignore format: short
  });
  it('stand where they are in a window without room for them', () => {
    assert.deepEqual(place(0, 60), [['A', 0, undefined]]);
  });
  it('hide no lane that one goes to', () => {
    const { rows } = layOut(pair, none);
    const headings = rows.filter((row) => row.title !== undefined);
    const [, pA, tA, rA] = rows;
    assert.equal(scrollToShow(pA!, headings, 0, 170), undefined);
    assert.equal(scrollToShow(tA!, headings, 40, 170), tA!.top - H);
    assert.equal(scrollToShow(rA!, headings, 0, 200), undefined);
    assert.equal(scrollToShow(rows.at(-1)!, headings, 0, 180), rows.at(-1)!.top + 20 - 180 + 4);
    assert.equal(scrollToShow(headings[1]!, headings, 0, 170), undefined);
  });
});
