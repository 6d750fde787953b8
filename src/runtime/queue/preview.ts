/** A short text of an item for the timeline: cheap, never throws, runs no getters. */

const LONGEST = 40;

export function preview(item: unknown): string {
  let text: string;
  try {
    text = shortText(item, 2);
  } catch {
    return 'object'; // its class's name could not be read
  }
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function shortText(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    if (depth === 0) return `[${value.length}]`;
    return `[${value
      .slice(0, 4)
      .map((each) => shortText(each, depth - 1))
      .join(', ')}${value.length > 4 ? ', …' : ''}]`;
  }
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  if (prototype !== null && prototype !== Object.prototype) {
    const { name } = prototype.constructor ?? {};
    return typeof name === 'string' && name ? name : 'object';
  }
  if (depth === 0) return '{…}';
  const parts: string[] = [];
  for (const key of Object.keys(value).slice(0, 4)) {
    const field = Object.getOwnPropertyDescriptor(value, key);
    parts.push(`${key}: ${field && 'value' in field ? shortText(field.value, depth - 1) : '…'}`);
  }
  return `{${parts.join(', ')}}`;
}
