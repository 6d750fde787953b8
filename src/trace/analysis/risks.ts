/** Risks: what did no harm this time, or not yet. Each is a warning; what a correct program does is none. */
import type { TraceModel } from '../model.ts';
import { Activity } from './activity.ts';
import { ContentionWatch } from './contention.ts';
import type { Detector, Finding } from './finding.ts';
import { HoldWatch } from './holds.ts';
import { LongHoldWatch } from './long-holds.ts';
import { QueueWatch } from './queues.ts';

/** Looks for every kind of risk but lock orders. */
export class RiskWatch implements Detector {
  readonly #activity: Activity;
  readonly #parts: readonly Detector[];

  constructor(model: TraceModel) {
    this.#activity = new Activity(model);
    const parts = [HoldWatch, LongHoldWatch, ContentionWatch, QueueWatch].map(
      (Part) => new Part(model, this.#activity),
    );
    for (const part of parts) this.#activity.tell(part);
    this.#parts = parts;
  }

  look(nowNs: number): Finding[] {
    this.#activity.update();
    return this.#parts.flatMap((part) => part.look(nowNs));
  }
}
