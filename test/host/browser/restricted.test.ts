import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { descendants } from '../../support/processes.ts';
import { inRepository } from '../folders.ts';
import { Stage } from '../stage.ts';
import { until } from '../workbench.ts';

describe('Heddle in Restricted Mode', () => {
  let stage: Stage;

  before(async () => {
    const settings = {
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
      'security.workspace.trust.untrustedFiles': 'open',
    };
    stage = await Stage.open({ workspaceTrust: true, settings });
    const command = [
      inRepository('dist/cli/heddle.js'),
      'demo',
      '--trace',
      `${stage.folder}/saved.heddle`,
      'serial-join',
    ];
    await promisify(execFile)(process.execPath, command);
  });
  after(() => stage?.close());

  it('is really restricted', async () => {
    await stage.workbench.page.locator('.statusbar-item').getByText('Restricted Mode').waitFor();
  });

  it('runs demos', async () => {
    await stage.workbench.command('Heddle: Run Mutex Demo');
    const frame = await stage.workbench.timeline('view');
    await frame
      .getByText(/^Ended/)
      .first()
      .waitFor();
  });

  it('refuses the program of the workspace in code, whatever offers to run it', async () => {
    await stage.workbench.open('printers.ts');
    await stage.workbench.page.locator('.codelens-decoration a').getByText('Run on the Timeline').click();
    const refusal = stage.workbench.page.getByText('Files of this folder cannot be run in Restricted Mode. Demos can.');
    await refusal.first().waitFor();
    const frame = await stage.workbench.timeline('view');
    assert.equal(await frame.getByText('letter', { exact: true }).count(), 0);
    assert.deepEqual(
      descendants(stage.server.pid).filter(({ command }) => command.includes('printers.ts')),
      [],
    );
  });

  it('opens a saved trace', async () => {
    await stage.workbench.open('saved.heddle');
    const frame = await stage.workbench.timeline('editor');
    await until('its lanes', async () => (await frame.locator('[role=tree]').getByText('MainProcess').count()) > 0);
  });
});
