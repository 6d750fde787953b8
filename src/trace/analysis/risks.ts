/** Risks: what did no harm this time. */
import type { TraceModel } from '../model.ts';
import type { Detector, Finding } from './finding.ts';

export class RiskWatch implements Detector {
  readonly model: TraceModel;

  constructor(model: TraceModel) {
    this.model = model;
  }

  look(_nowNs: number): Finding[] {
    return [];
  }
}
