import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly group?: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly media: { readonly image: Readonly<Record<string, string>> };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
const { commands, menus, keybindings, viewsContainers, configuration, walkthroughs } = manifest.contributes;
const sources = readdirSync(new URL('src/extension/', root))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(`src/extension/${name}`, root), 'utf8'))
  .join('\n');

describe('the manifest', () => {
  it('contributes the commands that the extension registers, and no other', () => {
    const registered = [...sources.matchAll(/^ +'(heddle\.[\w.]+)':|handlers\['(heddle\.[\w.]+)'\] =/gm)];
    const ids = registered.map(([, key, set]) => key ?? set!);
    assert.deepEqual([...new Set(ids)].sort(), commands.map(({ command }) => command).sort());
  });

  it('puts only its own commands into menus and keys', () => {
    const known = new Set(commands.map(({ command }) => command));
    const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    assert.deepEqual(
      used.filter((command) => !known.has(command)),
      [],
    );
  });

  it('gives an icon to every command that stands in a bar', () => {
    const inBars = Object.values(menus)
      .flat()
      .filter(({ group }) => /^(navigation|inline)/.test(group ?? ''))
      .map(({ command }) => command);
    assert.deepEqual(
      inBars.filter((id) => !commands.find(({ command }) => command === id)?.icon),
      [],
    );
  });

  it('names icons that exist', () => {
    for (const icon of [manifest.icon, ...viewsContainers.activitybar.map(({ icon }) => icon)])
      assert.ok(existsSync(new URL(icon, root)), icon);
  });

  it('has a walkthrough of four or five steps, each with pictures that exist and a command that ends it', () => {
    const [walkthrough] = walkthroughs;
    assert.ok(walkthrough!.steps.length >= 4 && walkthrough!.steps.length <= 5);
    const known = new Set(commands.map(({ command }) => `onCommand:${command}`));
    for (const { media, completionEvents } of walkthrough!.steps) {
      for (const path of Object.values(media.image)) assert.ok(existsSync(new URL(path, root)), path);
      assert.ok(
        completionEvents.length > 0 && completionEvents.every((event) => known.has(event)),
        `${completionEvents}`,
      );
    }
  });

  it('is activated by what is used of it, never by the start of VS Code', () => {
    assert.ok(manifest.activationEvents.every((event) => event !== '*' && event !== 'onStartupFinished'));
  });

  it('restricts every setting that says what is run', () => {
    const running = Object.keys(configuration.properties).filter((key) => /^heddle\.(nodePath|run\.)/.test(key));
    assert.deepEqual(running, manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('does not use an API that is newer than the oldest VS Code it asks for', () => {
    const minor = (range: string) => Number(/1\.(\d+)/.exec(range)?.[1]);
    assert.ok(minor(manifest.devDependencies['@types/vscode']!) <= minor(manifest.engines.vscode));
  });
});
