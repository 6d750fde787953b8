/** The headings of compared runs, drawn over the lanes with any pen. */

import type { PlacedHeading } from '../headings.ts';
import { HEADING_HEIGHT } from '../layout.ts';
import type { Pen } from './pen.ts';

/** Draws them; `words`: with their titles. */
export function paintHeadings(pen: Pen, placed: readonly PlacedHeading[], words: boolean): void {
  const { selectedRow, border, foreground } = pen.palette;
  for (const { row, y } of placed) {
    pen.rect(0, y, pen.width, HEADING_HEIGHT, selectedRow);
    pen.rect(0, y + HEADING_HEIGHT - 1, pen.width, 1, border);
    if (words) pen.words(row.title ?? '', 8, y + HEADING_HEIGHT / 2 + 1, pen.width - 16, foreground);
  }
}
