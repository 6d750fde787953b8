/**
 * Runs the embedded VS Code's server for as long as whoever started it holds the other end of its standard input: so
 * nothing stays behind when that one is killed.
 *
 *     node serve.mjs <server-main.js> [arguments of the server]
 */

import { pathToFileURL } from 'node:url';

const [server] = process.argv.splice(2, 1);
process.stdin.on('close', () => process.exit(0)).resume();
await import(pathToFileURL(server).href);
