import assert from 'node:assert/strict';
import type { HostMessage, ViewMessage } from '../../src/trace/protocol.ts';
import { isHostMessage, isViewMessage } from '../../src/trace/protocol-check.ts';
import { deadlockTrace } from '../media/finding-scenarios.ts';

const [finding] = deadlockTrace().findings;
const run = { id: '1', title: 'Mutex', program: '/p/mutex.ts', pattern: 'mutex', live: true };

describe('the guards of the page protocol', () => {
  const host: HostMessage[] = [
    { type: 'reset', run: undefined, strings: {}, locale: 'en' },
    { type: 'reset', run, strings: { a: 'b' }, locale: 'zh-cn' },
    { type: 'frames', bytes: new Uint8Array(3) },
    { type: 'ended', run: { ...run, live: false, summary: 'ended' } },
    { type: 'findings', findings: [] },
    { type: 'findings', findings: deadlockTrace().findings },
    { type: 'show-finding', index: 0 },
    { type: 'command', command: 'zoom-in' },
  ];
  const view: ViewMessage[] = [
    { type: 'ready' },
    { type: 'open-site', file: '/p/mutex.ts', line: 3, column: 7, beside: false },
    { type: 'replay', sources: ['/p/mutex.ts', 'file:///p/mutex.ts'] },
    { type: 'run-pattern', pattern: 'thread-mutex' },
    { type: 'run-command', command: 'stop' },
    { type: 'save', name: 'a.png', mime: 'image/png', bytes: new Uint8Array(1) },
    { type: 'taken', bytes: 0 },
    { type: 'following', following: false },
    { type: 'copy', text: '' },
    { type: 'failed', message: 'x' },
  ];
  for (const message of host) it(`takes ${message.type} from the host`, () => assert.ok(isHostMessage(message)));
  for (const message of view) it(`takes ${message.type} from the page`, () => assert.ok(isViewMessage(message)));

  const refused: [string, unknown][] = [
    ['nothing', undefined],
    ['a string', 'ready'],
    ['an array', ['ready']],
    ['an unknown type', { type: 'eval' }],
    ['a type of the prototype', { type: 'toString' }],
    ['frames as numbers', { type: 'frames', bytes: [1, 2] }],
    ['a replay of more files than there are', { type: 'replay', sources: new Array(101).fill('/p/a.ts') }],
    ['a replay of things that are no files', { type: 'replay', sources: [1] }],
    ['a site without a place', { type: 'open-site', file: '/p/a.ts', beside: true }],
    ['a site with a negative line', { type: 'open-site', file: '/p/a.ts', line: -1, column: 1, beside: true }],
    ['an unknown command', { type: 'command', command: 'constructor' }],
    ['an unknown run command', { type: 'run-command', command: 'delete' }],
    ['a pattern that is a path', { type: 'run-pattern', pattern: '../../etc/passwd' }],
    ['a finding of no kind', { type: 'findings', findings: [{ ...finding, finding: 'panic' }] }],
    ['a finding without a sentence', { type: 'findings', findings: [{ ...finding, message: 7 }] }],
    ['a finding whose edge says nothing', { type: 'findings', findings: [{ ...finding, edges: [{ actor: 'p1' }] }] }],
    ['a finding of no events', { type: 'findings', findings: [{ ...finding, events: ['1'] }] }],
    ['findings that are none', { type: 'findings', findings: [undefined] }],
    ['a finding at no place', { type: 'show-finding', index: -1 }],
    ['a count that is not one', { type: 'taken', bytes: Number.NaN }],
    ['strings that are not', { type: 'reset', run: undefined, strings: { a: 1 }, locale: 'en' }],
    ['a run without a title', { type: 'ended', run: { id: '1', program: 'x', live: false } }],
  ];
  for (const [what, message] of refused) {
    it(`refuses ${what}`, () => assert.ok(!isHostMessage(message) && !isViewMessage(message)));
  }
});
