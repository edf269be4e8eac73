import type Database from 'better-sqlite3';
import type {Explained, VerdictState} from '../../condition/verdict.ts';
import type {Quote} from '../../market/quote.ts';
import type {StoredVerdict} from '../../ports/store.ts';
import {wholeMs} from './whole-ms.ts';

/** What a condition may have to remember between two single runs. */
const QUOTES_KEPT = 2;

type VerdictRecord = Readonly<{plan_id: string; as_of_ms: number; state: VerdictState; conditions: string}>;

/** The tables `quotes` and `verdicts`: what the monitor last saw and thought. Runs inside a transaction. */
export class MarketMemory {
  readonly #forgetQuotes;
  readonly #insertQuote;
  readonly #quotes;
  readonly #putVerdict;
  readonly #verdict;

  constructor(database: Database.Database) {
    this.#forgetQuotes = database.prepare<[string]>('DELETE FROM quotes WHERE symbol = ?');
    this.#insertQuote = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO quotes (symbol, place, bid, ask, time_ms, received_at_ms)
       VALUES (@symbol, @place, @bid, @ask, @timeMs, @receivedAtMs)`,
    );
    this.#quotes = database.prepare<[], Quote>(
      `SELECT symbol, bid, ask, time_ms AS timeMs, received_at_ms AS receivedAtMs FROM quotes ORDER BY symbol, place`,
    );
    // A verdict is a hint; one of a plan that this database does not have is not worth an error.
    this.#putVerdict = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO verdicts (plan_id, as_of_ms, state, conditions)
       SELECT id, @asOfMs, @state, @conditions FROM plans WHERE id = @planId
       ON CONFLICT (plan_id) DO UPDATE
       SET as_of_ms = excluded.as_of_ms, state = excluded.state, conditions = excluded.conditions`,
    );
    this.#verdict = database.prepare<[string], VerdictRecord>('SELECT * FROM verdicts WHERE plan_id = ?');
  }

  /** Replaces the memory of each symbol of the map; the other symbols keep theirs. */
  saveQuotes(quotes: ReadonlyMap<string, readonly Quote[]>): void {
    for (const [symbol, list] of quotes) {
      this.#forgetQuotes.run(symbol);
      for (const [place, quote] of list.slice(-QUOTES_KEPT).entries()) {
        this.#insertQuote.run({...quote, symbol, place});
      }
    }
  }

  loadQuotes(): ReadonlyMap<string, readonly Quote[]> {
    const quotes = new Map<string, Quote[]>();
    for (const quote of this.#quotes.all()) {
      const list = quotes.get(quote.symbol);
      if (list === undefined) quotes.set(quote.symbol, [quote]);
      else list.push(quote);
    }
    return quotes;
  }

  saveVerdicts(verdicts: readonly StoredVerdict[]): void {
    for (const {planId, asOfMs, state, conditions} of verdicts) {
      this.#putVerdict.run({planId, asOfMs: wholeMs(asOfMs), state, conditions: JSON.stringify(conditions)});
    }
  }

  verdict(planId: string): StoredVerdict | undefined {
    const record = this.#verdict.get(planId);
    if (record === undefined) return undefined;
    return {
      planId: record.plan_id,
      asOfMs: record.as_of_ms,
      state: record.state,
      conditions: JSON.parse(record.conditions) as readonly Explained[],
    };
  }
}
