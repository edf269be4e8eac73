import {Big} from 'big.js';
import type Database from 'better-sqlite3';
import type {Intent} from '../../ports/broker.ts';
import type {ClaimRefusal, ClaimTerms} from '../../ports/store.ts';
import type {HaltSwitch} from './halt-switch.ts';
import {isHeld, type LeaseTable} from './lease-table.ts';
import {wholeMs} from './whole-ms.ts';

const HOUR_MS = 3_600_000;

/** What a claim asks for, and where. */
export type ClaimRequest = Readonly<{
  intent: Intent;
  terms: ClaimTerms;
  /** Group of its plan; null: alone. */
  group: string | null;
  nowMs: number;
}>;

type Taken = Readonly<{id: string; level: number; status: string}>;

/**
 * What a claim must be true of beside its plan's own state, asked inside its transaction: nothing that
 * another process writes can come between the answer and the claim.
 */
export class ClaimGate {
  readonly #lease: LeaseTable;
  readonly #halt: HaltSwitch;
  readonly #taken;
  readonly #takenLongAgo;
  readonly #volumes;
  readonly #open;
  readonly #recent;
  readonly #profits;

  constructor(database: Database.Database, {lease, halt}: Readonly<{lease: LeaseTable; halt: HaltSwitch}>) {
    this.#lease = lease;
    this.#halt = halt;
    this.#taken = database.prepare<[string, string], Taken>(
      `SELECT plans.id, plan_levels.level, plan_levels.status
       FROM plans CROSS JOIN plan_levels ON plan_levels.plan_id = plans.id
       WHERE plans.group_name = ? AND plans.id <> ?
         AND plan_levels.status IN ('executing', 'working', 'executed', 'unresolved', 'closed')
       ORDER BY plans.id, plan_levels.level LIMIT 1`,
    );
    this.#takenLongAgo = database
      .prepare<[string], string>('SELECT id FROM archived_plans WHERE taken_group = ? ORDER BY id LIMIT 1')
      .pluck();
    this.#volumes = database
      .prepare<[string], number>(
        // An accepted order that its level does not name any more has ended without a fill.
        `SELECT volume_lots FROM intents WHERE plan_id = ? AND (outcome IS NULL OR outcome = 'unresolved'
           OR outcome = 'accepted' AND EXISTS (SELECT 1 FROM plan_levels
             WHERE plan_levels.plan_id = intents.plan_id AND plan_levels.level = intents.level
               AND plan_levels.client_order_id = intents.client_order_id))
         ORDER BY number`,
      )
      .pluck();
    this.#open = database
      .prepare<[], number>(
        // An imported level has no order of ours, so nobody would ever say that its position is closed.
        `SELECT count(*) FROM plan_levels WHERE status IN ('executing', 'working', 'executed', 'unresolved')
           AND client_order_id IS NOT NULL`,
      )
      .pluck();
    this.#recent = database
      .prepare<[number], number>('SELECT count(*) FROM intents WHERE claimed_at_ms > ?')
      .pluck();
    this.#profits = database
      .prepare<[number], number | null>(
        `SELECT json_extract(close, '$.profit') FROM plan_levels
         WHERE close IS NOT NULL AND json_extract(close, '$.timeMs') >= ? AND client_order_id IS NOT NULL
         ORDER BY json_extract(close, '$.timeMs'), plan_id, level`,
      )
      .pluck();
  }

  /** The first reason against the claim; undefined when there is none. */
  refusal(request: ClaimRequest): ClaimRefusal | undefined {
    return (
      this.#leaseRefusal(request) ??
      this.#haltRefusal() ??
      this.#groupRefusal(request) ??
      this.#volumeRefusal(request) ??
      this.#positionsRefusal(request) ??
      this.#ordersRefusal(request) ??
      this.#lossRefusal(request)
    );
  }

  #leaseRefusal({terms: {epoch}, nowMs}: ClaimRequest): ClaimRefusal | undefined {
    const lease = this.#lease.find();
    if (lease?.epoch === epoch && isHeld(lease, nowMs)) return undefined;
    const refuse = (found: string): ClaimRefusal => ({
      code: 'leaseLost',
      message: `this monitor runs under lease ${epoch}, ${found}; it claims nothing until it holds the lease again`,
    });
    if (lease === undefined) return refuse('but nobody has ever taken the lease');
    const {host, pid} = lease.holder;
    if (lease.epoch !== epoch)
      return refuse(`but process ${pid} on "${host}" has taken lease ${lease.epoch}`);
    if (lease.isReleased) return refuse('which was let go');
    return refuse(`which lapsed ${wholeMs(nowMs) - lease.expiresAtMs} ms ago`);
  }

  #haltRefusal(): ClaimRefusal | undefined {
    const halt = this.#halt.find();
    if (halt === undefined) return undefined;
    const where = halt.byFile ? ', by the file beside the database' : '';
    return {
      code: 'halted',
      message: `trading is halted${where}: ${halt.reason}; "vigil resume" lets it go on`,
    };
  }

  #groupRefusal({intent: {planId}, group}: ClaimRequest): ClaimRefusal | undefined {
    if (group === null) return undefined;
    const archived = this.#takenLongAgo.get(group);
    if (archived !== undefined) {
      return {
        code: 'groupTaken',
        message:
          `plan "${archived}" of the same group "${group}" came first, and is archived; ` +
          'take the plan out of the group',
      };
    }
    const taken = this.#taken.get(group, planId);
    if (taken === undefined) return undefined;
    return {
      code: 'groupTaken',
      message:
        `plan "${taken.id}" of the same group "${group}" came first: its level ${taken.level} is ` +
        `${taken.status}; wait for it, or take the plan out of the group`,
    };
  }

  #volumeRefusal({intent, terms: {limits}}: ClaimRequest): ClaimRefusal | undefined {
    const limit = limits.volumePerPlanLots;
    if (limit === null) return undefined;
    // As decimals: 0.1 and 0.2 lots are within a limit of 0.3.
    const claimed = this.#volumes.all(intent.planId).reduce((sum, lots) => sum.plus(lots), new Big(0));
    if (claimed.plus(intent.volumeLots).lte(limit)) return undefined;
    return {
      code: 'limitVolume',
      message:
        `${intent.volumeLots} lots more than the ${claimed.toString()} that plan "${intent.planId}" has claimed ` +
        `are above the limit of ${limit} lots a plan; make the plan smaller, or raise the limit`,
    };
  }

  #positionsRefusal({terms: {limits}}: ClaimRequest): ClaimRefusal | undefined {
    const limit = limits.openPositions;
    const open = limit === null ? 0 : (this.#open.get() ?? 0);
    if (limit === null || open < limit) return undefined;
    return {
      code: 'limitPositions',
      message: `${open} orders and positions are open, the limit is ${limit}; close one, or raise the limit`,
    };
  }

  #ordersRefusal({terms: {limits}, nowMs}: ClaimRequest): ClaimRefusal | undefined {
    const limit = limits.ordersPerHour;
    const recent = limit === null ? 0 : (this.#recent.get(wholeMs(nowMs) - HOUR_MS) ?? 0);
    if (limit === null || recent < limit) return undefined;
    return {
      code: 'limitOrders',
      message: `${recent} orders were made in the last 60 minutes, the limit is ${limit}; wait, or raise the limit`,
    };
  }

  #lossRefusal({terms: {limits, dayStartMs}}: ClaimRequest): ClaimRefusal | undefined {
    const limit = limits.lossPerDay;
    if (limit === null) return undefined;
    const profits = this.#profits.all(dayStartMs);
    const loss = profits.reduce((sum: Big, profit) => sum.minus(profit ?? 0), new Big(0));
    if (loss.lt(limit)) return undefined;
    const unknown = profits.filter((profit) => profit === null).length;
    const uncounted = unknown === 0 ? '' : ` (${unknown} more have an unknown profit)`;
    return {
      code: 'limitLoss',
      message:
        `the ${profits.length - unknown} positions that were closed today${uncounted} lost ${loss.toString()}, ` +
        `the limit is ${limit}; wait for the next day, or raise the limit`,
    };
  }
}
