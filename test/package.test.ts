import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM = `import { main } from 'heddle';
import { Lock, Process, Queue } from 'heddle/multiprocessing';
import { PriorityQueue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

export function child(name: string, lock: Lock, out: Queue<string>): void {
  using _held = lock.hold();
  out.put(name);
}
export function thread(text: string): void {
  console.log(text);
}

main(async () => {
  const lock = new Lock();
  const out = new Queue<string>();
  const order = new PriorityQueue<number>();
  for (const each of [10, -1, 0]) order.put(each);
  const workers = ['a', 'b'].map((name) => new Process(child, [name, lock, out]));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  const one = new Thread(thread, ['thread']);
  one.start();
  await one.join();
  console.log([out.get(), out.get()].sort().join(), order.get(), order.get(), order.get());
});
`;

describe('The npm package', function () {
  this.timeout(120_000);
  let project: string;

  before(() => {
    project = mkdtempSync(join(tmpdir(), 'heddle-consumer-'));
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
    const told = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [packed] = JSON.parse(told) as [{ filename: string }];
    execFileSync('tar', ['-xzf', join(project, packed.filename), '-C', project]);
    // As npm would lay it out; what it depends on is what this repository has.
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(join(project, 'package'), join(project, 'node_modules/heddle'), 'junction');
    for (const name of ['koffi', '@koromix', '@types', 'undici-types']) {
      for (const place of ['node_modules', 'package/node_modules']) {
        mkdirSync(join(project, place), { recursive: true });
        symlinkSync(resolve('node_modules', name), join(project, place, name), 'junction');
      }
    }
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    writeFileSync(join(project, 'program.ts'), PROGRAM);
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  it('runs a program without VS Code and without a session', () => {
    const output = execFileSync(process.execPath, ['program.ts'], { cwd: project, encoding: 'utf8' });
    assert.equal(output, 'thread\na,b -1 0 10\n');
  });

  it('brings its types, and they are strict', () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    const command = [resolve('node_modules/typescript/bin/tsc'), ...options, '--lib', 'es2024,esnext.disposable'];
    const check = (file: string) =>
      spawnSync(process.execPath, [...command, file], { cwd: project, encoding: 'utf8' }).stdout;
    assert.equal(check('program.ts'), '');
    writeFileSync(join(project, 'wrong.ts'), PROGRAM.replace("['thread']", '[5]'));
    assert.match(check('wrong.ts'), /wrong\.ts\(\d+,\d+\): error TS/);
    for (const inner of ['key', 'mutex']) {
      writeFileSync(join(project, 'inner.ts'), `import { Lock } from 'heddle/threading';\nnew Lock().${inner};\n`);
      assert.match(check('inner.ts'), /error TS2339/, `${inner} is not for programs`);
    }
  });

  it('has the command', () => {
    const { bin } = JSON.parse(readFileSync(join(project, 'package/package.json'), 'utf8')) as {
      bin: { heddle: string };
    };
    const output = execFileSync(process.execPath, [join(project, 'package', bin.heddle), 'list'], { encoding: 'utf8' });
    assert.match(output, /^ +mutex\b/m);
  });
});
