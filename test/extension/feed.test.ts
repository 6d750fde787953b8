import assert from 'node:assert/strict';
import { Feed, MESSAGE_BYTES, WINDOW_BYTES } from '../../src/extension/feed.ts';
import { RunHistory } from '../../src/extension/history.ts';
import type { Finding } from '../../src/trace/analysis/finding.ts';
import type { HostMessage, RunInfo } from '../../src/trace/protocol.ts';

const live: RunInfo = { id: '1', title: 'Mutex', program: '/p/mutex.ts', live: true };
const over: RunInfo = { ...live, live: false, summary: 'ended after 1.0 s' };

function setup() {
  const history = new RunHistory();
  const posted: HostMessage[] = [];
  const feed = new Feed(history, {
    post: (message) => posted.push(message),
    strings: { a: 'b' },
    locale: 'en',
    shown: (each) => each,
  });
  const frames = () => posted.flatMap((message) => (message.type === 'frames' ? [message.bytes] : []));
  return { history, posted, feed, frames };
}

function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i % 251);
}

describe('the feed of a page', () => {
  it('says nothing before the page is ready, then everything', () => {
    const { history, posted, feed } = setup();
    history.begin(live);
    history.add(Uint8Array.of(1, 2));
    history.add(Uint8Array.of(3));
    assert.deepEqual(posted, []);
    feed.ready();
    assert.deepEqual(posted, [
      { type: 'reset', run: live, strings: { a: 'b' }, locale: 'en' },
      { type: 'frames', bytes: Uint8Array.of(1, 2, 3) },
    ]);
  });

  it('replays a finished run, its end last, to a page that comes back', () => {
    const { history, posted, feed } = setup();
    history.begin(live);
    feed.ready();
    history.add(Uint8Array.of(7));
    history.end(over);
    posted.length = 0;
    feed.ready();
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['reset', 'frames', 'ended'],
    );
  });

  it('cuts large histories into messages that own their bytes', () => {
    const { history, feed, frames } = setup();
    const all = counting(MESSAGE_BYTES * 2 + 5);
    history.begin(live);
    history.add(all.subarray(0, 10));
    history.add(all.subarray(10));
    feed.ready();
    assert.deepEqual(
      frames().map(({ byteLength }) => byteLength),
      [MESSAGE_BYTES, MESSAGE_BYTES, 5],
    );
    for (const bytes of frames()) assert.equal(bytes.buffer.byteLength, bytes.byteLength);
    assert.deepEqual(Buffer.concat(frames()), Buffer.from(all));
  });

  it('holds back when the page is behind and goes on when it has taken', () => {
    const { history, posted, feed, frames } = setup();
    history.begin(live);
    history.add(new Uint8Array(WINDOW_BYTES + MESSAGE_BYTES));
    feed.ready();
    history.end(over);
    const sent = () => frames().reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.equal(sent(), WINDOW_BYTES);
    assert.ok(!posted.some(({ type }) => type === 'ended'), 'the end must not overtake frames');
    feed.taken(MESSAGE_BYTES);
    assert.equal(sent(), WINDOW_BYTES + MESSAGE_BYTES);
    assert.equal(posted.at(-1)?.type, 'ended');
  });

  it('starts over with the next run and does not count what the page took of the former', () => {
    const { history, feed, frames, posted } = setup();
    history.begin(live);
    history.add(new Uint8Array(100));
    feed.ready();
    history.begin({ ...live, id: '2' });
    posted.length = 0;
    feed.taken(100);
    history.add(new Uint8Array(WINDOW_BYTES));
    history.add(new Uint8Array(1));
    history.end(over);
    assert.equal(
      frames().reduce((sum, { byteLength }) => sum + byteLength, 0),
      WINDOW_BYTES,
    );
  });

  it('tells findings as they come and again to a page that comes back', () => {
    const { history, posted, feed } = setup();
    const finding = { finding: 'deadlock', message: 'a waits for b' } as Finding;
    history.begin(live);
    history.addFinding(finding);
    assert.deepEqual(posted, []);
    feed.ready();
    assert.deepEqual(posted.at(-1), { type: 'findings', findings: [finding] });
    history.addFinding(finding);
    assert.deepEqual(posted.at(-1), { type: 'findings', findings: [finding, finding] });
    history.begin(live);
    assert.deepEqual(history.findings, []);
  });

  it('has a page show a finding when it is there, once, and not one of a former run', () => {
    const { history, posted, feed } = setup();
    const finding = { finding: 'deadlock', message: 'a waits for b' } as Finding;
    const wishes = () => posted.filter(({ type }) => type === 'show-finding');
    history.begin(live);
    history.addFinding(finding);
    feed.show(0);
    assert.deepEqual(posted, []);
    feed.ready();
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['reset', 'findings', 'show-finding'],
    );
    feed.ready();
    assert.equal(wishes().length, 1);
    feed.show(7);
    assert.equal(wishes().length, 1, 'there is no such finding');
    feed.pause();
    feed.show(0);
    history.begin({ ...live, id: '2' });
    history.addFinding(finding);
    feed.ready();
    assert.equal(wishes().length, 1);
  });

  it('sends frames before the findings that tell of them', () => {
    const { history, posted, feed } = setup();
    history.begin(live);
    feed.ready();
    history.add(Uint8Array.of(1));
    feed.taken(0);
    history.add(Uint8Array.of(2));
    history.addFinding({ finding: 'stall', message: 'a waits' } as Finding);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['reset', 'frames', 'frames', 'findings'],
    );
  });

  it('sends nothing after it was disposed', () => {
    const { history, posted, feed } = setup();
    feed.ready();
    posted.length = 0;
    feed[Symbol.dispose]();
    history.begin(live);
    history.add(Uint8Array.of(1));
    history.end(over);
    assert.deepEqual(posted, []);
  });
});
