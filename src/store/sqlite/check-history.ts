import {changesBetween} from '../../plan/plan-changes.ts';
import {isEditable, PLAN_STATUSES, type PlanStatus, statusOf} from '../../plan/status.ts';
import {canonicalJson} from './canonical-json.ts';
import {CHAIN_START, type ChainedEvent, chainedHash} from './event-chain.ts';
import {isStep as isStepOfLevel} from './level-transition.ts';
import type {StoredPlan} from './plan-record.ts';

export type Report = (code: string, subject: string, message: string) => void;

export type EventRecord = ChainedEvent & Readonly<{hash: string}>;

type Details = Readonly<Record<string, unknown>>;

/** What the history has said so far: what the user wrote, and where each level stands. */
type Told = Readonly<{version: number; plan: Details | undefined; levels: readonly string[]}>;

/** Asks the events of a plan for their order, their chain and their steps, and its rows for where they led. */
export function checkHistory(
  {record, levels}: StoredPlan,
  events: readonly EventRecord[],
  report: Report,
): void {
  let previous: EventRecord | undefined;
  let told: Told = {version: 0, plan: undefined, levels: []};
  for (const [index, event] of events.entries()) {
    checkLink(event, previous, {place: index + 1, report});
    checkStep(event, told, report);
    told = {...checkVersion(event, told, report), levels: levelsAfter(event, told)};
    previous = event;
  }
  if (previous === undefined) {
    report('EVENTS_MISSING', record.id, 'the plan has no history');
    return;
  }
  const stored = levels.map(({status}) => status);
  if (canonicalJson(stored) !== canonicalJson(told.levels)) {
    report(
      'STATUS_MISMATCH',
      record.id,
      `the levels are ${stored.join(', ') || 'missing'}; by the history they are ${told.levels.join(', ')}`,
    );
  } else if (record.status !== statusFrom(stored)) {
    report(
      'STATUS_MISMATCH',
      record.id,
      `status is ${record.status}, by the levels it is ${statusFrom(stored) ?? 'unknown'}`,
    );
  }
  if (told.version !== record.version) {
    report(
      'VERSION_MISMATCH',
      record.id,
      `version is ${record.version}, by its history it is ${told.version}`,
    );
  }
  if (told.plan === undefined || canonicalJson(told.plan) !== canonicalJson(parsed(record.document))) {
    report('PLAN_DOCUMENT_CHANGED', record.id, 'the stored plan differs from the one in its history');
  }
}

/** An event belongs behind the one before it: by number and by hash. */
function checkLink(
  event: EventRecord,
  previous: EventRecord | undefined,
  {place, report}: Readonly<{place: number; report: Report}>,
): void {
  const subject = subjectOf(event);
  if (event.sequence !== place) {
    report('EVENT_SEQUENCE', subject, `event ${event.sequence} stands where event ${place} belongs`);
  }
  if (event.hash !== chainedHash(previous?.hash ?? CHAIN_START, event)) {
    report('EVENT_HASH', subject, 'the event does not have the hash that it was written with');
  }
}

/** An event starts where its level stands, or the plan where it is about the whole, and goes where it may. */
function checkStep(event: EventRecord, {levels}: Told, report: Report): void {
  const from = isAboutWhole(event) ? (statusFrom(levels) ?? null) : (levels[numberOf(event) - 1] ?? null);
  if (event.from_status === from && isStep(event)) return;
  report(
    'EVENT_STEP',
    subjectOf(event),
    `the step from ${event.from_status ?? 'nothing'} to ${event.to_status} is not one`,
  );
}

function isStep({kind, from_status: from, to_status: to}: EventRecord): boolean {
  if (from === null && kind === 'imported') return isStatus(to);
  if (from === null) return to === 'pending' || to === 'draft';
  if (!isStatus(from) || !isStatus(to)) return false;
  if (kind === 'armed') return from === 'draft' && to === 'pending';
  return kind === 'edited' ? isEditable(from) && to === 'pending' : isStepOfLevel(kind, from, to);
}

/** Where the levels stand after an event; a version that is written gives the plan its levels anew. */
function levelsAfter(event: EventRecord, {levels}: Told): readonly string[] {
  if (!isAboutWhole(event)) {
    const number = numberOf(event);
    return levels.map((status, index) => (index + 1 === number ? event.to_status : status));
  }
  const {levels: written} = recordIn(recordIn(parsed(event.details))['plan']);
  const count = Array.isArray(written) ? written.length : 1;
  return Array.from({length: count}, () => event.to_status);
}

/** Whether an event writes a version of the plan, so that its levels begin anew. */
export function isAboutWhole({kind}: Pick<EventRecord, 'kind'>): boolean {
  return ['added', 'imported', 'edited', 'armed'].includes(kind);
}

/** The level that an event is about; in version 1 of the database there was one, and nobody named it. */
export function numberOf({level}: Pick<EventRecord, 'level'>): number {
  return level ?? 1;
}

/** The status of a plan with such levels; undefined when there are none, or not all are known. */
function statusFrom(levels: readonly string[]): PlanStatus | undefined {
  const statuses = levels.filter(isStatus);
  return statuses.length === 0 || statuses.length < levels.length ? undefined : statusOf(statuses);
}

function isStatus(text: string): text is PlanStatus {
  return PLAN_STATUSES.some((status) => status === text);
}

/** Versions are 1, 2, 3…, an edit says what it changed, and a claim is of the version of its time. */
function checkVersion(event: EventRecord, told: Told, report: Report): Pick<Told, 'version' | 'plan'> {
  const details = recordIn(parsed(event.details));
  const {version} = details;
  switch (event.kind) {
    case 'added':
    case 'imported':
    case 'armed':
    case 'edited': {
      const plan = recordIn(details['plan']);
      if (version !== told.version + 1) {
        report(
          'EVENT_VERSION',
          subjectOf(event),
          `version ${String(version)} follows version ${told.version}`,
        );
      }
      if (event.kind === 'edited' || event.kind === 'armed')
        checkEdit(event, {before: told.plan ?? {}, after: plan}, report);
      return {version: told.version + 1, plan};
    }
    case 'claimed':
      if (version !== told.version) {
        report(
          'EVENT_VERSION',
          subjectOf(event),
          `version ${String(version)} was claimed when the plan had version ${told.version}`,
        );
      }
      return told;
    default:
      return told;
  }
}

/** Were a stored plan changed behind the program's back and then edited, only this would tell. */
function checkEdit(
  event: EventRecord,
  {before, after}: Readonly<{before: Details; after: Details}>,
  report: Report,
): void {
  const {changes} = recordIn(parsed(event.details));
  if (canonicalJson(changes ?? null) === canonicalJson(changesBetween(before, after))) return;
  report('EVENT_EDIT', subjectOf(event), 'the plan that was edited was not the one in its history');
}

function subjectOf({plan_id: planId, sequence}: EventRecord): string {
  return `${planId} #${sequence}`;
}

/** The value where it is an object; else one without anything in it. */
function recordIn(value: unknown): Details {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON is reported as a broken plan or by its hash.
    return undefined;
  }
}
