/** `npm run bench [-- TEXT]`: runs bench/*.bench.ts one after the other, or those whose names hold the text. */

import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';

const [text = ''] = process.argv.slice(2);
const files = (await readdir('bench')).filter((name) => name.endsWith('.bench.ts') && name.includes(text)).sort();
if (files.length === 0) {
  console.error(`No benchmark's name holds '${text}'.`);
  process.exit(2);
}
let failed = false;
for (const file of files) {
  console.log(`\n=== ${file.replace('.bench.ts', '')} ===`);
  if (spawnSync(process.execPath, [`bench/${file}`], { stdio: 'inherit' }).status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);
