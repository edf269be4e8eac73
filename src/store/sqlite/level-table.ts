import type Database from 'better-sqlite3';
import type {ImportedPlan} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import type {LevelRecord} from './level-record.ts';
import {hasOrder, mayBeWithdrawn, type Transition} from './level-transition.ts';
import {wholeMs} from './whole-ms.ts';

/** How the levels of a plan begin. */
export type LevelStart = Pick<ImportedPlan, 'status' | 'reason' | 'fill' | 'close'>;

const PENDING: LevelStart = {status: 'pending', reason: null, fill: null, close: null};

/** The table `plan_levels`. Runs inside a transaction; `PlanTable` writes the events. */
export class LevelTable {
  readonly #insert;
  readonly #clear;
  readonly #select;
  readonly #update;

  constructor(database: Database.Database) {
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO plan_levels (plan_id, level, status, reason, attempts, rejections, fill, close)
       VALUES (@planId, @level, @status, @reason, 0, 0, @fill, @close)`,
    );
    this.#clear = database.prepare<[string]>('DELETE FROM plan_levels WHERE plan_id = ?');
    this.#select = database.prepare<[string], LevelRecord>(
      'SELECT * FROM plan_levels WHERE plan_id = ? ORDER BY level',
    );
    this.#update = database.prepare<[Record<string, unknown>]>(
      `UPDATE plan_levels SET status = @to, reason = @reason, attempts = @attempts, rejections = @rejections,
         retry_at_ms = @retryAtMs, client_order_id = @clientOrderId, ticket = @ticket, fill = @fill,
         close = @close, withdrawal = @withdrawal
       WHERE plan_id = @planId AND level = @level AND status = @from`,
    );
  }

  /** By number. */
  of(planId: string): readonly LevelRecord[] {
    return this.#select.all(planId);
  }

  /** Gives the plan so many levels, in the place of those that it had. */
  renew(planId: string, count: number, {status, reason, fill, close}: LevelStart = PENDING): void {
    this.#clear.run(planId);
    const start = {planId, status, reason, fill: jsonOr(fill, null), close: jsonOr(close, null)};
    for (let level = 1; level <= count; level += 1) this.#insert.run({...start, level});
  }

  move(record: LevelRecord, transition: Transition): void {
    const {to, reason, attempts, rejections, retryAtMs, fill} = transition;
    const keepsOrder = hasOrder(to);
    const keepsFill = keepsOrder && to !== 'executing' && to !== 'unresolved';
    const {changes} = this.#update.run({
      planId: record.plan_id,
      level: record.level,
      from: record.status,
      to,
      reason,
      attempts: attempts ?? record.attempts,
      rejections: rejections ?? record.rejections,
      retryAtMs: retryAtMs === undefined || retryAtMs === null ? null : wholeMs(retryAtMs),
      clientOrderId: keepsOrder ? (transition.clientOrderId ?? record.client_order_id) : null,
      ticket: keepsOrder ? (transition.ticket ?? record.ticket) : null,
      fill: keepsFill ? jsonOr(fill, record.fill) : null,
      close: to === 'closed' ? jsonOr(transition.close, record.close) : null,
      withdrawal: mayBeWithdrawn(to) ? (transition.withdrawal ?? record.withdrawal) : null,
    });
    if (changes !== 1)
      throw new Error(
        `Invariant: inside its transaction level ${record.level} of "${record.plan_id}" does not change`,
      );
  }
}

function jsonOr(value: object | null | undefined, stored: string | null): string | null {
  return value === undefined || value === null ? stored : canonicalJson(value);
}
