import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {Desk} from './desk.ts';
import {inSlices} from './in-slices.ts';
import type {PlanMover} from './plan-mover.ts';
import type {LevelWatch} from './plan-watch.ts';
import type {TradingFloor} from './trading-floor.ts';
import type {TradingGate} from './trading-gate.ts';

export type SweepReport = Readonly<{
  atMs: number;
  /** Breaths for the event loop included. */
  tookMs: number;
  due: number;
  evaluated: number;
  skipped: Readonly<Record<string, number>>;
  failed: number;
  missedByEvents: number;
}>;

type SweeperParts = Readonly<{
  clock: Clock;
  journal: Journal;
  floor: TradingFloor;
  mover: PlanMover;
  gate: TradingGate;
}>;

/** The net below the events: what it catches, no event had woken. */
export class Sweeper {
  readonly #parts: SweeperParts;
  readonly #quoteAgeMaxMs: number;
  #missedByEvents = 0;
  #sweeps = 0;
  #last: SweepReport | undefined;

  /** @param quoteAgeMaxMs Nothing is fired on an older quote. */
  constructor(parts: SweeperParts, quoteAgeMaxMs: number) {
    this.#parts = parts;
    this.#quoteAgeMaxMs = quoteAgeMaxMs;
  }

  /** All that was caught; must stay 0. */
  get missedByEvents(): number {
    return this.#missedByEvents;
  }

  get sweeps(): number {
    return this.#sweeps;
  }

  get last(): SweepReport | undefined {
    return this.#last;
  }

  /**
   * Asks every waiting level about the quote that was worked last: the net below the events. What it
   * finds met, events have missed; it then fires all the same, and is counted.
   */
  async sweep(): Promise<SweepReport> {
    const nowMs = this.#parts.clock.now();
    const startMs = this.#parts.clock.monotonic();
    const skipped: Record<string, number> = {};
    let evaluated = 0;
    let failed = 0;
    let missed = 0;
    let due = 0;
    await inSlices(this.#parts.floor, this.#parts.clock, (watch) => {
      const desk = this.#parts.floor.deskOf(watch);
      if (desk === undefined && !watch.isBusy) this.#parts.floor.seatAgain(watch, nowMs);
      for (const level of watch.levels) {
        due += 1;
        const why = desk === undefined ? 'notListed' : this.#reasonToSkip(level, desk);
        if (desk === undefined || why !== undefined) {
          skipped[why ?? 'notListed'] = (skipped[why ?? 'notListed'] ?? 0) + 1;
          continue;
        }
        let isMet: boolean;
        try {
          isMet = level.compiled.whole.state(watch.view(desk.workedView)) === 'met';
          evaluated += 1;
          level.lastEvaluatedMs = this.#parts.clock.now();
        } catch (error) {
          failed += 1;
          this.#parts.mover.failed(level, watch.id, 'sweep', error);
          continue;
        }
        if (!isMet) continue;
        missed += 1;
        this.#fireMissed(level, desk);
      }
    });
    this.#missedByEvents += missed;
    this.#sweeps += 1;
    const tookMs = this.#parts.clock.monotonic() - startMs;
    this.#last = {atMs: nowMs, tookMs, due, evaluated, skipped, failed, missedByEvents: missed};
    return this.#last;
  }

  /** Fires what the sweep has found met, if the quote is still fresh. */
  #fireMissed(level: LevelWatch, {quote, workedView}: Desk): void {
    const {id: planId, symbol} = level.plan;
    this.#parts.journal.record({kind: 'missedByEvents', planId, symbol, level: level.number});
    if (quote === undefined) return;
    const ageMs = this.#parts.clock.now() - quote.receivedAtMs;
    if (ageMs > this.#quoteAgeMaxMs) return;
    try {
      this.#parts.mover.fire(level, quote, level.plan.view(workedView));
    } catch (error) {
      this.#parts.mover.failed(level, planId, 'fire', error);
    }
  }

  #reasonToSkip(level: LevelWatch, desk: Desk): string | undefined {
    if (level.phase !== 'waiting') return level.phase;
    if (!desk.isLive) return 'noQuote';
    if (level.armedAtQuotes >= desk.quotes) return 'armedSince';
    if (!this.#parts.gate.isOpen || level.heldAtQuotes === desk.quotes) return 'gateShut';
    if (!desk.isReliable) return 'quoteUnreliable';
    const {quote, nowMs} = desk.workedView;
    return quote === undefined || level.isReadyFor(quote, nowMs) ? undefined : 'notReady';
  }
}
