/** Races and lock orders that could have hung: the events in their causal order, past everybody who looks for them. */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { NumberAccesses } from './accesses.ts';
import { CausalOrder, type CausalSink } from './causal-order.ts';
import { OP } from './event-numbers.ts';
import type { Detector, Finding } from './finding.ts';
import { LockOrders } from './lock-orders.ts';
import { RaceReports } from './race-reports.ts';
import { SyncEdges } from './sync-edges.ts';
import { WatchedAccesses } from './watched-accesses.ts';

export class RaceWatch implements Detector, CausalSink {
  readonly #model: TraceModel;
  readonly #order: CausalOrder;
  /** What this run has ordered. */
  readonly #edges: SyncEdges;
  /** What every run orders: not the turns at locks. */
  readonly #firm: SyncEdges;
  readonly #reports: RaceReports;
  readonly #numbers: NumberAccesses;
  readonly #watched: WatchedAccesses;
  readonly #locks: LockOrders;

  constructor(model: TraceModel) {
    this.#model = model;
    this.#order = new CausalOrder(model, this);
    const actorOf = (key: number) => this.#order.actorOf(key);
    this.#edges = new SyncEdges(model, actorOf, true);
    this.#firm = new SyncEdges(model, actorOf, false);
    this.#reports = new RaceReports(model);
    this.#numbers = new NumberAccesses(model, this.#edges.clocks, (conflict) => this.#reports.add(conflict));
    this.#watched = new WatchedAccesses(model, this.#edges.clocks, (conflict) => this.#reports.add(conflict));
    this.#locks = new LockOrders(model, this.#firm.clocks);
  }

  look(nowNs: number): Finding[] {
    this.#order.advance(nowNs);
    return [...this.#reports.take(nowNs), ...this.#locks.take()];
  }

  take(event: EventIndex, actor: number, op: number, half: 0 | 1): void {
    const resource = this.#model.store.resource(event);
    if (op === OP.read || op === OP.write) {
      if (resource >= 0) this.#numbers.take(event, actor, op, resource, half);
    } else if (op === OP.watch) {
      if (resource >= 0) this.#watched.take(event, actor);
    } else {
      this.#edges.take(event, actor, op, resource);
      this.#firm.take(event, actor, op, resource);
      if (resource >= 0 && (op === OP.acquire || op === OP.release)) this.#locks.see(event, actor, op, resource);
    }
  }

  gap(actor: number): void {
    for (const { clocks } of [this.#edges, this.#firm]) clocks.takeInAll(clocks.slot(actor));
  }
}
