/** Small line icons in the manner of VS Code's, drawn on a grid of 16. */

const SVG = 'http://www.w3.org/2000/svg';

/** Paths of the icons; stroked with the text's colour, those ending in `!` filled. */
const PATHS = {
  follow: ['M2.5 3.5v9M5 8h8M9.5 4.5 13 8l-3.5 3.5'],
  fit: ['M2.5 3.5v9M13.5 3.5v9M5 8h6M7 6 5 8l2 2M9 6l2 2-2 2'],
  zoomIn: ['M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14M7 4.8v4.4M4.8 7h4.4'],
  zoomOut: ['M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14M4.8 7h4.4'],
  search: ['M9.5 11A4.5 4.5 0 1 0 9.5 2a4.5 4.5 0 0 0 0 9zM6.3 9.7 2 14'],
  table: ['M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6'],
  chart: ['M2.5 4.5h6M5.5 8h8M3.5 11.5h5'],
  help: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.7-.8 1.4M8 11.2v.1'],
  undo: ['M3 6h6.5a3.5 3.5 0 0 1 0 7H7M5.5 3.5 3 6l2.5 2.5'],
  redo: ['M13 6H6.5a3.5 3.5 0 0 0 0 7H9M10.5 3.5 13 6l-2.5 2.5'],
  play: ['!M5 3.2v9.6l7.5-4.8z'],
  pause: ['M5.5 3.5v9M10.5 3.5v9'],
  stop: ['!M4.5 4.5h7v7h-7z'],
  close: ['M4 4l8 8M12 4l-8 8'],
  open: ['M8.5 3.5h-5v9h9v-5M8 8l5-5M9.5 2.5h4v4'],
  split: ['M2.5 3.5h11v9h-11zM8 3.5v9'],
  more: ['M3.5 8h.1M8 8h.1M12.5 8h.1'],
  chevronRight: ['M6 4l4 4-4 4'],
  chevronDown: ['M4 6l4 4 4-4'],
  flows: ['M2.5 4.5h4c3 0 2 7 5 7h1.5M11 9.5l2.2 2L11 13.5'],
  clock: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.5V8l2.5 1.5'],
  pin: ['M6 2.5h4l-.5 4 2 2.5h-7l2-2.5zM8 9v4.5'],
  process: ['M3.5 3.5h9v9h-9zM6.5 6.5h3v3h-3z'],
  thread: ['M5 2.5c0 4 6 3 6 5.5s-6 1.5-6 5.5'],
  lock: ['M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5'],
  semaphore: ['M5.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 7h6M12 7v2.5M14 7v2'],
  queue: ['M2.5 5h11M2.5 11h11M4.5 6.5h2v3h-2zM8 6.5h2v3H8z'],
  signal: ['M3.5 13.5v-11M3.5 3h8l-2 2.5 2 2.5h-8'],
  barrier: ['M8 2.5v11M2.5 8h3.5M4.5 6.5 6 8 4.5 9.5M10 8h3.5'],
  value: ['M3 5h10M3 8h10M3 11h6'],
  error: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4'],
  warning: ['M8 2.5 14 13.5H2zM8 6.5v3.5M8 11.8v.1'],
  bulb: ['M6 10.5c0-1.5-1.8-2.2-1.8-4.4a3.8 3.8 0 0 1 7.6 0c0 2.2-1.8 2.9-1.8 4.4zM6.3 12.5h3.4M7 14h2'],
  exportIcon: ['M8 2.5v7M5.5 7 8 9.5 10.5 7M3 10.5v3h10v-3'],
} satisfies Record<string, readonly string[]>;

/** Names of the icons. */
export type IconName = keyof typeof PATHS;

/** A decorative icon; the words stand on the control that carries it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 16 16',
    width: '16',
    height: '16',
    'aria-hidden': 'true',
    class: 'icon',
  })) {
    svg.setAttribute(key, value);
  }
  for (const path of PATHS[name] as readonly string[]) {
    const shape = document.createElementNS(SVG, 'path');
    const filled = path.startsWith('!');
    shape.setAttribute('d', filled ? path.slice(1) : path);
    shape.setAttribute('fill', filled ? 'currentColor' : 'none');
    if (!filled) shape.setAttribute('stroke', 'currentColor');
    svg.append(shape);
  }
  return svg;
}
