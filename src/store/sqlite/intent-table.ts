import type Database from 'better-sqlite3';
import type {Side} from '../../market/quote.ts';
import type {Intent} from '../../ports/broker.ts';
import type {IntentRow, SettledAs, Settlement} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {wholeMs} from './whole-ms.ts';

/** A row of `intents` as SQLite gives it. */
export type IntentRecord = Readonly<{
  client_order_id: string;
  plan_id: string;
  plan_version: number;
  claimed_by: string;
  claimed_at_ms: number;
  attempt: number;
  symbol: string;
  side: Side;
  volume_lots: number;
  stop_loss: number | null;
  take_profit: number | null;
  fired_price: number;
  fired_at_ms: number;
  not_after_ms: number;
  outcome: SettledAs | null;
  settlement: string | null;
  settled_at_ms: number | null;
}>;

export type ClaimDetails = Readonly<{version: number; claimedBy: string; nowMs: number}>;

/** The table `intents`. Runs inside a transaction. */
export class IntentTable {
  readonly #insert;
  readonly #select;
  readonly #settle;
  readonly #open;

  constructor(database: Database.Database) {
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO intents (client_order_id, plan_id, plan_version, claimed_by, claimed_at_ms, attempt, symbol, side,
         volume_lots, stop_loss, take_profit, fired_price, fired_at_ms, not_after_ms)
       VALUES (@clientOrderId, @planId, @version, @claimedBy, @nowMs, @attempt, @symbol, @side,
         @volumeLots, @stopLoss, @takeProfit, @firedPrice, @firedAtMs, @notAfterMs)`,
    );
    this.#select = database.prepare<[string], IntentRecord>(
      'SELECT * FROM intents WHERE client_order_id = ?',
    );
    this.#settle = database.prepare<[Record<string, unknown>]>(
      `UPDATE intents SET outcome = @outcome, settlement = @settlement, settled_at_ms = @nowMs
       WHERE client_order_id = @clientOrderId`,
    );
    this.#open = database.prepare<[], IntentRecord>(
      // Both halves by an index: what has ended is most of a database, and is not looked at.
      `SELECT intents.* FROM intents WHERE outcome IS NULL
       UNION ALL
       SELECT intents.* FROM plans JOIN intents ON intents.plan_id = plans.id AND intents.outcome = 'accepted'
       WHERE plans.status IN ('executing', 'working', 'executed', 'unresolved')
       ORDER BY claimed_at_ms, client_order_id`,
    );
  }

  find(clientOrderId: string): IntentRecord | undefined {
    return this.#select.get(clientOrderId);
  }

  insert(intent: Intent, {version, claimedBy, nowMs}: ClaimDetails): void {
    this.#insert.run({
      ...intent,
      version,
      claimedBy,
      nowMs: wholeMs(nowMs),
      firedAtMs: wholeMs(intent.firedAtMs),
      notAfterMs: wholeMs(intent.notAfterMs),
    });
  }

  settle(clientOrderId: string, settlement: Settlement, nowMs: number): void {
    this.#settle.run({
      clientOrderId,
      outcome: settlement.as,
      settlement: canonicalJson(settlement),
      nowMs: wholeMs(nowMs),
    });
  }

  /** The oldest first. */
  open(): readonly IntentRow[] {
    return this.#open.all().map((record) => ({
      intent: {
        clientOrderId: record.client_order_id,
        planId: record.plan_id,
        attempt: record.attempt,
        symbol: record.symbol,
        side: record.side,
        volumeLots: record.volume_lots,
        stopLoss: record.stop_loss,
        takeProfit: record.take_profit,
        firedPrice: record.fired_price,
        firedAtMs: record.fired_at_ms,
        notAfterMs: record.not_after_ms,
      },
      outcome: record.outcome,
    }));
  }
}
