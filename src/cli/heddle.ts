#!/usr/bin/env node
/** The `heddle` command. Wiring only: what each command does stands in its own file. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type CheckFlags, check } from './check.ts';
import { EXPORT_FORMATS, type ExportFlags, exportTrace } from './export.ts';
import { listPatterns } from './list.ts';
import { UsageError } from './place.ts';
import { patternFile, type RunFlags, runProgram } from './run.ts';

const WRONG_USAGE = 2;

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('It takes a number of seconds above 0.');
  }
  return value;
}

function runOptions(command: Command): Command {
  return command
    .option('--trace <file>', 'keep the events in a .heddle file')
    .option('--quiet', "say nothing: both streams are the program's alone")
    .option('--timeout <seconds>', 'end the program after so many seconds (exit code 124)', seconds)
    .option('--node <path>', 'the Node that runs the program (24 or newer)')
    .option('--json', "one JSON object a line on standard output; the program's output goes to standard error");
}

const packageFile = new URL('../../package.json', import.meta.url);
const version = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
let exitCode = 0;

const program = new Command('heddle')
  .description('Run programs of real threads and processes, and see what they do to each other.')
  .version(version, '--version')
  .enablePositionalOptions()
  .exitOverride()
  .showHelpAfterError('(heddle --help lists the commands)');

program
  .command('list')
  .description('list the patterns')
  .option('--json', 'one JSON object a line')
  .action(({ json }: { json?: boolean }) => listPatterns(json === true));

runOptions(program.command('demo'))
  .description('run a pattern')
  .argument('<pattern>', 'its id, as heddle list tells')
  .action(async (pattern: string, flags: RunFlags) => {
    exitCode = await runProgram(patternFile(pattern), [], flags);
  });

runOptions(program.command('run'))
  .description('run a program (.ts, .mts, .js, .mjs)')
  .argument('<file>', 'the program')
  .argument('[args...]', "the program's own arguments: all that follows the file")
  .passThroughOptions()
  .action(async (file: string, args: string[], flags: RunFlags) => {
    exitCode = await runProgram(file, args, flags);
  });

runOptions(program.command('check'))
  .description('run a program and fail (exit code 1) when it hangs for good')
  .addOption(
    new Option('--fail-on <severity>', 'the least severity that fails').choices(['error', 'warning']).default('error'),
  )
  .argument('<file>', 'the program')
  .argument('[args...]', "the program's own arguments: all that follows the file")
  .passThroughOptions()
  .action(async (file: string, args: string[], flags: CheckFlags) => {
    exitCode = await check(file, args, flags);
  });

program
  .command('export')
  .description('write a trace file in another format')
  .argument('<trace>', 'a .heddle file')
  .addOption(new Option('--format <format>', 'what to write').choices([...EXPORT_FORMATS]).makeOptionMandatory())
  .option('--out <file>', 'where to; standard output without it')
  .action((trace: string, flags: ExportFlags) => exportTrace(trace, flags));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  else if (error instanceof UsageError) {
    process.stderr.write(`heddle: ${error.message}\n`);
    exitCode = WRONG_USAGE;
  } else {
    process.stderr.write(`heddle: ${error instanceof Error ? error.message : String(error)}\n`);
    exitCode = 1;
  }
}
// A reader that has had enough (heddle list | head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = exitCode;
