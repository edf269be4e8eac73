import type Database from 'better-sqlite3';
import {messageOf} from '../../errors.ts';
import type {CheckFinding} from '../../ports/store.ts';
import type {ArchiveRows} from './archive-line.ts';
import {checkHistory, type EventRecord, numberOf, type Report} from './check-history.ts';
import {checkOrders} from './check-orders.ts';
import {checkVerdicts} from './check-verdicts.ts';
import type {IntentRecord} from './intent-table.ts';
import type {LevelRecord} from './level-record.ts';
import {isBroken, type PlanRecord, rowOf, type StoredPlan} from './plan-record.ts';
import {sqliteCode} from './sqlite-errors.ts';
import type {ChangeRecord} from './verdict-table.ts';

/**
 * Every rule that the database has to keep, asked in one read transaction.
 *
 * | code | what was found |
 * |---|---|
 * | FILE_DAMAGED | SQLite's own integrity check, or reading the file, failed |
 * | REFERENCE_DANGLING | a row refers to a plan that is not there |
 * | PLAN_BROKEN | a stored plan breaks a rule of plans, or its columns say something else |
 * | PLAN_REVISION_AHEAD | a row has a revision above the counter of the database |
 * | PLAN_DOCUMENT_CHANGED | the stored plan is not the one that its history says was written last |
 * | EVENTS_MISSING | a plan has no history |
 * | EVENT_SEQUENCE | the events of a plan are not 1, 2, 3… |
 * | EVENT_HASH | an event was changed after it was written, or one before it |
 * | EVENT_STEP | an event is a step that a plan's life does not know, or does not start where the last one ended |
 * | EVENT_VERSION | an edit does not make the version after the last, or a claim was not of the version of its time |
 * | EVENT_EDIT | what an edit says it changed is not the difference between the versions before and after |
 * | STATUS_MISMATCH | a level's status is not where its last event led, or a plan's does not follow from its levels |
 * | VERSION_MISMATCH | a plan's version is not that of its last edit |
 * | ATTEMPTS_MISMATCH | a level's intents are not as many as its claims, or those of its version not as many as its attempts and rejections |
 * | INTENT_MISMATCH | the outcomes of a level's intents do not fit its status, or it names another order |
 * | ORDER_CHANGED | an order is not the one that was claimed, or did not end as its row says, by the history |
 * | POSITION_CHANGED | the stored fill or close of a level is not the one in its history |
 * | WITHDRAWAL_CHANGED | whether an order is to be withdrawn is told otherwise by the history |
 * | WITHDRAWAL_LOST | a level whose order was to be withdrawn waits to fire again, or has fired again |
 * | RETRY_CHANGED | a level pauses until another time than its history says |
 * | GROUP_TAKEN_TWICE | two plans of one group have an order under way, resting, filled or in doubt |
 * | VERDICT_SEQUENCE | the verdict changes of a plan have a hole in their numbers, or more are kept than are to be |
 * | VERDICT_VERSION | a verdict is on a version that the plan has not got yet, or on an older one than the one before it |
 * | VERDICT_STEP | a verdict change does not start where the last one of its version ended |
 * | VERDICT_UNREADABLE | a verdict is none of those that there are, or which conditions changed cannot be read |
 * | VERDICT_MISMATCH | what was last thought of a plan is not where its verdict changes led |
 * | ARCHIVED_STILL_HERE | there is a plan of an id that an archived one has |
 * | EPOCH_BACKWARDS | an order was claimed under an older lease than one before it, or under one that was never given |
 *
 * No such check can see that the newest rows are missing altogether; only the broker's record can.
 */
export function checkDatabase(database: Database.Database): readonly CheckFinding[] {
  const findings: CheckFinding[] = [];
  const report = (code: string, subject: string, message: string) => {
    findings.push({code, subject, message});
  };
  const ask = database.transaction(() => {
    checkFile(database, report);
    checkPlans(database, report);
    checkGroups(database, report);
    checkArchived(database, report);
    checkEpochs(database, report);
  });
  try {
    ask();
  } catch (error) {
    const code = sqliteCode(error);
    if (code === undefined || !/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) throw error;
    report('FILE_DAMAGED', 'database', `reading stopped: ${messageOf(error)} (${code})`);
  }
  return findings;
}

