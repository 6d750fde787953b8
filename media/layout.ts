/** Which lane stands where: groups, folding, pinning and heights. Pure. */

/** A lane as the layout sees it. */
export interface LaneShape {
  readonly id: string;
  /** The lane that this one stands under, if it has one. */
  readonly parent: string | undefined;
  /** The heading that it stands under where that lane is not there. */
  readonly heading?: string;
  readonly height: number;
  /** Sections stand in the order in which their first lanes come. */
  readonly section: string;
  /** Of a heading: its words while what stands under it is shown, and while that is folded away. */
  readonly title?: { readonly title: string; readonly folded: string };
}

/** A lane in its place. */
export interface Row {
  readonly id: string;
  readonly top: number;
  readonly height: number;
  /** How far it is indented: what stands under a heading is not. */
  readonly depth: number;
  /** Its level in the tree, from 1. */
  readonly level: number;
  /** Undefined: nothing to fold. */
  readonly folded: boolean | undefined;
  readonly pinned: boolean;
  /** Set on the first row of a section that is not the first. */
  readonly startsSection: boolean;
  /** The words of a heading; undefined: a lane. */
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
/** The height of a heading. */
export const HEADING_HEIGHT = 28;

/** Lanes in their places, and how tall they are together. */
export interface Layout {
  readonly rows: Row[];
  readonly height: number;
}

/** Places lanes from top to bottom: pinned ones first, then actors with their threads, then resources, under their headings. */
export function layOut(lanes: readonly LaneShape[], arrangement: Arrangement): Layout {
  const byId = new Map(lanes.map((lane) => [lane.id, lane]));
  const children = new Map<string | undefined, LaneShape[]>();
  for (const lane of lanes) {
    const parent = [lane.parent, lane.heading].find((id) => id !== undefined && byId.has(id));
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
  const sections = [...new Set(lanes.map((lane) => lane.section))];
  const rows: Row[] = [];
  const pinned = new Set(arrangement.pinned.filter((id) => byId.has(id)));
  let top = 0;
  const add = (lane: LaneShape, depth: number, level: number, startsSection: boolean) => {
    if (startsSection) top += SECTION_GAP;
    const folded = children.has(lane.id) ? arrangement.folded.has(lane.id) : undefined;
    const title = folded ? lane.title?.folded : lane.title?.title;
    const isPinned = pinned.has(lane.id);
    rows.push({ id: lane.id, top, height: lane.height, depth, level, folded, pinned: isPinned, startsSection, title });
    top += lane.height;
  };
  for (const id of pinned) add(byId.get(id)!, 0, 1, false);
  const walk = (lane: LaneShape, depth: number, level: number, startsSection: boolean) => {
    if (!pinned.has(lane.id)) add(lane, depth, level, startsSection);
    if (arrangement.folded.has(lane.id)) return;
    if (lane.title !== undefined) walkSections(lane.id, level + 1);
    else for (const child of children.get(lane.id) ?? []) walk(child, depth + 1, level + 1, false);
  };
  const walkSections = (parent: string | undefined, level: number) => {
    for (const section of sections) {
      let first = true;
      for (const lane of children.get(parent) ?? []) {
        if (lane.section !== section) continue;
        // A heading makes room of its own.
        const starts = first && rows.length > 0 && lane.title === undefined && rows.at(-1)?.title === undefined;
        walk(lane, 0, level, starts);
        if (!pinned.has(lane.id)) first = false;
      }
    }
  };
  walkSections(undefined, 1);
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
