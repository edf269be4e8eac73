import type {Clock} from '../ports/clock.ts';
import type {DeskMemory, Store} from '../ports/store.ts';
import type {PlanExplanation} from './explain-plan.ts';
import {inSlices} from './in-slices.ts';
import {keepVerdicts, type Look, lookAt} from './keep-verdicts.ts';
import type {PlanMover} from './plan-mover.ts';
import type {TradingFloor} from './trading-floor.ts';
import {type VerdictCounts, VerdictTally} from './verdict-tally.ts';

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
  #verdictCounts: VerdictCounts = new Map();

  constructor(parts: MemoryParts) {
    this.#parts = parts;
  }

  /** Of the last look at all plans. */
  get verdictCounts(): VerdictCounts {
    return this.#verdictCounts;
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
    const looks: Look[] = [];
    const tally = new VerdictTally();
    await inSlices(this.#parts.floor, this.#parts.clock, (watch) => {
      const waits = watch.levels.some(({phase}) => phase === 'waiting');
      if (!waits || this.#parts.floor.deskOf(watch)?.isLive === false) return;
      const explained = this.#explained(watch.id, explain);
      if (explained === undefined) return;
      tally.add(explained.conditions);
      looks.push(lookAt(watch, explained));
    });
    this.#verdictCounts = tally.counts;
    await keepVerdicts(this.#parts.store, looks);
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
