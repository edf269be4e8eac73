import type {Bar, Timeframe} from '../bar.ts';
import {rsi} from '../indicator/rsi.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {analyse, type Microstructure} from './analyse.ts';
import {WINDOW_BARS_MAX} from './m1-window.ts';
import type {MicrostructureProfile} from './profile.ts';

const RSI_BARS = 14;

/** The analysis, and by whose numbers it judges. */
export type MicrostructureDefinition = StudyDefinition<Microstructure> &
  Readonly<{profile: MicrostructureProfile}>;

/**
 * The analysis of an instrument's minutes, made at most once for each that closes; nothing else moves it: no quote, no
 * plan's price, no clock.
 *
 * Undefined with fewer than 50 bars, and while the price stands still.
 *
 * @param profile See `MicrostructureBook`.
 */
export function microstructure(profile: MicrostructureProfile): MicrostructureDefinition {
  return {
    profile,
    // Two profiles of one name may differ, and one key must be one analysis.
    key: `microstructure(${JSON.stringify(profile)})`,
    barsNeeded: WINDOW_BARS_MAX,
    create: (timeframe) => new MicrostructureStudy(timeframe, profile),
  };
}

class MicrostructureStudy implements Study<Microstructure> {
  readonly #profile: MicrostructureProfile;
  readonly #bars: Bar[] = [];
  /** Settled within the window: it needs 196 bars. */
  readonly #rsi: Study<number>;
  #isRead = true;
  #result: Microstructure | undefined;

  constructor(timeframe: Timeframe, profile: MicrostructureProfile) {
    if (timeframe !== 'M1') throw new Error('Invariant: the microstructure is one of M1 bars');
    this.#profile = profile;
    this.#rsi = rsi(RSI_BARS).create(timeframe);
  }

  get result(): Microstructure | undefined {
    if (!this.#isRead) this.#result = analyse(this.#bars, this.#rsi.result, this.#profile);
    this.#isRead = true;
    return this.#result;
  }

  add(bar: Bar): void {
    this.#bars.push(bar);
    if (this.#bars.length > WINDOW_BARS_MAX) this.#bars.shift();
    this.#rsi.add(bar);
    this.#isRead = false;
  }
}