/** A damaged file has as many messages as pages; nobody reads more than some. */
const FILE_MESSAGES_MAX = 20;

/** Asks what SQLite itself can tell: that the file is whole, and no row refers to one that is not there. */
export function checkFile(database: Database.Database, report: Report): void {
  const messages = database.prepare<[], string>(`PRAGMA integrity_check(${FILE_MESSAGES_MAX})`).pluck().all();
  for (const message of messages) if (message !== 'ok') report('FILE_DAMAGED', 'database', message);
  const dangling = database.prepare<[], {table: string; parent: string}>('PRAGMA foreign_key_check').all();
  for (const {table, parent} of dangling) {
    report('REFERENCE_DANGLING', table, `a row of ${table} refers to a row of ${parent} that is not there`);
  }
}

function checkPlans(database: Database.Database, report: Report): void {
  const revision = Number(database.prepare('SELECT revision FROM meta').pluck().get());
  const eventsOf = database.prepare<[string], EventRecord>(
    'SELECT * FROM plan_events WHERE plan_id = ? ORDER BY sequence',
  );
  const intentsOf = database.prepare<[string], IntentRecord>(
    'SELECT * FROM intents WHERE plan_id = ? ORDER BY number',
  );
  const levelsOf = database.prepare<[string], LevelRecord>(
    'SELECT * FROM plan_levels WHERE plan_id = ? ORDER BY level',
  );
  const changesOf = database.prepare<[string], ChangeRecord>(
    'SELECT * FROM verdict_changes WHERE plan_id = ? ORDER BY number',
  );
  const verdictOf = database.prepare<[string], NonNullable<ArchiveRows['verdict']>>(
    'SELECT * FROM verdicts WHERE plan_id = ?',
  );
  for (const plan of database.prepare<[], PlanRecord>('SELECT * FROM plans ORDER BY id').all()) {
    const rows = {
      plan,
      levels: levelsOf.all(plan.id),
      events: eventsOf.all(plan.id),
      intents: intentsOf.all(plan.id),
      verdict: verdictOf.get(plan.id) ?? null,
      verdictChanges: changesOf.all(plan.id),
    };
    checkStoredPlan(rows, revision, report);
  }
}

/**
 * Asks everything that the rows of one plan have to keep.
 *
 * @param revision The counter of the database.
 */
export function checkStoredPlan(
  {plan: record, levels, events, intents, verdict, verdictChanges}: ArchiveRows,
  revision: number,
  report: Report,
): void {
  const stored = {record, levels};
  const row = rowOf(stored);
  if (isBroken(row)) {
    for (const {message} of row.problems) report('PLAN_BROKEN', record.id, message);
  }
  if (record.revision > revision) {
    report('PLAN_REVISION_AHEAD', record.id, `revision ${record.revision} is above the counter, ${revision}`);
  }
  let isSound = !isBroken(row);
  const notes: Report = (...finding) => {
    isSound = false;
    report(...finding);
  };
  checkHistory(stored, events, notes);
  checkIntents(stored, events, intents, notes);
  if (isSound) checkOrders(stored, events, intents, report);
  checkVerdicts(record, verdictChanges, verdict?.state, report);
}

function checkIntents(
  {record, levels}: StoredPlan,
  events: readonly EventRecord[],
  intents: readonly IntentRecord[],
  report: Report,
): void {
  const claims = events.filter(({kind}) => kind === 'claimed');
  for (const level of levels) {
    const ofLevel = intents.filter((intent) => intent.level === level.level);
    const ofVersion = ofLevel.filter((intent) => intent.plan_version === record.version);
    const rejected = ofVersion.filter(({outcome}) => outcome === 'rejected').length;
    const claimed = claims.filter((event) => numberOf(event) === level.level).length;
    if (level.attempts !== ofVersion.length || level.rejections !== rejected || claimed !== ofLevel.length) {
      report(
        'ATTEMPTS_MISMATCH',
        record.id,
        `level ${level.level} has ${level.attempts} attempts and ${level.rejections} rejections of version ` +
          `${record.version}, which has ${ofVersion.length} intents, ${rejected} of them rejected; ` +
          `${ofLevel.length} intents of all versions, and ${claimed} claims in the history`,
      );
    }
    // Another system placed its order, if there was one: there is no intent to hold it against.
    if (claims.length === 0 && events[0]?.kind === 'imported' && level.client_order_id === null) continue;
    checkOutcomes(level, ofLevel, report);
  }
  // Those of levels that an edit has taken away.
  if (claims.length !== intents.length && claims.some((event) => numberOf(event) > levels.length)) {
    report(
      'ATTEMPTS_MISMATCH',
      record.id,
      `${intents.length} intents of all versions and levels, and ${claims.length} claims in the history`,
    );
  }
}

