import {Monitor} from '../../../engine/monitor.ts';
import type {Quote} from '../../../market/quote.ts';
import type {SoakPlant} from '../soak-parts.ts';

type Confidence = Readonly<{timeMs: number; percent: number}>;

/** What a plan has to remember is in its cells, and goes with it; this is kept by symbol, and grows with each quote. */
class RememberingMonitor extends Monitor {
  readonly #confidences = new Map<string, Confidence[]>();

  override work(quote: Quote): boolean {
    const {symbol, timeMs, bid, ask} = quote;
    const history = this.#confidences.get(symbol) ?? [];
    history.push({timeMs, percent: 100 * (1 - (ask - bid) / ask)});
    this.#confidences.set(symbol, history);
    return super.work(quote);
  }
}

export const confidenceHistoryLeak: SoakPlant = {
  name: 'confidence-history-leak',
  does: 'notes a confidence for each quote of a symbol in a list that nobody cuts',
  engine: RememberingMonitor,
};
