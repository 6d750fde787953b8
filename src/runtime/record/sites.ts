/**
 * Call sites: the first frame outside the runtime. The stack is walked a few frames deep as V8's own call-site objects
 * (https://v8.dev/docs/stack-trace-api), no text is made, and a place that was seen before is found by its script and
 * position. That still costs 2 to 4 us. A thread that records so fast that this would slow it down noticeably is walked
 * only so often a millisecond; in between, an operation is given the site of the latest one of its kind on its resource.
 */
import { RUNTIME_URL } from '../paths.ts';

/** A place in the program's source. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly fn: string;
}

/** Deeper than any path through the runtime from a public method to the recorder. */
const DEPTH = 9;
/** So many walks a millisecond are exact; they cost about a tenth of the thread's time. */
const WALKS = 32;
const WINDOW_NS = 1e6;

/** V8 has it since long, the types do not. */
type Frame = NodeJS.CallSite & { getPosition(): number };

/** Numbers the places of one stream from 1; 0 where there is none outside the runtime. */
export class Sites {
  readonly #announce: (id: number, place: Site) => void;
  readonly #known = new Map<string, Map<number, number>>();
  readonly #inside = new Map<string, boolean>();
  /** The site of the latest operation of each kind on each resource. */
  readonly #latest = new Map<number, number>();
  #last = 0;
  #windowNs = 0;
  #walks = 0;

  /** `announce` is called once for each place, before its number is first used. */
  constructor(announce: (id: number, place: Site) => void) {
    this.#announce = announce;
  }

  /** The number of the place that called into the runtime for an operation (a number below 256) on a resource. */
  here(op: number, resource: number, atNs: number): number {
    const key = resource * 256 + op;
    if (atNs - this.#windowNs > WINDOW_NS) {
      this.#windowNs = atNs;
      this.#walks = 0;
    } else if (this.#walks >= WALKS) {
      const latest = this.#latest.get(key);
      if (latest !== undefined) return latest;
    }
    this.#walks++;
    const site = this.#walk();
    this.#latest.set(key, site);
    return site;
  }

  #walk(): number {
    const { stackTraceLimit, prepareStackTrace } = Error;
    Error.stackTraceLimit = DEPTH;
    Error.prepareStackTrace = frames;
    const stack = new Error().stack as unknown as readonly Frame[];
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
    if (!Array.isArray(stack)) return 0;
    for (const frame of stack) {
      const file = frame.getFileName();
      if (file === null || file === undefined || this.#isInside(file)) continue;
      return this.#number(file, frame);
    }
    return 0;
  }

  #isInside(file: string): boolean {
    let inside = this.#inside.get(file);
    if (inside === undefined) {
      inside = file.startsWith(RUNTIME_URL) || file.startsWith('node:') || file === '';
      this.#inside.set(file, inside);
    }
    return inside;
  }

  #number(file: string, frame: Frame): number {
    let places = this.#known.get(file);
    if (places === undefined) {
      places = new Map();
      this.#known.set(file, places);
    }
    const position = frame.getPosition();
    let id = places.get(position);
    if (id === undefined) {
      id = ++this.#last;
      places.set(position, id);
      this.#announce(id, {
        file,
        line: frame.getLineNumber() ?? 0,
        column: frame.getColumnNumber() ?? 0,
        fn: frame.getFunctionName() ?? '',
      });
    }
    return id;
  }
}

const frames = (_error: Error, stack: NodeJS.CallSite[]) => stack;
