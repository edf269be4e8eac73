import type {Convoy} from './contention-report.ts';

/** A window that broke the rule. */
export type ConvoyWindow = Readonly<{
  windowMs: number;
  releases: number;
  handOvers: number;
  waitP50Ms: number;
  holdP50Ms: number;
  topKey: string;
}>;

/** Windows of one queue that broke the rule, each following the last. */
export class StandingConvoy {
  readonly #fromMs: number;
  #forMs = 0;
  #releases = 0;
  #handOvers = 0;
  #worst: ConvoyWindow | undefined;

  constructor(fromMs: number) {
    this.#fromMs = fromMs;
  }

  extend(window: ConvoyWindow): void {
    this.#forMs += window.windowMs;
    this.#releases += window.releases;
    this.#handOvers += window.handOvers;
    if (window.waitP50Ms > (this.#worst?.waitP50Ms ?? 0)) this.#worst = window;
  }

  /** @param startMs When the book was opened. */
  report(startMs: number): Convoy {
    const {waitP50Ms = 0, holdP50Ms = 0, topKey = ''} = this.#worst ?? {};
    return {
      fromMs: this.#fromMs - startMs,
      forMs: this.#forMs,
      handOverShare: this.#handOvers / this.#releases,
      waitP50Ms,
      holdP50Ms,
      topKey,
    };
  }
}
