/** The colours and fonts of VS Code's current theme, as the canvas needs them. */

import { type Colour, css, flatten, mix, parseColour, readable } from './colour.ts';

/** The colours of one resource: its hue, made fit for lines, fills and words. */
export interface Hue {
  /** Lines and borders: at least 3 to 1 against the background. */
  readonly line: string;
  readonly fill: string;
  /** A stronger fill, for what is highlighted or selected. */
  readonly strong: string;
  /** Faint area under a chart. */
  readonly faint: string;
  /** Words on `fill` and `strong`: at least 4.5 to 1. */
  readonly text: string;
}

/** Everything that the renderer takes from the theme. */
export interface Palette {
  readonly highContrast: boolean;
  readonly dark: boolean;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly gridFaint: string;
  readonly border: string;
  readonly focus: string;
  readonly cursor: string;
  readonly selectedRow: string;
  readonly hoverRow: string;
  readonly band: string;
  readonly error: string;
  readonly warning: string;
  readonly running: string;
  readonly sleeping: string;
  readonly neutral: Hue;
  readonly hues: readonly Hue[];
  readonly fontFamily: string;
  readonly fontPx: number;
}

const HUES = [
  '--vscode-charts-blue',
  '--vscode-charts-orange',
  '--vscode-charts-purple',
  '--vscode-charts-green',
  '--vscode-charts-yellow',
];
const HUE_DEFAULTS: readonly Colour[] = [
  [55, 148, 255, 1],
  [209, 134, 22, 1],
  [177, 128, 215, 1],
  [137, 209, 133, 1],
  [204, 167, 0, 1],
];

/** Reads the theme from the page's style variables. */
export function readPalette(style: CSSStyleDeclaration, body: HTMLElement): Palette {
  const kind =
    body.dataset.vscodeThemeKind ?? Array.from(body.classList).find((name) => name.startsWith('vscode-')) ?? '';
  const dark = !/light/.test(kind) && kind !== '';
  const highContrast = /high-contrast/.test(kind) || body.classList.contains('vscode-high-contrast');
  const paper: Colour = dark ? [31, 31, 31, 1] : [255, 255, 255, 1];
  const ink: Colour = dark ? [204, 204, 204, 1] : [59, 59, 59, 1];
  const pick = (names: readonly string[], fallback: Colour): Colour => {
    for (const name of names) {
      const colour = parseColour(style.getPropertyValue(name));
      if (colour !== undefined) return colour;
    }
    return fallback;
  };
  const background = flatten(paper, pick(['--heddle-background', '--vscode-editor-background'], paper));
  const foreground = flatten(background, pick(['--vscode-foreground', '--vscode-editor-foreground'], ink));
  const extreme: Colour = dark ? [255, 255, 255, 1] : [0, 0, 0, 1];
  const on = (names: readonly string[], fallback: Colour) => flatten(background, pick(names, fallback));
  const muted = readable(
    on(['--vscode-descriptionForeground'], mix(background, foreground, 0.7)),
    background,
    extreme,
    4.6,
  );
  const hueOf = (base: Colour): Hue => {
    const line = readable(base, background, extreme, highContrast ? 4.5 : 3.2);
    const fill = mix(background, line, highContrast ? 0.22 : dark ? 0.36 : 0.24);
    const strong = mix(background, line, highContrast ? 0.42 : dark ? 0.56 : 0.42);
    const text = readable(readable(foreground, fill, extreme, 4.6), strong, extreme, 4.6);
    return {
      line: css(line),
      fill: css(fill),
      strong: css(strong),
      faint: css(mix(background, line, 0.14)),
      text: css(text),
    };
  };
  const contrastBorder = parseColour(style.getPropertyValue('--vscode-contrastBorder'));
  const border =
    contrastBorder ?? on(['--vscode-panel-border', '--vscode-widget-border'], mix(background, foreground, 0.2));
  const hues = HUES.map((name, i) => hueOf(on([name], HUE_DEFAULTS[i]!)));
  const size = Number.parseFloat(style.getPropertyValue('--vscode-font-size'));
  return {
    highContrast,
    dark,
    background: css(background),
    foreground: css(foreground),
    muted: css(muted),
    grid: css(mix(background, foreground, highContrast ? 0.35 : 0.12)),
    gridFaint: css(mix(background, foreground, highContrast ? 0.18 : 0.055)),
    border: css(border),
    focus: css(on(['--vscode-focusBorder', '--vscode-contrastActiveBorder'], [0, 120, 212, 1])),
    cursor: css(mix(background, foreground, 0.75)),
    selectedRow: css(mix(background, foreground, highContrast ? 0.12 : 0.09)),
    hoverRow: css(mix(background, foreground, 0.045)),
    band: css(mix(background, foreground, highContrast ? 0 : 0.022)),
    error: css(
      readable(on(['--vscode-charts-red', '--vscode-errorForeground'], [244, 71, 71, 1]), background, extreme, 4.6),
    ),
    warning: css(readable(on(['--vscode-charts-yellow'], [204, 167, 0, 1]), background, extreme, 4.6)),
    running: css(readable(on(['--vscode-charts-green'], [137, 209, 133, 1]), background, extreme, 3.2)),
    sleeping: css(muted),
    neutral: hueOf(mix(background, foreground, 0.6)),
    hues,
    fontFamily: style.getPropertyValue('--vscode-font-family').trim() || 'system-ui, sans-serif',
    fontPx: Number.isFinite(size) && size > 0 ? size : 13,
  };
}

/** Calls back whenever the theme, its fonts or the user's wish for less motion changed. */
export function watchTheme(changed: () => void): Disposable {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  const forced = matchMedia('(forced-colors: active)');
  forced.addEventListener('change', changed);
  return {
    [Symbol.dispose]() {
      observer.disconnect();
      forced.removeEventListener('change', changed);
    },
  };
}

/** Whether the user asked for less motion, in the system or in VS Code. */
export function reducedMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
