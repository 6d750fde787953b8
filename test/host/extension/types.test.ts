import { strict as assert } from 'node:assert';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeEditors, eventually, heddle } from './support.ts';

const SOURCE = `import { Lock } from 'heddle/multiprocessing';

const lock = new Lock({ name: 'mine' });
lock.
`;
/** The TypeScript server may take its time when it is asked first. */
const PATIENCE = 120_000;

describe('The types of heddle/... in the editor', function () {
  this.timeout(PATIENCE * 2);
  const folder = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

  before(async () => void (await heddle()));
  afterEach(closeEditors);

  for (const ending of ['ts', 'js'])
    it(`complete and explain in a .${ending} file of a folder where nothing is installed, and write nothing there`, async () => {
      const file = join(folder(), `typing.${ending}`);
      await writeFile(file, SOURCE);
      const before = await readdir(folder());
      const { uri } = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(uri);
      let seen = '';
      await eventually(
        'the hover',
        async () => {
          const at = new vscode.Position(2, 'const lock = new L'.length);
          const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
          seen = hovers
            .flatMap(({ contents }) => contents)
            .map((content) => (typeof content === 'string' ? content : content.value))
            .join('\n');
          return /new Lock\(options\?: .*\): Lock\b/.test(seen);
        },
        PATIENCE,
      );
      assert.match(seen, /A lock between processes/, 'the hover brings the doc comment');
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        new vscode.Position(3, 'lock.'.length),
      );
      const labels = new Set(items.map(({ label }) => (typeof label === 'string' ? label : label.label)));
      assert.deepEqual(
        ['acquire', 'hold', 'release', 'runExclusive'].filter((name) => !labels.has(name)),
        [],
      );
      const complaints = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
      assert.deepEqual(
        complaints.filter((message) => /heddle/.test(message)),
        [],
      );
      assert.deepEqual(await readdir(folder()), before);
    });
});
