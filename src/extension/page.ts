/** The timeline page's html. */
import { randomBytes } from 'node:crypto';

/** What the html is made of. */
export interface PageParts {
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly lang: string;
  readonly title: string;
  readonly nonce: string;
  /** Where it stands: the side bar's paper is not the editor's. */
  readonly place: 'view' | 'editor';
}

/** A fresh nonce for one page's content security policy. */
export function makeNonce(): string {
  return randomBytes(18).toString('base64url');
}

/** The page: no inline style or script, nothing from the network, one script. */
export function timelinePage(parts: PageParts): string {
  const { cspSource, nonce } = parts;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(parts.title)}</title>
<link rel="stylesheet" href="${escapeHtml(parts.style)}">
</head>
<body data-place="${parts.place}">
<script type="module" nonce="${escapeHtml(nonce)}" src="${escapeHtml(parts.script)}"></script>
</body>
</html>
`;
}

/** Text that is safe between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
