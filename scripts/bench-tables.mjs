/** The tables of docs/benchmarks.md: one a benchmark, with the machine that measured it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

/** Pages of their own for some benchmarks. */
const PAGES = new Map(['activation', 'growth', 'page'].map((name) => [name, 'docs/benchmarks-timeline.md']));
const INTRODUCTION = `# Benchmarks

\`npm run bench -- --write\` measures each row against its peers in the same run and writes these tables. Ratios count; the figures
beside them are those of one machine in one run, and other work on it disturbs both sides. Where more threads were ready to run
than there are cores, rows in which several take part at once (contended locks, queues, ping-pong, starts) say little.

Known to fall short: a child process takes some 5 ms to end, in Node and in the kernel, so a spare process cannot be 20 times faster
than a cold one; and a bare fork of Node takes two thirds of CPython's spawn alone. A hand-over between two processes that are
both asleep takes two to four times CPython's bare semaphores, and not quite twice bare futexes called from Node: what Node
and the runtime execute for it comes into an idle core's caches anew each time. How long somebody waits at a lock that four use on
two cores depends on when the system gives the holder its core back, which is every 4 ms here.
The first picture of a live program, and its end, keep the page's main thread for 50 ms or a little more.
`;

/** Writes the tables; sections of other benchmarks stay. */
export function writeTables(tables) {
  for (const page of new Set([...tables.keys()].map(pageOf)))
    writePage(page, new Map([...tables].filter(([name]) => pageOf(name) === page)));
}

function pageOf(name) {
  return PAGES.get(name) ?? 'docs/benchmarks.md';
}

function writePage(page, tables) {
  const sections = new Map(
    existsSync(page)
      ? readFileSync(page, 'utf8')
          .split(/^## /m)
          .slice(1)
          .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1).trim()])
      : [],
  );
  for (const [name, rows] of tables) sections.set(name, `${machine()}\n\n${table(rows)}`);
  const text = [...sections]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, section]) => `## ${name}\n\n${section}\n`)
    .join('\n');
  writeFileSync(page, `${INTRODUCTION}\n${text}`);
  console.log(`\n${page} is written.`);
}

function table(rows) {
  const lines = rows.map(
    ({ what, measured, peer, ratio, goal, reached }) =>
      `| ${what} | ${measured} | ${peer} | ${ratio} | ${goal} | ${reached ? 'yes' : '**no**'} |`,
  );
  return ['| row | Heddle | peer | ratio | to reach | reached |', '|---|---|---|---|---|---|', ...lines].join('\n');
}

function machine() {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GiB, ${platform()} ${arch()}, Node ${process.versions.node}${python()}; ${busy()}.`;
}

/** What else the machine had to do: with more ready threads than cores, whatever needs two at once cannot be measured well. */
function busy() {
  const [load] = loadavg();
  return `${load.toFixed(1)} threads ready to run on average`;
}

function python() {
  try {
    return `, ${execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim()}`;
  } catch {
    return '';
  }
}
