import type {MarketView} from '../../../condition/market-view.ts';
import type {Reading, StudyNeed} from '../../../market/study/study.ts';
import {studyKey} from '../../../market/study/study-book.ts';
import type {RecoveryPlant, Sight} from '../recovery-plant.ts';

/** A signal is a move of the price; after so long without one the data are taken for stale. */
const SIGNAL_AGE_MAX_MS = 120_000;

type Signal = Readonly<{bid: number; timeMs: number}>;

class SignalSight implements Sight {
  readonly #signals = new Map<string, Signal>();
  /** What each analysis said last, however long ago. */
  readonly #cached = new Map<string, Reading<unknown>>();

  readonly onQuote: Sight['onQuote'] = ({symbol, bid, timeMs}) => {
    if (this.#signals.get(symbol)?.bid !== bid) this.#signals.set(symbol, {bid, timeMs});
  };

  readonly seen: Sight['seen'] = (view) => ({...view, study: (need) => this.#read(need, view)});

  #read<Result>(need: StudyNeed<Result>, view: MarketView): Reading<Result> {
    const reading = view.study(need);
    const symbol = view.quote?.symbol ?? '';
    const signalMs = this.#signals.get(symbol)?.timeMs ?? view.nowMs;
    if (view.nowMs - signalMs > SIGNAL_AGE_MAX_MS) {
      return {state: 'unknown', reason: 'barsStale', barTimeMs: reading.barTimeMs};
    }
    const key = `${symbol} ${studyKey(need)}`;
    if (reading.state === 'known') this.#cached.set(key, reading);
    // One key is one definition, so this is what it gave.
    return (this.#cached.get(key) as Reading<Result> | undefined) ?? reading;
  }
}

export const stalenessBySignalAge: RecoveryPlant = {
  name: 'staleness-by-signal-age',
  does: 'takes bars for stale when there was no signal for two minutes, and not when they are old',
  faults: ['bars stop coming', 'quotes keep an old time', 'quotes are frozen at one price'],
  sight: () => new SignalSight(),
};
