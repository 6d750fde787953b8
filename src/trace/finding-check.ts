/** Guard for findings that come from the other side (see protocol-check.ts). */
import { EDGE_ROLES, FINDING_KINDS } from './analysis/finding.ts';
import type { ShownFinding } from './protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value has the shape of a finding. */
export function isFinding(value: unknown): value is ShownFinding {
  return (
    isFields(value) &&
    FINDING_KINDS.some((kind) => kind === value.finding) &&
    (value.severity === 'error' || value.severity === 'warning') &&
    (value.scope === 'all' || value.scope === 'some') &&
    isText(value.message) &&
    isText(value.remedy) &&
    isList(value.actors, (actor) => isFields(actor) && isText(actor.id) && isText(actor.name)) &&
    isList(
      value.resources,
      (thing) => isFields(thing) && isText(thing.id) && isText(thing.name) && isText(thing.kind),
    ) &&
    isList(value.edges, isEdge) &&
    isList(value.sites, isText) &&
    isList(value.events, isCount) &&
    (value.mark === undefined || isCount(value.mark))
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isEdge(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value.actor) &&
    (value.site === undefined || isText(value.site)) &&
    EDGE_ROLES.some((role) => isText(value[role]))
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown, holds: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
