import type Database from 'better-sqlite3';
import {messageOf} from '../../errors.ts';
import {isAllowed, PLAN_STATUSES, type PlanStatus} from '../../plan/status.ts';
import type {CheckFinding} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {CHAIN_START, type ChainedEvent, chainedHash} from './event-chain.ts';
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
 * | PLAN_DOCUMENT_CHANGED | the stored plan is not the one that was added, by its history |
 * | EVENTS_MISSING | a plan has no history |
 * | EVENT_SEQUENCE | the events of a plan are not 1, 2, 3… |
 * | EVENT_HASH | an event was changed after it was written, or one before it |
 * | EVENT_STEP | an event is a step that a plan's life does not know, or does not start where the last one ended |
 * | STATUS_MISMATCH | a plan's status is not where its last event led |
 * | ATTEMPTS_MISMATCH | attempts, intents and claims of a plan do not have the same number |
 * | INTENT_MISMATCH | the outcomes of a plan's intents do not fit its status |
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

type Report = (code: string, subject: string, message: string) => void;

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

type EventRecord = ChainedEvent & Readonly<{hash: string}>;

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
    checkEvents(record, events, report);
    checkIntents(record, events, intentsOf.all(record.id), report);
  }
}

function checkEvents(record: PlanRecord, events: readonly EventRecord[], report: Report): void {
  let previous: EventRecord | undefined;
  let plan: unknown;
  for (const [index, event] of events.entries()) {
    const subject = `${record.id} #${event.sequence}`;
    if (event.sequence !== index + 1) {
      report('EVENT_SEQUENCE', subject, `event ${event.sequence} stands where event ${index + 1} belongs`);
    }
    if (event.hash !== chainedHash(previous?.hash ?? CHAIN_START, event)) {
      report('EVENT_HASH', subject, 'the event does not have the hash that it was written with');
    }
    if (event.from_status !== (previous?.to_status ?? null) || !isStep(event)) {
      report(
        'EVENT_STEP',
        subject,
        `the step from ${event.from_status ?? 'nothing'} to ${event.to_status} is not one`,
      );
    }
    plan = planIn(event) ?? plan;
    previous = event;
  }
  if (previous === undefined) {
    report('EVENTS_MISSING', record.id, 'the plan has no history');
    return;
  }
  if (previous.to_status !== record.status) {
    report(
      'STATUS_MISMATCH',
      record.id,
      `status is ${record.status}, the last event led to ${previous.to_status}`,
    );
  }
  if (plan === undefined || canonicalJson(plan) !== canonicalJson(parsed(record.document))) {
    report('PLAN_DOCUMENT_CHANGED', record.id, 'the stored plan differs from the one in its history');
  }
}

function isStep({from_status: from, to_status: to}: EventRecord): boolean {
  if (from === null) return to === 'pending' || to === 'draft';
  return isStatus(from) && isStatus(to) && isAllowed(from, to);
}

function isStatus(text: string): text is PlanStatus {
  return PLAN_STATUSES.some((status) => status === text);
}

/** The written plan that an event carries: what was added, or an edit. */
function planIn({details}: EventRecord): unknown {
  const value = parsed(details);
  return typeof value === 'object' && value !== null && 'plan' in value ? value.plan : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON is reported as a broken plan or by its hash.
    return undefined;
  }
}

function checkIntents(
  record: PlanRecord,
  events: readonly EventRecord[],
  intents: readonly IntentRecord[],
  report: Report,
): void {
  const claims = events.filter(({kind}) => kind === 'claimed').length;
  if (record.attempts !== intents.length || claims !== intents.length) {
    report(
      'ATTEMPTS_MISMATCH',
      record.id,
      `${record.attempts} attempts, ${intents.length} intents and ${claims} claims in the history`,
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
