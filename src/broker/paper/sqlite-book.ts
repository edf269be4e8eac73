import type Database from 'better-sqlite3';
import type {Side} from '../../market/quote.ts';
import type {Close, CloseReason, Intent, RetryHint} from '../../ports/broker.ts';
import type {Clock} from '../../ports/clock.ts';
import {type Closing, type Decision, type Position, positionOf} from '../matching/position.ts';
import {BUSY_WAIT_MS, labelOf, openBookFile, storageErrorOf} from './open-book-file.ts';
import {
  contentOf,
  type ForeignChange,
  fillOf,
  type OrderRecord,
  type PaperBook,
  type Placed,
  type Written,
} from './paper-book.ts';
import {isBusyError, writeTransaction} from './write-transaction.ts';

type OrderRow = Readonly<{
  client_order_id: string;
  plan_id: string;
  attempt: number;
  symbol: string;
  side: Side;
  volume_lots: number;
  stop_loss: number | null;
  take_profit: number | null;
}> &
  (
    | Readonly<{status: 'fenced'; at_ms: number}>
    | Readonly<{status: 'filled'}>
    | Readonly<{status: 'rejected'; code: string; message: string; retry: RetryHint}>
  );

type PositionRow = Readonly<{
  position_id: number;
  client_order_id: string;
  symbol: string;
  side: Side;
  volume_lots: number;
  stop_loss: number | null;
  take_profit: number | null;
  entry_price: number;
  opened_at_ms: number;
  quote_time_ms: number;
  quote_bid: number;
  quote_ask: number;
  revision: number;
}> &
  (
    | Readonly<{closed_at_ms: null}>
    | Readonly<{closed_at_ms: number; exit_price: number; close_reason: CloseReason; profit: number | null}>
  );

const NO_CHANGES: readonly ForeignChange[] = [];

/**
 * The durable book. Several processes may open one: a key is one row, a position closes once, and
 * every write is one immediate transaction, fsynced before it is answered.
 */
export class SqliteBook implements PaperBook {
  readonly label: string;
  readonly #database: Database.Database;
  readonly #statements: Statements;
  /** Positions up to this revision were read. */
  #seenRevision = 0;
  /** `PRAGMA data_version` at the last look; other connections' commits change it. */
  #seenDataVersion: number | undefined;

