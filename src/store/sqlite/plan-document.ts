import {type Plan, writtenForm} from '../../plan/plan.ts';
import {canonicalJson} from './canonical-json.ts';
import type {PlanRecord} from './plan-record.ts';

/** The plan as it is written, in what JSON can hold: a key without a value is no key. */
export function documentOf(plan: Plan): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(writtenForm(plan))) as Record<string, unknown>;
}

/**
 * The plan as a version that is written now: created at this time, unless it says a later one. Quotes
 * received before its creation never trigger a plan, so none from before an edit triggers what the
 * edit has made of it, whatever time the editor's file repeats.
 */
export function writtenNow(plan: Plan, nowMs: number): Plan {
  return {...plan, createdAtMs: Math.max(plan.createdAtMs, nowMs)};
}

/** Whether the sound record is what the plan became when it was written, at whatever time. */
export function isWrittenAs(record: PlanRecord, plan: Plan): boolean {
  const stored: unknown = JSON.parse(record.document);
  return canonicalJson(stored) === canonicalJson(documentOf(writtenNow(plan, record.created_at_ms)));
}
