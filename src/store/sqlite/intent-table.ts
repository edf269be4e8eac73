import type Database from 'better-sqlite3';
import type {Side} from '../../market/quote.ts';
import type {Intent, OrderType} from '../../ports/broker.ts';
import type {IntentRow, SettledAs, Settlement} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {wholeMs} from './whole-ms.ts';

/** A row of `intents` as SQLite gives it. */
export type IntentRecord = Readonly<{
  /** In the order of the claims. */
  number: number;
  client_order_id: string;
  plan_id: string;
  plan_version: number;
  level: number;
  claimed_by: string;
  claimed_at_ms: number;
  epoch: number;
  attempt: number;
  symbol: string;
  side: Side;
  type: OrderType;
  price: number | null;
  volume_lots: number;
  stop_loss: number | null;
  take_profit: number | null;
  expires_at_ms: number | null;
  fired_price: number;
  fired_at_ms: number;
  not_after_ms: number;
  outcome: SettledAs | null;
  settlement: string | null;
  settled_at_ms: number | null;
}>;

export type ClaimDetails = Readonly<{version: number; epoch: number; claimedBy: string; nowMs: number}>;

/** The table `intents`. Runs inside a transaction. */
export class IntentTable {
  readonly #insert;
  readonly #select;
  readonly #settle;
  readonly #open;
  readonly #last;

  constructor(database: Database.Database) {
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO intents (client_order_id, plan_id, plan_version, level, claimed_by, claimed_at_ms, epoch, attempt,
         symbol, side, type, price, volume_lots, stop_loss, take_profit, expires_at_ms, fired_price, fired_at_ms,
         not_after_ms)
       VALUES (@clientOrderId, @planId, @version, @level, @claimedBy, @nowMs, @epoch, @attempt,
         @symbol, @side, @type, @price, @volumeLots, @stopLoss, @takeProfit, @expiresAtMs, @firedPrice, @firedAtMs,
         @notAfterMs)`,
    );
    this.#select = database.prepare<[string], IntentRecord>(
      'SELECT * FROM intents WHERE client_order_id = ?',
    );
    this.#settle = database.prepare<[Record<string, unknown>]>(
      `UPDATE intents SET outcome = @outcome, settlement = @settlement, settled_at_ms = @nowMs
       WHERE client_order_id = @clientOrderId`,
    );
    this.#open = database.prepare<[], IntentRecord>(
      // Both halves by an index: what has ended is most of a database, and is not looked at. A level that
      // lost its order still must not hide one whose outcome nobody knows.
      `SELECT * FROM intents WHERE number IN (
         SELECT number FROM intents WHERE outcome IS NULL
         UNION ALL
         SELECT number FROM plan_levels JOIN intents ON intents.client_order_id = plan_levels.client_order_id
         WHERE plan_levels.status IN ('executing', 'working', 'executed', 'unresolved')
       )
       ORDER BY number`,
    );
    this.#last = database.prepare<[string, number], IntentRecord>(
      'SELECT * FROM intents WHERE plan_id = ? AND level = ? ORDER BY number DESC LIMIT 1',
    );
  }

  find(clientOrderId: string): IntentRecord | undefined {
    return this.#select.get(clientOrderId);
  }

  /** The last that was made for a level. */
  lastOf(planId: string, level: number): IntentRecord | undefined {
    return this.#last.get(planId, level);
  }

  insert(intent: Intent, {version, epoch, claimedBy, nowMs}: ClaimDetails): void {
    this.#insert.run({
      ...intent,
      version,
      epoch,
      claimedBy,
      nowMs: wholeMs(nowMs),
      firedAtMs: wholeMs(intent.firedAtMs),
      notAfterMs: wholeMs(intent.notAfterMs),
      expiresAtMs: intent.expiresAtMs === null ? null : wholeMs(intent.expiresAtMs),
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
        level: record.level,
        attempt: record.attempt,
        symbol: record.symbol,
        side: record.side,
        type: record.type,
        price: record.price,
        volumeLots: record.volume_lots,
        stopLoss: record.stop_loss,
        takeProfit: record.take_profit,
        expiresAtMs: record.expires_at_ms,
        firedPrice: record.fired_price,
        firedAtMs: record.fired_at_ms,
        notAfterMs: record.not_after_ms,
      },
      outcome: record.outcome,
    }));
  }
}