  private constructor(path: string, database: Database.Database) {
    this.label = labelOf(path);
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  /** @throws As `openBookFile`. */
  static async open(path: string, clock: Clock): Promise<SqliteBook> {
    return new SqliteBook(path, await openBookFile(path, clock));
  }

  find(clientOrderId: string): OrderRecord | undefined {
    const row = this.#statements.order.get(clientOrderId);
    if (row === undefined) return undefined;
    if (row.status === 'fenced') return {status: 'fenced', atMs: row.at_ms};
    const order = {
      planId: row.plan_id,
      attempt: row.attempt,
      symbol: row.symbol,
      side: row.side,
      volumeLots: row.volume_lots,
      stopLoss: row.stop_loss,
      takeProfit: row.take_profit,
    };
    if (row.status === 'rejected') {
      const {code, message, retry} = row;
      return {status: 'rejected', order, rejection: {status: 'rejected', code, message, retry}};
    }
    const position = this.#statements.positionOfOrder.get(clientOrderId);
    if (position === undefined) throw new Error(`Invariant: filled order ${clientOrderId} has a position`);
    return {status: 'filled', order, fill: fillOf(toPosition(position)), close: toClose(position)};
  }

  place(intent: Intent, nowMs: number, decide: () => Decision | undefined): Written<Placed | undefined> {
    return this.#write(() => {
      const {clientOrderId} = intent;
      const known = this.find(clientOrderId);
      if (known !== undefined) return {record: known, opened: null};
      const decision = decide();
      if (decision === undefined) return undefined;
      const order = contentOf(intent);
      if (decision.status === 'rejected') {
        const {code, message, retry} = decision;
        this.#statements.addOrder.run({
          ...order,
          clientOrderId,
          status: 'rejected',
          atMs: nowMs,
          code,
          message,
          retry,
        });
        return {record: {status: 'rejected', order, rejection: decision}, opened: null};
      }
      const {fill} = decision;
      this.#statements.addOrder.run({
        ...order,
        clientOrderId,
        status: 'filled',
        atMs: nowMs,
        code: null,
        message: null,
        retry: null,
      });
      const {lastInsertRowid} = this.#statements.addPosition.run({
        clientOrderId,
        planId: intent.planId,
        symbol: intent.symbol,
        side: intent.side,
        volumeLots: fill.volumeLots,
        stopLoss: fill.stopLoss,
        takeProfit: fill.takeProfit,
        entryPrice: fill.price,
        openedAtMs: fill.timeMs,
        quoteTimeMs: fill.quote.timeMs,
        quoteBid: fill.quote.bid,
        quoteAsk: fill.quote.ask,
      });
      const opened = positionOf({positionId: String(lastInsertRowid), clientOrderId}, intent, fill);
      return {record: {status: 'filled', order, fill: fillOf(opened), close: null}, opened};
    });
  }

  fence(clientOrderId: string, nowMs: number): Written<'sent' | 'never'> {
    return this.#write(() => {
      const row = this.#statements.order.get(clientOrderId);
      if (row !== undefined) return row.status === 'fenced' ? 'never' : 'sent';
      this.#statements.addFence.run(clientOrderId, nowMs);
      return 'never';
    });
  }

  recordClosings(closings: readonly Closing[]): Written<readonly Close[]> {
    // Quotes come often and closings are tried again: waiting for a lock here would only hold them up.
    this.#database.pragma('busy_timeout = 0');
    try {
      return this.#write(() => closings.map((closing) => this.#recordClosing(closing)));
    } finally {
      this.#database.pragma(`busy_timeout = ${BUSY_WAIT_MS}`);
    }
  }

  openPositions(): readonly Position[] {
    const read = this.#database.transaction(() => {
      this.#seenRevision = this.#statements.revision.get() ?? 0;
      this.#seenDataVersion = this.#statements.dataVersion.get();
      return this.#statements.openPositions.all().map(toPosition);
    });
    try {
      return read.deferred();
    } catch (error) {
      throw storageErrorOf(error, this.label);
    }
  }

  foreignChanges(): readonly ForeignChange[] {
    try {
      const dataVersion = this.#statements.dataVersion.get();
      if (dataVersion === this.#seenDataVersion) return NO_CHANGES;
      const rows = this.#statements.positionsSince.all(this.#seenRevision);
      this.#seenRevision = rows.at(-1)?.revision ?? this.#seenRevision;
      this.#seenDataVersion = dataVersion;
      return rows.map(toChange);
    } catch (error) {
      // A reader is refused while another process recovers the log; the next quote looks again.
      if (isBusyError(error)) return NO_CHANGES;
      throw storageErrorOf(error, this.label);
    }
  }

  close(): void {
    this.#database.close();
  }

  #write<T>(work: () => T): Written<T> {
    const written = writeTransaction(this.#database, work);
    // What this process does not know of its own book it reads again like another's.
    if (written.status === 'unknown') this.#seenDataVersion = undefined;
    return written;
  }

  #recordClosing({position: {positionId, clientOrderId}, close}: Closing): Close {
    const {price, timeMs, reason, profit} = close;
    const {changes} = this.#statements.closePosition.run({
      positionId: Number(positionId),
      price,
      timeMs,
      reason,
      profit,
    });
    if (changes === 1) return close;
    const row = this.#statements.positionOfOrder.get(clientOrderId);
    const recorded = row === undefined ? null : toClose(row);
    if (recorded === null)
      throw new Error(`Invariant: position ${positionId} is in the book it was opened in`);
    return recorded;
  }
}

type OrderParameters = ReturnType<typeof contentOf> &
  Readonly<{
    clientOrderId: string;
    status: 'filled' | 'rejected';
    atMs: number;
    code: string | null;
    message: string | null;
    retry: RetryHint | null;
  }>;

