/** A VS Code with Heddle in it, opened in a browser: for tests of what a person sees, and for pictures. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { repository } from './folders.ts';
import { installVSCode } from './install.ts';
import { makeSampleFolder } from './sample.ts';
import { type Server, startServer } from './server.ts';
import { Workbench } from './workbench.ts';

/** How the stage looks. */
export interface StageOptions {
  readonly theme?:
    | 'Default Dark Modern'
    | 'Default Light Modern'
    | 'Default High Contrast'
    | 'Default High Contrast Light';
  readonly width?: number;
  readonly height?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly workspaceTrust?: boolean;
}

/** Server, workbench and sample folder; `close` ends and removes all of them. */
export class Stage {
  readonly server: Server;
  readonly workbench: Workbench;
  /** The folder that is open. */
  readonly folder: string;
  readonly #home: string;

  constructor(server: Server, workbench: Workbench, folder: string, home: string) {
    this.server = server;
    this.workbench = workbench;
    this.folder = folder;
    this.#home = home;
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const entry = await installVSCode((words) => console.log(words));
    const home = await mkdtemp(`${tmpdir()}/heddle-stage-`);
    const folder = `${home}/sample`;
    await makeSampleFolder(folder);
    const server = await startServer({
      entry,
      dataDir: `${home}/vscode`,
      folder,
      installed: [repository],
      settings: { 'workbench.colorTheme': options.theme ?? 'Default Dark Modern', ...options.settings },
      workspaceTrust: options.workspaceTrust ?? false,
    });
    try {
      const workbench = await Workbench.open({ url: server.url, width: options.width, height: options.height });
      return new Stage(server, workbench, folder, home);
    } catch (error) {
      await server.stop();
      await rm(home, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await this.server.stop();
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}
