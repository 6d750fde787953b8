#!/usr/bin/env node
/** The `heddle` command. Wiring only. */
import { main } from './commands.ts';

process.exitCode = await main(process.argv);
