/** What a session is told of a program's threads and processes. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { actorKeyPid, type DecodedRecord } from '../../../src/trace/schema.ts';
import { type Done, scene } from './run.ts';

describe('the event pipe', function () {
  this.timeout(60_000);
  let done: Done;
  before(async () => {
    done = await scene('recorded', { record: true });
  });

  const named = (name: string) => done.events.find(({ op, data }) => op === 'actor' && data?.name === name)!;
  const of = (name: string) => done.events.filter(({ actor }) => actor === named(name).actor);
  const shape = ({ op, phase }: DecodedRecord) => (phase === 'instant' ? op : `${op} ${phase}`);

  it('tells every event of every stream, without a gap', () => {
    const next = new Map<number, number>();
    for (const { actor, seq } of done.events) {
      equal(seq, next.get(actor) ?? 0);
      next.set(actor, seq + 1);
    }
    equal(next.size, 5);
  });
  it('announces who there is, with kind, parent and daemon flag', () => {
    const facts = (name: string) => {
      const { kind, daemon, parent, pid } = named(name).data as Record<string, unknown>;
      return [kind, daemon, parent, pid];
    };
    const main = named('MainProcess').actor;
    const pid = actorKeyPid(main);
    deepEqual(facts('MainProcess'), ['process', false, undefined, pid]);
    deepEqual(facts('T'), ['thread', false, main, pid]);
    deepEqual(facts('P'), ['process', false, main, actorKeyPid(named('P').actor)]);
    deepEqual(facts('D'), ['thread', true, main, pid]);
  });
  for (const name of ['T', 'P']) {
    it(`tells what ${name} does, where, and how it ends`, () => {
      const told = of(name).filter(({ op }) => op !== 'site' && op !== 'resource');
      deepEqual(told.map(shape), [
        'actor',
        'run',
        'mark',
        'span begin',
        'cpu begin',
        'cpu end',
        'span end',
        'sleep begin',
        'sleep end',
        'output',
        'exit',
      ]);
      equal(told.at(-1)?.data?.reason, 'returned');
      const output = told.find(({ op }) => op === 'output')?.data;
      deepEqual({ ...output }, { stream: 1, text: 'a line\n', size: 7 });
      const sites = of(name).filter(({ op }) => op === 'site');
      const site = sites.find(({ data }) => data?.id === told[2]?.site)?.data as Record<string, unknown>;
      ok(String(site.file).endsWith('/scenes.ts'), String(site.file));
      equal(site.fn, 'recorded');
      ok(Number(site.line) > 1 && Number(site.column) > 0);
    });
  }
  it('says whom the daemon rule ended', () => {
    for (const name of ['D', 'DP']) {
      const { actor } = named(name);
      const end = done.events.find(({ op, data }) => op === 'exit' && data?.target === actor)?.data;
      equal(end?.reason, 'daemon');
      ok(String(end?.rule).startsWith('daemon '));
    }
  });
  it('pairs every join and start with the actor that it is about', () => {
    const main = of('MainProcess');
    for (const name of ['T', 'P']) {
      const { actor } = named(name);
      const about = main.filter(({ op, data }) => op !== 'exit' && data?.target === actor).map(shape);
      deepEqual(about, ['start', 'join begin', 'join end']);
    }
  });
  it('is not flooded by a program that prints much, and counts what it left out', async () => {
    const { stdout, events } = await scene('printing', { record: true });
    equal(stdout.length, 8 * 1024 * 1024);
    const outputs = events.filter(({ op, data }) => op === 'output' && data?.stream === 1);
    ok(outputs.length < 2000, `${outputs.length} events`);
    const sum = outputs.reduce((total, { data }) => total + Number(data?.size), 0);
    equal(sum, 8 * 1024 * 1024);
  });
});
