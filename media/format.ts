/** Times and sizes in words that fit where they stand. Pure. */

const UNITS = [
  { ns: 1e9, name: 's' },
  { ns: 1e6, name: 'ms' },
  { ns: 1e3, name: 'µs' },
  { ns: 1, name: 'ns' },
] as const;

/** A duration with three significant digits and its unit: `1.25 s`, `312 µs`. */
export function formatDuration(ns: number): string {
  if (!Number.isFinite(ns)) return '–';
  const size = Math.abs(ns);
  if (size >= 600e9) return `${trimZeros((ns / 60e9).toFixed(1))} min`;
  const unit = UNITS.find((candidate) => size >= candidate.ns * 0.9995) ?? UNITS[3];
  const value = ns / unit.ns;
  const whole = Math.abs(value) >= 100 || unit.name === 'ns';
  return `${whole ? Math.round(value) : trimZeros(value.toPrecision(3))} ${unit.name}`;
}

/** A moment on the axis, precise enough to tell neighbours `stepNs` apart, in the unit that suits moments around `scaleNs`. */
export function formatMoment(atNs: number, stepNs: number, scaleNs = atNs): string {
  const scale = Math.max(Math.abs(scaleNs), stepNs);
  const unit = UNITS.find((candidate) => scale >= candidate.ns) ?? UNITS[3];
  const digits = Math.min(9, Math.max(0, Math.ceil(Math.log10(unit.ns / stepNs) - 1e-9)));
  return atNs === 0 ? `0 ${unit.name}` : `${(atNs / unit.ns).toFixed(digits)} ${unit.name}`;
}

/** A moment with microseconds, as the details and the table show it. */
export function formatExact(atNs: number): string {
  return `${(atNs / 1e9).toFixed(6)} s`;
}

/** A number of bytes: `512 B`, `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${trimZeros((bytes / 1024 ** power).toPrecision(3))} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** A share between 0 and 1 as a percentage. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? trimZeros(percent.toFixed(1)) : Math.round(percent)} %`;
}

function trimZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : String(Number(text));
}
