/** Runs the mutex demo as soon as VS Code is ready: the same command that stands in the palette. */

const { commands } = require('vscode');

exports.activate = () => commands.executeCommand('heddle.runMutexDemo');
