import type {Clock} from '../ports/clock.ts';
import type {DeskMemory, Store, StoredVerdict} from '../ports/store.ts';
import type {PlanExplanation} from './explain-plan.ts';
import {inSlices} from './in-slices.ts';
import type {PlanMover} from './plan-mover.ts';
import type {TradingFloor} from './trading-floor.ts';

type MemoryParts = Readonly<{
  clock: Clock;
  store: Pick<Store, 'saveDesks' | 'saveVerdicts'>;
  floor: TradingFloor;
  mover: PlanMover;
}>;

type Explain = (planId: string) => PlanExplanation | undefined;

/** What the monitor writes down for whoever comes after it, or asks beside it. */
export class MonitorMemory {
  readonly #parts: MemoryParts;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
  }

  /**
   * Stores what single runs and other processes ask for: the last quotes, and verdicts that changed.
   * Called now and then, and at the end.
   *
   * @param whole With the bars of each desk: at the end, for they are much.
   */
  async remember(explain: Explain, whole: boolean): Promise<void> {
    const memories = new Map<string, DeskMemory>();
    for (const desk of this.#parts.floor.desks.values()) {
      const memory = whole ? desk.wholeMemory : desk.memory;
      if (memory !== undefined) memories.set(desk.symbol, memory);
    }
    if (memories.size > 0) await this.#parts.store.saveDesks(memories);
    const verdicts: StoredVerdict[] = [];
    await inSlices(this.#parts.floor, this.#parts.clock, (watch) => {
      const waits = watch.levels.some(({phase}) => phase === 'waiting');
      if (!waits || this.#parts.floor.deskOf(watch)?.isLive === false) return;
      const explained = this.#explained(watch.id, explain);
      if (explained === undefined) return;
      const {asOfMs, verdict: state, conditions} = explained;
      const digest = conditions.map(({verdict, reason}) => `${verdict} ${reason}`).join();
      if (digest === watch.storedVerdict) return;
      watch.storedVerdict = digest;
      verdicts.push({planId: watch.id, asOfMs: Math.floor(asOfMs), state, conditions});
    });
    if (verdicts.length > 0) await this.#parts.store.saveVerdicts(verdicts);
  }

  /** A plan that cannot be explained keeps nobody else's verdict from being stored. */
  #explained(planId: string, explain: Explain): PlanExplanation | undefined {
    try {
      return explain(planId);
    } catch (error) {
      this.#parts.mover.failed(undefined, planId, 'explain', error);
      return undefined;
    }
  }
}
