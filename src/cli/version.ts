/** Which Heddle this is. */
import { readFileSync } from 'node:fs';

/** The version of the package that this file is part of, wherever it has been built to. */
export function version(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
      if (name === 'heddle') return version;
    } catch {
      // none here
    }
    if (folder.pathname === new URL('..', folder).pathname) return 'unknown';
  }
}
