/** Races: accesses that nothing orders, and lock orders that could have hung. */
import type { TraceModel } from '../model.ts';
import type { Detector, Finding } from './finding.ts';

export class RaceWatch implements Detector {
  readonly model: TraceModel;

  constructor(model: TraceModel) {
    this.model = model;
  }

  look(_nowNs: number): Finding[] {
    return [];
  }
}