type PositionParameters = Readonly<
  Record<'clientOrderId' | 'planId' | 'symbol' | 'side', string> &
    Record<'stopLoss' | 'takeProfit', number | null> &
    Record<'volumeLots' | 'entryPrice' | 'openedAtMs' | 'quoteTimeMs' | 'quoteBid' | 'quoteAsk', number>
>;

type CloseParameters = Readonly<{positionId: number}> & Close;

type Statements = ReturnType<typeof prepareStatements>;

/** The schema's CHECKs stand for the row types. */
function prepareStatements(database: Database.Database) {
  const nextRevision = '(SELECT coalesce(max(revision), 0) + 1 FROM positions)';
  return {
    order: database.prepare<[string], OrderRow>('SELECT * FROM orders WHERE client_order_id = ?'),
    positionOfOrder: database.prepare<[string], PositionRow>(
      'SELECT * FROM positions WHERE client_order_id = ?',
    ),
    addOrder: database.prepare<[OrderParameters]>(`
      INSERT INTO orders (client_order_id, status, at_ms, plan_id, attempt, symbol, side, volume_lots,
        stop_loss, take_profit, code, message, retry)
      VALUES (@clientOrderId, @status, @atMs, @planId, @attempt, @symbol, @side, @volumeLots,
        @stopLoss, @takeProfit, @code, @message, @retry)`),
    addFence: database.prepare<[string, number]>(
      `INSERT INTO orders (client_order_id, status, at_ms) VALUES (?, 'fenced', ?)`,
    ),
    addPosition: database.prepare<[PositionParameters]>(`
      INSERT INTO positions (client_order_id, plan_id, symbol, side, volume_lots, stop_loss, take_profit,
        entry_price, opened_at_ms, quote_time_ms, quote_bid, quote_ask, revision)
      VALUES (@clientOrderId, @planId, @symbol, @side, @volumeLots, @stopLoss, @takeProfit,
        @entryPrice, @openedAtMs, @quoteTimeMs, @quoteBid, @quoteAsk, ${nextRevision})`),
    closePosition: database.prepare<[CloseParameters]>(`
      UPDATE positions SET exit_price = @price, closed_at_ms = @timeMs, close_reason = @reason,
        profit = @profit, revision = ${nextRevision}
      WHERE position_id = @positionId AND closed_at_ms IS NULL`),
    openPositions: database.prepare<[], PositionRow>(
      'SELECT * FROM positions WHERE closed_at_ms IS NULL ORDER BY position_id',
    ),
    positionsSince: database.prepare<[number], PositionRow>(
      'SELECT * FROM positions WHERE revision > ? ORDER BY revision',
    ),
    revision: database.prepare<[], number | null>('SELECT max(revision) FROM positions').pluck(),
    dataVersion: database.prepare<[], number>('PRAGMA data_version').pluck(),
  };
}

function toPosition(row: PositionRow): Position {
  return {
    positionId: String(row.position_id),
    clientOrderId: row.client_order_id,
    symbol: row.symbol,
    side: row.side,
    volumeLots: row.volume_lots,
    entryPrice: row.entry_price,
    openedAtMs: row.opened_at_ms,
    stopLoss: row.stop_loss,
    takeProfit: row.take_profit,
    openingQuote: {timeMs: row.quote_time_ms, bid: row.quote_bid, ask: row.quote_ask},
  };
}

function toClose(row: PositionRow): Close | null {
  if (row.closed_at_ms === null) return null;
  const {exit_price: price, closed_at_ms: timeMs, close_reason: reason, profit} = row;
  return {price, timeMs, reason, profit};
}

function toChange(row: PositionRow): ForeignChange {
  const close = toClose(row);
  const position = toPosition(row);
  if (close === null) return {status: 'open', position};
  const {positionId, clientOrderId} = position;
  return {status: 'closed', positionId, clientOrderId, close};
}
