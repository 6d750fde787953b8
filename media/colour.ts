/** Colour arithmetic: parsing what VS Code puts into its variables, mixing, and contrast by WCAG. Pure. */

/** Red, green, blue from 0 to 255 and opacity from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()`; undefined for anything else. */
export function parseColour(text: string): Colour | undefined {
  const value = text.trim();
  const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(value)?.[1];
  if (hex !== undefined) {
    const long = hex.length <= 4 ? Array.from(hex, (digit) => digit + digit).join('') : hex;
    const part = (at: number) => Number.parseInt(long.slice(at, at + 2), 16);
    return [part(0), part(2), part(4), long.length === 8 ? part(6) / 255 : 1];
  }
  const list = /^rgba?\(([^)]*)\)$/i.exec(value)?.[1];
  if (list === undefined) return undefined;
  const parts = list.split(/[\s,/]+/).filter((part) => part !== '');
  if (parts.length < 3) return undefined;
  const [red, green, blue] = parts.slice(0, 3).map((part) => Number.parseFloat(part));
  const alpha = parts[3] === undefined ? 1 : Number.parseFloat(parts[3]) / (parts[3].endsWith('%') ? 100 : 1);
  return [red!, green!, blue!, alpha].every(Number.isFinite) ? [red!, green!, blue!, alpha] : undefined;
}

/** `share` of `over` laid on `under`. */
export function mix(under: Colour, over: Colour, share: number): Colour {
  const part = (i: 0 | 1 | 2) => under[i] + (over[i] - under[i]) * share;
  return [part(0), part(1), part(2), 1];
}

/** A see-through colour laid on an opaque one. */
export function flatten(under: Colour, over: Colour): Colour {
  return mix(under, over, over[3]);
}

/** The colour as CSS text. */
export function css(colour: Colour, alpha = colour[3]): string {
  const whole = (n: number) => Math.round(n);
  return alpha >= 1
    ? `rgb(${whole(colour[0])}, ${whole(colour[1])}, ${whole(colour[2])})`
    : `rgba(${whole(colour[0])}, ${whole(colour[1])}, ${whole(colour[2])}, ${alpha})`;
}

/** WCAG's contrast ratio of two opaque colours, 1 to 21. */
export function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour, moved towards `towards` just as far as `ratio` against `background` takes. */
export function readable(colour: Colour, background: Colour, towards: Colour, ratio: number): Colour {
  for (let share = 0; share < 1; share += 0.1) {
    const candidate = mix(colour, towards, share);
    if (contrast(candidate, background) >= ratio) return candidate;
  }
  return towards;
}

function luminance(colour: Colour): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}
