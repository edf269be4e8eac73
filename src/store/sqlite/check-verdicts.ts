import type {VerdictState} from '../../condition/verdict.ts';
import type {Report} from './check-history.ts';
import type {PlanRecord} from './plan-record.ts';
import {type ChangeRecord, VERDICT_CHANGES_MAX} from './verdict-table.ts';

const STATES: ReadonlySet<string> = new Set<VerdictState>(['met', 'unmet', 'unknown']);

/**
 * Asks the verdict changes of a plan, oldest first, for their order and for states that are known, and whether the
 * newest of them led to what was last thought of the plan.
 *
 * @param last State of the last verdict; undefined where nothing was thought of this version yet.
 */
export function checkVerdicts(
  {id, version}: Pick<PlanRecord, 'id' | 'version'>,
  changes: readonly ChangeRecord[],
  last: string | undefined,
  report: Report,
): void {
  let before: ChangeRecord | undefined;
  for (const change of changes) {
    checkChange(change, before, report);
    before = change;
  }
  if (changes.length > VERDICT_CHANGES_MAX) {
    report(
      'VERDICT_SEQUENCE',
      id,
      `${changes.length} changes are kept, at most ${VERDICT_CHANGES_MAX} are to be`,
    );
  }
  if (before !== undefined && before.plan_version > version) {
    report(
      'VERDICT_VERSION',
      id,
      `a verdict is on version ${before.plan_version}, the plan has version ${version}`,
    );
  }
  const led = before?.plan_version === version ? before.to_state : undefined;
  if (led !== last) {
    const states = `"${last ?? 'none'}", by its changes it is "${led ?? 'none'}"`;
    report('VERDICT_MISMATCH', id, `the last verdict on version ${version} is ${states}`);
  }
}

/** A change belongs behind the one before it, by number, version and state. */
function checkChange(change: ChangeRecord, before: ChangeRecord | undefined, report: Report): void {
  const {plan_id: planId, number, plan_version: version, from_state: from, to_state: to} = change;
  const subject = `${planId} ·${number}`;
  // The first that is kept may have any number, and then starts where one has ended that is not.
  if (before !== undefined && number !== before.number + 1) {
    report('VERDICT_SEQUENCE', subject, `the change follows change ${before.number}`);
  }
  if (before !== undefined && version < before.plan_version) {
    report('VERDICT_VERSION', subject, `version ${version} follows version ${before.plan_version}`);
  }
  const isFirst = number === 1 || (before !== undefined && before.plan_version !== version);
  const started = isFirst ? null : (before?.to_state ?? from);
  if (from !== started) {
    report(
      'VERDICT_STEP',
      subject,
      `the verdict was "${from ?? 'none'}" before; by the change before it was "${started ?? 'none'}"`,
    );
  }
  for (const state of [from, to]) {
    if (state !== null && !STATES.has(state)) {
      report('VERDICT_UNREADABLE', subject, `no verdict is "${state}"`);
    }
  }
  if (!isListOfConditions(change.conditions)) {
    report('VERDICT_UNREADABLE', subject, 'which conditions changed cannot be read');
  }
}

function isListOfConditions(text: string): boolean {
  try {
    const conditions: unknown = JSON.parse(text);
    const hasPath = (one: unknown) => typeof one === 'object' && one !== null && 'path' in one;
    return Array.isArray(conditions) && conditions.every(hasPath);
  } catch {
    return false;
  }
}
