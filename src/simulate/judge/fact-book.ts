import {createHash} from 'node:crypto';
import Database from 'better-sqlite3';
import type {WrittenPlan} from '../../plan/plan.ts';
import type {IntentFact, LeaseFact, LevelFact, PlanFact} from './facts.ts';

type PlanRecord = Omit<PlanFact, 'levels' | 'written'> & Readonly<{document: string}>;
type EventRecord = Readonly<{
  sequence: number;
  at_ms: number;
  level: number | null;
  from_status: string | null;
  to_status: string;
  kind: string;
  details: string;
  hash: string;
}>;

/** What has changed since the last look. */
export type Changes = Readonly<{
  plans: readonly Readonly<{before: PlanFact | undefined; after: PlanFact}>[];
  claims: readonly IntentFact[];
  settled: readonly IntentFact[];
  /** Breaks of the chain of events, in words, by plan. */
  brokenChains: readonly Readonly<{planId: string; what: string}>[];
}>;

/**
 * The committed rows, read with plain SQL on a connection of its own, and remembered: so that every
 * transaction is seen as what it changed. It uses nothing of the product's own code for reading.
 */
export class FactBook {
  readonly plans = new Map<string, PlanFact>();
  readonly intents = new Map<string, IntentFact>();
  #database!: Database.Database;
  #selectPlans!: Database.Statement<[number], PlanRecord>;
  #selectLevels!: Database.Statement<[string], LevelFact>;
  #selectIntents!: Database.Statement<[number], IntentFact & {number: number}>;
  #selectOutcome!: Database.Statement<[string], IntentFact['outcome']>;
  #selectEvents!: Database.Statement<[string, number], EventRecord>;
  #selectLease!: Database.Statement<[], {epoch: number; holderId: string; isReleased: number}>;
  #selectHalt!: Database.Statement<[], number>;
  #revision = 0;
  #number = 0;
  readonly #open = new Set<string>();
  /** Of each plan its last event. */
  readonly #chains = new Map<string, Readonly<{sequence: number; hash: string}>>();

  constructor(path: string) {
    this.reopen(path);
  }

  /** Reads from another file from now on, and forgets all that was known. */
  reopen(path: string): void {
    this.#database?.close();
    const database = new Database(path, {readonly: true});
    this.#database = database;
    this.#selectPlans = database.prepare(
      `SELECT id, symbol, side, volume_lots AS volumeLots, status, version, revision, created_at_ms AS createdAtMs,
         expires_at_ms AS expiresAtMs, group_name AS "group", document
       FROM plans WHERE revision > ? ORDER BY revision`,
    );
    this.#selectLevels = database.prepare(
      `SELECT level, status, reason, client_order_id AS "key", withdrawal FROM plan_levels WHERE plan_id = ? ORDER BY level`,
    );
    this.#selectIntents = database.prepare(
      `SELECT number, client_order_id AS "key", plan_id AS planId, level, plan_version AS version, epoch, side, symbol,
         volume_lots AS volumeLots, stop_loss AS stopLoss, fired_price AS firedPrice, fired_at_ms AS firedAtMs,
         not_after_ms AS notAfterMs, outcome
       FROM intents WHERE number > ? ORDER BY number`,
    );
    this.#selectOutcome = database
      .prepare<[string], IntentFact['outcome']>('SELECT outcome FROM intents WHERE client_order_id = ?')
      .pluck();
    this.#selectEvents = database.prepare(
      `SELECT sequence, at_ms, level, from_status, to_status, kind, details, hash FROM plan_events
       WHERE plan_id = ? AND sequence > ? ORDER BY sequence`,
    );
    this.#selectLease = database.prepare(
      'SELECT epoch, holder_id AS holderId, is_released AS isReleased FROM lease',
    );
    this.#selectHalt = database.prepare<[], number>('SELECT count(*) FROM halt').pluck();
    this.plans.clear();
    this.intents.clear();
    this.#open.clear();
    this.#chains.clear();
    this.#revision = 0;
    this.#number = 0;
  }

  close(): void {
    this.#database.close();
  }

  lease(): LeaseFact | undefined {
    const record = this.#selectLease.get();
    return record === undefined ? undefined : {...record, isReleased: record.isReleased === 1};
  }

  isHalted(): boolean {
    return this.#selectHalt.get() === 1;
  }

  look(): Changes {
    const brokenChains: {planId: string; what: string}[] = [];
    const plans = this.#selectPlans.all(this.#revision).map(({document, ...record}) => {
      const before = this.plans.get(record.id);
      const after: PlanFact = {
        ...record,
        levels: this.#selectLevels.all(record.id),
        written: JSON.parse(document) as WrittenPlan,
      };
      this.plans.set(record.id, after);
      this.#revision = record.revision;
      const what = this.#followChain(record.id);
      if (what !== undefined) brokenChains.push({planId: record.id, what});
      return {before, after};
    });
    const claims = this.#selectIntents.all(this.#number).map(({number, ...intent}) => {
      this.#number = number;
      this.intents.set(intent.key, intent);
      if (intent.outcome === null || intent.outcome === 'unresolved') this.#open.add(intent.key);
      return intent;
    });
    return {plans, claims, settled: this.#settled(), brokenChains};
  }

  #settled(): readonly IntentFact[] {
    const settled: IntentFact[] = [];
    for (const key of [...this.#open]) {
      const known = this.intents.get(key);
      const outcome = this.#selectOutcome.get(key) ?? null;
      if (known === undefined || outcome === known.outcome) continue;
      const now = {...known, outcome};
      this.intents.set(key, now);
      if (outcome !== 'unresolved') this.#open.delete(key);
      settled.push(now);
    }
    return settled;
  }

  /** Goes on along the events of a plan; says what is wrong with the next ones. */
  #followChain(planId: string): string | undefined {
    let {sequence, hash} = this.#chains.get(planId) ?? {sequence: 0, hash: ''};
    for (const event of this.#selectEvents.all(planId, sequence)) {
      if (event.sequence !== sequence + 1) return `event ${event.sequence} follows event ${sequence}`;
      const expected = createHash('sha256')
        .update(hash + eventText(planId, event))
        .digest('hex');
      if (expected !== event.hash) return `the hash of event ${event.sequence} does not fit the one before`;
      ({sequence, hash} = event);
    }
    this.#chains.set(planId, {sequence, hash});
    return undefined;
  }
}

/** As docs/architecture.md defines what is hashed. */
function eventText(planId: string, event: EventRecord): string {
  const level = event.level === null ? '' : `"level":${event.level},`;
  const from = event.from_status === null ? 'null' : `"${event.from_status}"`;
  return (
    `{"atMs":${event.at_ms},"details":${event.details},"from":${from},"kind":"${event.kind}",${level}` +
    `"planId":"${planId}","sequence":${event.sequence},"to":"${event.to_status}"}`
  );
}
