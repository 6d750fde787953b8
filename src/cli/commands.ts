/** The commands and their options. What follows a program's file is the program's. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { checkProgram } from './check.ts';
import { compareWays } from './compare.ts';
import { EXIT_USAGE, UsageError } from './exit-codes.ts';
import { exportTrace, FORMATS } from './export.ts';
import { listPatterns } from './list.ts';
import { findPattern } from './places.ts';
import { repeatProgram } from './repeat.ts';
import { runProgram } from './run.ts';
import { version } from './version.ts';

/** Carries out a command line and says with which code to exit. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command('heddle')
    .description('See how the threads and processes of a program interleave, and what they wait for.')
    .version(version(), '-V, --version')
    .enablePositionalOptions()
    .showHelpAfterError('(heddle --help tells more)')
    .exitOverride();

  program
    .command('list')
    .description('list the patterns')
    .option('--json', 'one JSON object a line')
    .action((options) => {
      code = listPatterns(options);
    });
  running(program.command('demo').description('run a pattern').argument('<pattern>', 'one that heddle list names'))
    .option('--json', 'the events as one JSON object a line; the output of the program goes to standard error')
    .action(async (pattern, options) => {
      code = await runProgram(findPattern(pattern).file, [], options);
    });
  withArguments(
    running(program.command('run').description('run a program').argument('<file>', 'a .ts, .mts, .js or .mjs file')),
  )
    .option('--json', 'the events as one JSON object a line; the output of the program goes to standard error')
    .option('--times <n>', 'run it so often and print what it came to how often', times)
    .action(async (file, args, options) => {
      code =
        options.times === undefined
          ? await runProgram(file, args, options)
          : await repeatProgram(file, args, options.times, options);
    });
  withArguments(
    running(
      program
        .command('check')
        .description('run a program, or read a trace, and fail (exit 1) when it has a defect')
        .argument('<file>', 'a .ts, .mts, .js or .mjs file, or a .heddle trace'),
    ),
  )
    .option('--json', 'the findings as one JSON object a line; the output of the program goes to standard error')
    .option('--sarif <file>', 'write the findings as SARIF 2.1.0, for code scanning')
    .addOption(
      new Option('--fail-on <severity>', 'the least that makes it fail').choices(['error', 'warning']).default('error'),
    )
    .action(async (file, args, options) => {
      code = await checkProgram(file, args, options);
    });
  program
    .command('compare')
    .description('measure an exported function serially, on threads and on processes')
    .argument('<file>', 'a .ts, .mts, .js or .mjs file')
    .argument('<function>', 'the name of a function that it exports')
    .argument('[args...]', 'its arguments, as JSON or words')
    .option('--calls <n>', 'how many calls', times, 8)
    .option('--timeout <seconds>', 'stop after this time', seconds)
    .option('--node <path>', 'the Node to run it with')
    .option('--json', 'one JSON object a line')
    .passThroughOptions()
    .action(async (file, name, args, options) => {
      code = await compareWays(file, name, args, options);
    });
  program
    .command('export')
    .description('turn a trace file into another format')
    .argument('<trace>', 'a .heddle file')
    .addOption(new Option('--format <format>', 'what to write').choices(Object.keys(FORMATS)).makeOptionMandatory())
    .option('-o, --output <file>', 'where to write it; by default standard output')
    .action(async (trace, options) => {
      code = await exportTrace(trace, options);
    });

  try {
    await program.parseAsync(argv as string[]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    // What the system refuses (a file that cannot be written) was asked for on the command line.
    if (!(error instanceof UsageError) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    process.stderr.write(`heddle: ${(error as Error).message}\n`);
    return EXIT_USAGE;
  }
}

/** A program's own arguments: all that follows its file, options too. */
function withArguments(command: Command): Command {
  return command.argument('[args...]', "the program's own arguments").passThroughOptions();
}

/** The options that all commands have that run a program. */
function running(command: Command): Command {
  return command
    .option('--trace <file>', 'keep the events in a .heddle file')
    .option('--quiet', 'say nothing: both streams are the program’s alone')
    .option('--timeout <seconds>', 'stop the program after this time (exit 124)', seconds)
    .option('--node <path>', 'the Node to run the program with');
}

function seconds(text: string): number {
  const value = Number(text);
  // More milliseconds than a timer takes would fire at once.
  if (text.trim() === '' || !(value > 0) || value > 2_147_483)
    throw new InvalidArgumentError('It is a number of seconds above 0.');
  return value;
}

function times(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
}
