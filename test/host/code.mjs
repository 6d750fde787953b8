#!/usr/bin/env node
/**
 * Stands where @vscode/test-electron expects VS Code's executable: takes the desktop's arguments and carries them out
 * in the embedded VS Code, with a headless browser as its window. The tests' console and exit code become its own.
 */

import { runInEmbedded } from './embedded.ts';

process.exit(await runInEmbedded(process.argv.slice(2)));
