/** Which lane stands where: groups, folding, pinning and heights. Pure. */

/** A lane as the layout sees it. */
export interface LaneShape {
  readonly id: string;
  /** The lane that this one stands under, if it has one. */
  readonly parent: string | undefined;
  readonly height: number;
  /** Sections stand in the order in which their first lanes come. */
  readonly section: string;
  /** The heading of the lane's section, if it has one. */
  readonly title?: string;
}

/** A lane in its place. */
export interface Row {
  readonly id: string;
  readonly top: number;
  readonly height: number;
  readonly depth: number;
  /** Undefined: nothing to fold. */
  readonly folded: boolean | undefined;
  readonly pinned: boolean;
  /** Set on the first row of a section that is not the first. */
  readonly startsSection: boolean;
  /** Set on the first row of a section with a heading, which stands in the space above it. */
  readonly title: string | undefined;
}

/** What the user chose about the lanes. */
export interface Arrangement {
  readonly folded: ReadonlySet<string>;
  readonly pinned: readonly string[];
  /** Lanes that were moved, in their order; those not named keep the order in which they came, behind. */
  readonly order: readonly string[];
}

/** Free space above the first lane of a further section. */
export const SECTION_GAP = 10;
/** Space above the first lane of a section with a heading. */
export const TITLE_GAP = 28;

/** Lanes in their places, and how tall they are together. */
export interface Layout {
  readonly rows: Row[];
  readonly height: number;
}

/** Places lanes from top to bottom: pinned ones first, then actors with their threads, then resources. */
export function layOut(lanes: readonly LaneShape[], arrangement: Arrangement): Layout {
  const byId = new Map(lanes.map((lane) => [lane.id, lane]));
  const children = new Map<string | undefined, LaneShape[]>();
  for (const lane of lanes) {
    const parent = lane.parent !== undefined && byId.has(lane.parent) ? lane.parent : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(lane);
    else children.set(parent, [lane]);
  }
  const place = new Map(arrangement.order.map((id, i) => [id, i]));
  const placeOf = (lane: LaneShape) => place.get(lane.id) ?? Number.POSITIVE_INFINITY;
  if (place.size > 0) {
    for (const siblings of children.values()) {
      siblings.sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)));
    }
  }
  const rows: Row[] = [];
  const pinned = new Set(arrangement.pinned.filter((id) => byId.has(id)));
  let top = 0;
  const add = (lane: LaneShape, depth: number, startsSection: boolean, title?: string) => {
    if (title !== undefined) top += TITLE_GAP;
    else if (startsSection) top += SECTION_GAP;
    const folded = children.has(lane.id) ? arrangement.folded.has(lane.id) : undefined;
    const isPinned = pinned.has(lane.id);
    rows.push({ id: lane.id, top, height: lane.height, depth, folded, pinned: isPinned, startsSection, title });
    top += lane.height;
  };
  for (const id of pinned) add(byId.get(id)!, 0, false);
  for (const section of new Set(lanes.map((lane) => lane.section))) {
    let first = true;
    const walk = (lane: LaneShape, depth: number) => {
      if (!pinned.has(lane.id)) {
        add(lane, depth, first && rows.length > 0, first ? lane.title : undefined);
        first = false;
      }
      if (!arrangement.folded.has(lane.id)) for (const child of children.get(lane.id) ?? []) walk(child, depth + 1);
    };
    for (const lane of children.get(undefined) ?? []) if (lane.section === section) walk(lane, 0);
  }
  return { rows, height: top };
}

/** The rows that a window from `top` on, `height` pixels tall, touches. */
export function visibleRows(rows: readonly Row[], top: number, height: number): readonly Row[] {
  let first = firstBelow(rows, top);
  const from = first;
  while (first < rows.length && rows[first]!.top < top + height) first++;
  return rows.slice(from, first);
}

/** The row at a height, if there is one. */
export function rowAt(rows: readonly Row[], y: number): Row | undefined {
  const row = rows[firstBelow(rows, y)];
  return row !== undefined && y >= row.top && y < row.top + row.height ? row : undefined;
}

function firstBelow(rows: readonly Row[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.top + rows[middle]!.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}
