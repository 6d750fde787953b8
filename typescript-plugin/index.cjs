/**
 * A plugin of the TypeScript server. Where a program imports `heddle` or `heddle/...` and no such package is installed
 * for it, the declarations that come with the extension are taken: completions, hovers and checks work in an empty
 * folder, and nothing is written there.
 */
'use strict';

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const ENTRIES = new Map([
  ['heddle', 'index'],
  ['heddle/threading', 'threading'],
  ['heddle/multiprocessing', 'multiprocessing'],
  ['heddle/queue', 'queue'],
  ['heddle/gil', 'gil'],
]);

/** The extension's folder of declarations: at or above this file, installed or linked. */
function findTypes() {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const types = join(folder, 'dist', 'types', 'runtime');
    if (existsSync(join(types, 'index.d.ts'))) return types;
    if (dirname(folder) === folder) return undefined;
  }
}

function ownModule(name) {
  const entry = ENTRIES.get(name);
  const types = entry === undefined ? undefined : findTypes();
  if (types === undefined) return undefined;
  const resolvedFileName = join(types, `${entry}.d.ts`).replaceAll('\\', '/');
  if (!existsSync(resolvedFileName)) return undefined;
  return { resolvedModule: { resolvedFileName, extension: '.d.ts', isExternalLibraryImport: true } };
}

module.exports = () => ({
  create(info) {
    const host = info.languageServiceHost;
    const original = host.resolveModuleNameLiterals?.bind(host);
    if (original !== undefined) {
      host.resolveModuleNameLiterals = (literals, ...rest) =>
        original(literals, ...rest).map((found, index) =>
          found.resolvedModule === undefined ? (ownModule(literals[index].text) ?? found) : found,
        );
    }
    return info.languageService;
  },
});