/** How many intents of an outcome a level has; undefined: an order that was accepted may have ended so. */
function wantedOf(outcome: IntentRecord['outcome'], status: string): number | undefined {
  switch (outcome) {
    case null:
      return status === 'executing' ? 1 : 0;
    case 'unresolved':
      return status === 'unresolved' ? 1 : 0;
    default:
      if (['cancelled', 'expired', 'failed'].includes(status)) return undefined;
      return ['working', 'executed', 'closed'].includes(status) ? 1 : 0;
  }
}

function checkOutcomes(level: LevelRecord, intents: readonly IntentRecord[], report: Report): void {
  const {plan_id: planId, level: number, status, client_order_id: named} = level;
  let own: string | null = null;
  for (const outcome of [null, 'unresolved', 'accepted'] as const) {
    const found = intents.filter((intent) => intent.outcome === outcome);
    const wanted = wantedOf(outcome, status);
    if (wanted === 1) own = found[0]?.client_order_id ?? null;
    if (wanted === undefined || found.length === wanted) continue;
    report(
      'INTENT_MISMATCH',
      planId,
      `a level that is ${status} has ${wanted} intents ${outcome ?? 'without outcome'}, level ${number} ${found.length}`,
    );
  }
  if (named === own || intents.length === 0) return;
  report(
    'INTENT_MISMATCH',
    planId,
    `level ${number} names order "${named ?? 'none'}", by its intents it is "${own ?? 'none'}"`,
  );
}

function checkGroups(database: Database.Database, report: Report): void {
  const taken = database
    .prepare<[], {name: string; ids: string}>(
      `SELECT name, group_concat(DISTINCT id ORDER BY id) AS ids FROM (
         SELECT group_name AS name, plans.id AS id FROM plans JOIN plan_levels ON plan_levels.plan_id = plans.id
         WHERE group_name IS NOT NULL
           AND plan_levels.status IN ('executing', 'working', 'executed', 'unresolved', 'closed')
           AND plan_levels.client_order_id IS NOT NULL
         UNION SELECT taken_group, id FROM archived_plans WHERE taken_group IS NOT NULL AND had_order = 1
         ORDER BY name, id
       )
       GROUP BY name HAVING count(DISTINCT id) > 1 ORDER BY name`,
    )
    .all();
  for (const {name, ids} of taken) {
    report('GROUP_TAKEN_TWICE', name, `more than one plan of the group has an order: ${ids}`);
  }
}

function checkArchived(database: Database.Database, report: Report): void {
  const ids = database
    .prepare<[], string>('SELECT id FROM archived_plans JOIN plans USING (id) ORDER BY id')
    .pluck();
  for (const id of ids.iterate()) {
    report('ARCHIVED_STILL_HERE', id, 'the plan was archived, and one of its id is in the database');
  }
}

function checkEpochs(database: Database.Database, report: Report): void {
  const given = database.prepare<[], number>('SELECT epoch FROM lease').pluck().get() ?? 0;
  let highest = 0;
  const claims = database.prepare<[], Pick<IntentRecord, 'client_order_id' | 'epoch'>>(
    'SELECT client_order_id, epoch FROM intents ORDER BY number',
  );
  for (const {client_order_id: id, epoch} of claims.iterate()) {
    if (epoch < highest || epoch > given) {
      report(
        'EPOCH_BACKWARDS',
        id,
        `claimed under lease ${epoch}, after one under lease ${highest}; the last that was given is ${given}`,
      );
    }
    highest = Math.max(highest, epoch);
  }
}
