/** The analysis of a trace, live and from a file alike: feed the model, ask for what is new. */
import type { TraceModel } from '../model.ts';
import type { Detector, Finding } from './finding.ts';
import { HangWatch } from './hangs.ts';
import { RaceWatch } from './races.ts';
import { RiskWatch } from './risks.ts';
import { World } from './world.ts';

export class Analysis {
  readonly findings: Finding[] = [];
  readonly #detectors: readonly Detector[];

  constructor(model: TraceModel) {
    this.#detectors = [new HangWatch(model, new World(model)), new RaceWatch(model), new RiskWatch(model)];
  }

  /**
   * Looks at what has come since the last time and returns new findings. `nowNs`: since the session's start; Infinity:
   * nothing more will come.
   */
  look(nowNs: number): Finding[] {
    const found = this.#detectors.flatMap((detector) => detector.look(nowNs));
    this.findings.push(...found);
    return found;
  }
}
