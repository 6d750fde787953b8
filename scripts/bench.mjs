/**
 * `npm run bench [-- TEXT] [--write]`: runs bench/*.bench.ts one after the other, or those whose names hold the text. With
 * --write the rows go into docs/benchmarks.md, those of benchmarks that were not run staying as they are.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTables } from './bench-tables.mjs';

const args = process.argv.slice(2);
const write = args.includes('--write');
const [text = ''] = args.filter((arg) => !arg.startsWith('--'));
const files = (await readdir('bench')).filter((name) => name.endsWith('.bench.ts') && name.includes(text)).sort();
if (files.length === 0) {
  console.error(`No benchmark's name holds '${text}'.`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
/** @type {Map<string, object[]>} */
const tables = new Map();
let failed = false;
for (const file of files) {
  const name = file.replace('.bench.ts', '');
  console.log(`\n=== ${name} ===`);
  const rows = join(folder, `${name}.jsonl`);
  writeFileSync(rows, '');
  const env = { ...process.env, HEDDLE_BENCH_ROWS: rows };
  if (spawnSync(process.execPath, [`bench/${file}`], { stdio: 'inherit', env }).status !== 0) failed = true;
  const lines = readFileSync(rows, 'utf8').split('\n').filter(Boolean);
  if (lines.length > 0)
    tables.set(
      name,
      lines.map((line) => JSON.parse(line)),
    );
}
rmSync(folder, { recursive: true, force: true });
if (write) writeTables(tables);
process.exit(failed ? 1 : 0);
