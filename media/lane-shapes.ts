/** What the layout has to know of a scene's lanes. Pure. */

import type { RunInfo } from '../src/trace/protocol.ts';
import { HEADING_HEIGHT, type LaneShape } from './layout.ts';
import { type Density, laneHeight } from './render/geometry.ts';
import type { Lane, Scene } from './scene.ts';
import { t } from './strings.ts';
import { oneLine } from './text.ts';

/** The lanes of a scene, actors before resources; of two runs, one after the other, each under its heading. */
export function laneShapes(scene: Scene, density: Density, compared: RunInfo['compared']): LaneShape[] {
  const shape = (lane: Lane, heading?: string): LaneShape => ({
    id: lane.id,
    parent: lane.type === 'actor' ? lane.process : undefined,
    heading,
    height: laneHeight(lane, density),
    section: lane.type,
  });
  if (scene.runOf === undefined || compared === undefined)
    return [...scene.actors, ...scene.resources].map((lane) => shape(lane));
  return ([0, 1] as const).flatMap((run) => {
    const words = oneLine(run === 0 ? compared.first : compared.second, 200);
    const id = HEADINGS[run];
    const lanes = [...scene.actors, ...scene.resources].filter((lane) => scene.runOf?.(lane.id) === run);
    if (lanes.length === 0) return [];
    const title = t('compare.run', id, words);
    const folded = t('compare.folded', title, lanes.length);
    const heading = { id, parent: undefined, height: HEADING_HEIGHT, section: id, title: { title, folded } };
    return [heading, ...lanes.map((lane) => shape(lane, id))];
  });
}

/** The headings of two runs, by their letters: no lane has such an id. */
const HEADINGS = ['A', 'B'] as const;
