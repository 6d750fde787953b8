/** A stretch of an actor's life that no event of its own tells. */

import type { ActorLane, Span } from './scene.ts';

/** It loads, or it runs. Thousands are made for a picture, so its id is put together only when somebody asks. */
export class LifeSpan implements Span {
  readonly type = 'span';
  readonly kind: 'starting' | 'running';
  readonly startNs: number;
  readonly endNs: number;
  readonly open: boolean;
  readonly op = undefined;
  readonly row = 0;
  readonly resource = undefined;
  readonly outcome = undefined;
  readonly name = undefined;
  readonly target = undefined;
  readonly count = 1;
  readonly #shown: ActorLane;

  /** `last`: nothing comes behind it so far. */
  constructor(shown: ActorLane, kind: 'starting' | 'running', startNs: number, endNs: number, last: boolean) {
    this.#shown = shown;
    this.kind = kind;
    this.startNs = startNs;
    this.endNs = endNs;
    this.open = last && shown.endNs === undefined;
  }

  get id(): string {
    return `${this.#shown.id}${this.kind}${this.startNs}`;
  }
  get lane(): string {
    return this.#shown.id;
  }
}
