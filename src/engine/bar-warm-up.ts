import type {Bar, Timeframe} from '../market/bar.ts';
import {messageOf} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {Desk} from './desk.ts';
import {within} from './within.ts';

/** How long the feed may take for the bars of one timeframe. */
const ANSWER_MS = 10_000;

type WarmUpPorts = Readonly<{clock: Clock; feed: Pick<Feed, 'bars'>; journal: Journal}>;

/**
 * Gives desks the bars from before their first quote. Meanwhile their analyses say nothing, and quotes are kept; a
 * feed that does not answer is asked again later, and the desk then lives by the bars that it has seen itself.
 */
export class BarWarmUp {
  readonly #ports: WarmUpPorts;
  /** Under way; each takes itself out. */
  readonly #working = new Set<Promise<void>>();

  constructor(ports: WarmUpPorts) {
    this.#ports = ports;
  }

  /** Asks for what the desk's analyses need and it has not asked for yet. */
  begin(desk: Desk): void {
    const owed = desk.owedBars;
    if (owed.size === 0) return;
    desk.beginWarmUp();
    const working = this.#fetch(desk, owed).finally(() => this.#working.delete(working));
    this.#working.add(working);
  }

  /** Resolves when every feed has answered, or was given up. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #fetch(desk: Desk, owed: ReadonlyMap<Timeframe, number>): Promise<void> {
    const {clock, feed, journal} = this.#ports;
    let hasAnswered = false;
    try {
      const ask = async ([timeframe, count]: [Timeframe, number]): Promise<[Timeframe, readonly Bar[]]> => [
        timeframe,
        await within(clock, ANSWER_MS, feed.bars(desk.symbol, timeframe, count)),
      ];
      desk.endWarmUp(new Map(await Promise.all([...owed].map(ask))), owed);
      hasAnswered = true;
    } catch (error) {
      const doing = `ask for the bars of ${desk.symbol}`;
      journal.record({kind: 'failure', planId: null, doing, message: messageOf(error)});
      desk.endWarmUp(new Map(), new Map());
    }
    // A plan may have come meanwhile that needs more.
    if (hasAnswered) this.begin(desk);
  }
}
