import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

describe('The extension', () => {
  it('is known to VS Code and activates', async () => {
    const extension = vscode.extensions.getExtension('heddle.heddle');
    assert.ok(extension, 'VS Code does not list heddle.heddle');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
