/** Pictures of what is seen, to keep: as pixels and as a drawing. The pens that draw the page draw them too. */

import type { App } from './app.ts';
import { laneKind, laneName } from './describe.ts';
import { paintHeadings } from './render/headings.ts';
import { Pen } from './render/pen.ts';
import { escapeXml, SvgPen } from './render/svg.ts';
import { oneLine } from './text.ts';

/** Pixels of a saved picture for each on the screen, so that it can be printed. */
const PNG_SCALE = 2;
const HEADER_PX = 28;

interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly paint: (pen: Pen) => void;
}

/** Saves what is seen as PNG. */
export async function savePng(app: App): Promise<void> {
  const { width, height } = sizeOf(app);
  const canvas = document.createElement('canvas');
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  const context = canvas.getContext('2d')!;
  for (const region of regionsOf(app)) {
    const pen = new Pen(document.createElement('canvas').getContext('2d')!, app.palette);
    pen.resize(region.width, region.height, PNG_SCALE);
    region.paint(pen);
    context.drawImage(pen.ctx.canvas, region.x * PNG_SCALE, region.y * PNG_SCALE);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) return;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  app.host.post({ type: 'save', name: `${fileName(app)}.png`, mime: 'image/png', bytes });
}

/** Saves what is seen as SVG. */
export function saveSvg(app: App): void {
  const bytes = new TextEncoder().encode(svgOf(app));
  app.host.post({ type: 'save', name: `${fileName(app)}.svg`, mime: 'image/svg+xml', bytes });
}

function svgOf(app: App): string {
  const { width, height } = sizeOf(app);
  const { fontFamily } = app.palette;
  const groups = regionsOf(app).map((region, i) => {
    const pen = new SvgPen(app.palette, region.width, region.height);
    region.paint(pen);
    const clip = `<clipPath id="clip-${i}"><rect width="${region.width}" height="${region.height}"/></clipPath>`;
    return `${clip}<g transform="translate(${region.x} ${region.y})" clip-path="url(#clip-${i})">${pen.markup}</g>`;
  });
  const font = `font-family="${escapeXml(fontFamily)}" font-size="${Math.max(10, app.palette.fontPx - 2)}" dominant-baseline="central"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font}><title>${escapeXml(title(app))}</title>\n${groups.join('\n')}\n</svg>\n`;
}

function regionsOf(app: App): Region[] {
  const { chart, lanes } = app;
  const { width, height, axis } = sizeOf(app);
  const left = lanes.headWidth;
  const rows = height - HEADER_PX - axis;
  const below = HEADER_PX + axis;
  return [
    { x: 0, y: 0, width, height: below, paint: (pen) => paintHeader(app, pen) },
    { x: left, y: HEADER_PX, width: width - left, height: axis, paint: (pen) => chart.paintAxis(pen) },
    { x: 0, y: below, width: left, height: rows, paint: (pen) => paintHeads(app, pen) },
    { x: left, y: below, width: width - left, height: rows, paint: (pen) => chart.paintRows(pen) },
  ];
}

function paintHeader(app: App, pen: Pen): void {
  pen.begin(pen.palette.background);
  pen.words(title(app), 10, HEADER_PX / 2, pen.width - 20, pen.palette.foreground);
}

function paintHeads(app: App, pen: Pen): void {
  const { palette } = pen;
  pen.begin(palette.background);
  for (const { row, lane, y } of app.chart.rowsInSight()) {
    const x = 10 + row.depth * 12;
    const name = laneName(app.scene, lane.id);
    pen.words(name, x, y + row.height / 2, pen.width - x - 4, palette.foreground);
    const after = x + pen.text.width(name) + 6;
    pen.words(laneKind(lane), after, y + row.height / 2, pen.width - after - 4, palette.muted);
  }
  paintHeadings(pen, app.chart.headingsInSight(), false);
  pen.rect(pen.width - 1, 0, 1, pen.height, palette.border);
}

function sizeOf(app: App): { width: number; height: number; axis: number } {
  const { chart, lanes } = app;
  const axis = chart.axis.clientHeight;
  return {
    width: Math.round(lanes.headWidth + chart.width),
    height: Math.round(HEADER_PX + axis + chart.heightInSight),
    axis,
  };
}

function title(app: App): string {
  return `${oneLine(app.run?.title ?? '', 80)} · ${app.statusWords()}`;
}

function fileName(app: App): string {
  return oneLine(app.run?.title ?? '', 60).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || 'timeline';
}
