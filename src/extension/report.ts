/** A report in bars, as html without any script. */
import { escapeHtml } from './page.ts';

/** What a part of a bar stands for; each has a hatching of its own beside its colour. */
export type Part = 'plain' | 'starting' | 'working' | 'copying' | 'rest';

/** A bar with its words. */
export interface Row {
  readonly label: string;
  /** Shares of the full width, which is 1, one after the other. */
  readonly parts: readonly { readonly part: Part; readonly share: number }[];
  readonly value: string;
  readonly detail?: string;
}

/** Bars that share one measure. */
export interface Chart {
  readonly caption: string;
  readonly rows: readonly Row[];
}

/** What a report says, in the user's language. */
export interface Report {
  readonly title: string;
  /** What follows from it, in a sentence. */
  readonly verdict?: string;
  readonly charts: readonly Chart[];
  readonly legend?: readonly { readonly part: Part; readonly label: string }[];
  /** Small print below. */
  readonly note?: string;
  /** Does it all again. */
  readonly again?: { readonly label: string; readonly command: string; readonly argument: unknown };
}

/** What the html needs from its webview. */
export interface ReportParts {
  readonly cspSource: string;
  readonly style: string;
  readonly lang: string;
}

const HATCHING = `<svg width="0" height="0" aria-hidden="true"><defs>
<pattern id="starting" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground starting" width="6" height="6"/><rect class="line" width="2" height="6"/></pattern>
<pattern id="copying" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="ground copying" width="6" height="6"/><circle class="line" cx="3" cy="3" r="1.4"/></pattern>
</defs></svg>`;

/** The report's page: styled by one file, run by nothing. */
export function reportPage(report: Report, { cspSource, style, lang }: ReportParts): string {
  const { title, verdict, charts, legend = [], note, again } = report;
  const policy = `default-src 'none'; style-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
${HATCHING}
<main>
<h1>${escapeHtml(title)}</h1>
${verdict === undefined ? '' : `<p class="verdict">${escapeHtml(verdict)}</p>`}
${legend.length === 0 ? '' : `<ul class="legend">${legend.map(legendItem).join('')}</ul>`}
${charts.map(chartTable).join('\n')}
${note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`}
${again === undefined ? '' : `<p><a class="button" href="${escapeHtml(commandAddress(again))}">${escapeHtml(again.label)}</a></p>`}
</main>
</body>
</html>
`;
}

function legendItem({ part, label }: { readonly part: Part; readonly label: string }): string {
  return `<li><svg width="20" height="12" aria-hidden="true">${rectangle(part, 0, 1)}</svg>${escapeHtml(label)}</li>`;
}

function chartTable({ caption, rows }: Chart): string {
  return `<table><caption>${escapeHtml(caption)}</caption><tbody>${rows.map(tableRow).join('')}</tbody></table>`;
}

function tableRow({ label, parts, value, detail }: Row): string {
  let left = 0;
  const bar = parts.map(({ part, share }) => {
    const drawn = rectangle(part, left, share);
    left += share;
    return drawn;
  });
  const words = detail === undefined ? '' : `<div class="detail">${escapeHtml(detail)}</div>`;
  return (
    `<tr><th scope="row">${escapeHtml(label)}</th><td class="value">${escapeHtml(value)}</td>` +
    `<td class="bar"><svg width="100%" height="18" aria-hidden="true">${bar.join('')}</svg>${words}</td></tr>`
  );
}

function rectangle(part: Part, left: number, share: number): string {
  const percent = (value: number) => `${Number((value * 100).toFixed(3))}%`;
  const fill = part === 'starting' || part === 'copying' ? ` fill="url(#${part})"` : '';
  return `<rect class="${part}" x="${percent(left)}" width="${percent(share)}" height="100%"${fill}/>`;
}

function commandAddress({ command, argument }: { readonly command: string; readonly argument: unknown }): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
