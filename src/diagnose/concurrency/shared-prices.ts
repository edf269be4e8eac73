import type {Clock} from '../../ports/clock.ts';
import type {ScriptedFeed} from '../soak/scripted-feed.ts';
import {SPREAD, type Timetable} from './timetable.ts';

/** All feeds speak at the same moments: whole multiples of this on the wall clock. */
const TICK_MS = 5;

/** Lets one monitor's feed say the prices that all monitors' feeds say, at the moments at which they do. */
export class SharedPrices {
  readonly #feed: ScriptedFeed;
  readonly #timetable: Timetable;
  readonly #onProgress: (share: number) => void;
  #toldPercent = 0;

  constructor(feed: ScriptedFeed, timetable: Timetable, onProgress: (share: number) => void) {
    this.#feed = feed;
    this.#timetable = timetable;
    this.#onProgress = onProgress;
  }

  /** Says them until the signal. */
  async run(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The one way in which a sleep fails is the end.
      await clock.sleep(TICK_MS - (clock.now() % TICK_MS), signal).catch(() => undefined);
      const nowMs = clock.now();
      this.#say(nowMs);
      this.#tellProgress(nowMs);
    }
  }

  #say(nowMs: number): void {
    for (const [index, symbol] of this.#timetable.symbols().entries()) {
      if (!this.#feed.has(symbol)) continue;
      const bid = this.#timetable.bidAt(index, nowMs);
      this.#feed.say({symbol, bid, ask: bid + SPREAD, timeMs: nowMs, receivedAtMs: nowMs});
    }
  }

  #tellProgress(nowMs: number): void {
    const {startMs, endMs} = this.#timetable;
    const percent = Math.min(100, Math.floor((100 * (nowMs - startMs)) / (endMs - startMs)));
    if (percent <= this.#toldPercent) return;
    this.#toldPercent = percent;
    this.#onProgress(percent / 100);
  }
}
