/** Where the headings of two runs stand: always in sight, so that neither run is ever lost below or above the other. Pure. */

import { HEADING_HEIGHT, type Row } from './layout.ts';

/** A heading in the picture. */
export interface PlacedHeading {
  readonly row: Row;
  readonly y: number;
  /** Nothing of what stands under it is in sight, and scrolling to this height would show it. */
  readonly awayFrom: number | undefined;
}

/** Room for this many headings at least; else they stand where they are. */
const ROOM_FOR = 6;

/** True when headings may stay at the edges of a window of this height. */
const isRoomy = (height: number) => height >= ROOM_FOR * HEADING_HEIGHT;

/** Places headings: at their rows, or at the edge of the window behind which these lie, the first one outermost. */
export function placeHeadings(headings: readonly Row[], scrollTop: number, height: number): PlacedHeading[] {
  const roomy = isRoomy(height);
  return headings
    .map((row, i): PlacedHeading => {
      const own = row.top - scrollTop;
      if (!roomy) return { row, y: own, awayFrom: undefined };
      const highest = HEADING_HEIGHT * i;
      const lowest = height - HEADING_HEIGHT * (headings.length - i);
      const next = headings[i + 1];
      const above = next !== undefined && next.top - scrollTop <= highest + HEADING_HEIGHT;
      const awayFrom = !row.folded && (above || own >= lowest) ? row.top - highest : undefined;
      return { row, y: Math.max(highest, Math.min(own, lowest)), awayFrom };
    })
    .filter(({ y }) => y > -HEADING_HEIGHT && y < height);
}

/** The heading that a lane stands under. */
export function headingOf(headings: readonly Row[], row: Row): Row | undefined {
  return row.pinned ? undefined : headings.findLast((heading) => heading.top < row.top);
}

/** Where to scroll so that a row is in sight, and not behind a heading; undefined: it is. */
export function scrollToShow(
  row: Row,
  headings: readonly Row[],
  scrollTop: number,
  height: number,
): number | undefined {
  const roomy = isRoomy(height);
  const covered = (those: readonly Row[]) => (roomy ? those.length * HEADING_HEIGHT : 0);
  const above = covered(headings.filter((heading) => heading.top < row.top));
  const below = covered(headings.filter((heading) => heading.top > row.top));
  // A heading is in sight anyway; what has just been folded under it is no place to stand at.
  if (row.title !== undefined && roomy && !row.folded) return undefined;
  if (row.top - above < scrollTop) return row.top - above;
  if (row.title !== undefined && roomy) return undefined;
  const bottom = row.top + row.height + below;
  return bottom > scrollTop + height ? bottom - height + 4 : undefined;
}
