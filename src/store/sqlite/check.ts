import type Database from 'better-sqlite3';
import {messageOf} from '../../errors.ts';
import type {CheckFinding} from '../../ports/store.ts';
import {checkHistory, type EventRecord, type Report} from './check-history.ts';
import {checkOrders} from './check-orders.ts';
import type {IntentRecord} from './intent-table.ts';
import {isBroken, type PlanRecord, rowOf} from './plan-record.ts';
import {sqliteCode} from './sqlite-errors.ts';

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
 * | STATUS_MISMATCH | a plan's status is not where its last event led |
 * | VERSION_MISMATCH | a plan's version is not that of its last edit |
 * | ATTEMPTS_MISMATCH | a plan's intents are not as many as its claims, or those of its version not as many as its attempts |
 * | INTENT_MISMATCH | the outcomes of a plan's intents do not fit its status |
 * | ORDER_CHANGED | an order is not the one that was claimed, or did not end as its row says, by the history |
 * | POSITION_CHANGED | the stored fill or close of a plan is not the one in its history |
 * | RETRY_CHANGED | a plan pauses until another time than its history says |
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

function checkFile(database: Database.Database, report: Report): void {
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
  const intentsOf = database.prepare<[string], IntentRecord>('SELECT * FROM intents WHERE plan_id = ?');
  for (const record of database.prepare<[], PlanRecord>('SELECT * FROM plans ORDER BY id').all()) {
    const row = rowOf(record);
    if (isBroken(row)) {
      for (const {message} of row.problems) report('PLAN_BROKEN', record.id, message);
    }
    if (record.revision > revision) {
      report(
        'PLAN_REVISION_AHEAD',
        record.id,
        `revision ${record.revision} is above the counter, ${revision}`,
      );
    }
    const events = eventsOf.all(record.id);
    const intents = intentsOf.all(record.id);
    let isSound = !isBroken(row);
    const notes: Report = (...finding) => {
      isSound = false;
      report(...finding);
    };
    checkHistory(record, events, notes);
    checkIntents(record, events, intents, notes);
    if (isSound) checkOrders(record, events, intents, report);
  }
}

function checkIntents(
  record: PlanRecord,
  events: readonly EventRecord[],
  intents: readonly IntentRecord[],
  report: Report,
): void {
  const claims = events.filter(({kind}) => kind === 'claimed').length;
  const attempts = intents.filter((intent) => intent.plan_version === record.version).length;
  if (record.attempts !== attempts || claims !== intents.length) {
    report(
      'ATTEMPTS_MISMATCH',
      record.id,
      `${record.attempts} attempts of version ${record.version}, which has ${attempts} intents; ` +
        `${intents.length} intents of all versions, and ${claims} claims in the history`,
    );
  }
  const count = (outcome: IntentRecord['outcome']) =>
    intents.filter((intent) => intent.outcome === outcome).length;
  const isFilled = record.status === 'executed' || record.status === 'closed';
  for (const [outcome, wanted] of [
    [null, record.status === 'executing' ? 1 : 0],
    ['unresolved', record.status === 'unresolved' ? 1 : 0],
    ['accepted', isFilled ? 1 : 0],
  ] as const) {
    if (count(outcome) === wanted) continue;
    report(
      'INTENT_MISMATCH',
      record.id,
      `a plan that is ${record.status} has ${wanted} intents ${outcome ?? 'without outcome'}, this one ${count(outcome)}`,
    );
  }
}
