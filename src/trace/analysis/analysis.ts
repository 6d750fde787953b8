/** The analysis of a trace, live and from a file alike: feed the model, ask for what is new. */
import type { TraceModel } from '../model.ts';
import type { Finding } from './finding.ts';
import { HangWatch } from './hangs.ts';
import { World } from './world.ts';

export class Analysis {
  readonly findings: Finding[] = [];
  readonly #hangs: HangWatch;

  constructor(model: TraceModel) {
    this.#hangs = new HangWatch(model, new World(model));
  }

  /** Looks at what has come since the last time and returns new findings. `nowNs`: since the session's start. */
  look(nowNs: number): Finding[] {
    const found = this.#hangs.look(nowNs);
    this.findings.push(...found);
    return found;
  }
}
