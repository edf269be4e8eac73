import type {SourcedMeasures} from '../condition/source-question.ts';
import {inputErrorOf, type Problem} from '../errors.ts';
import {InstrumentBook} from '../market/instrument.ts';
import {freshnessProblems} from '../plan/freshness.ts';
import {newPlanId} from '../plan/identity.ts';
import type {Plan} from '../plan/plan.ts';
import {readPlans} from '../plan/plan-file.ts';
import {type PlanWarning, volumeWarnings, warningsOf} from '../plan/warnings.ts';
import type {PlanRow} from '../ports/store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';
import {sourcedMeasuresOf} from './sources.ts';

/** Text that holds plans, and what to call it in messages. */
export type PlanText = Readonly<{text: string; name: string}>;

export type ReadPlan = Readonly<{plan: Plan; warnings: readonly PlanWarning[]}>;

type NewPlanTerms = Readonly<{
  /** Id of a plan that has none; default a random one. */
  newId?: () => string;
  /** Whose volume steps plans are held against; a name that a broker writes otherwise is not in it. */
  instruments?: InstrumentBook;
  /** What the configured sources answer. Default: there are none. */
  sourced?: SourcedMeasures;
}>;

/**
 * Reads plans and asks every rule that holds at adding and editing, those about time included.
 *
 * @throws {InputError} PLAN_INVALID with every problem of every plan.
 */
export function plansToAdd(
  source: PlanText,
  {newId = randomPlanId, instruments, sourced}: NewPlanTerms = {},
): readonly ReadPlan[] {
  const nowMs = new SystemClock().now();
  const read = readPlans(source.text, {name: source.name, defaults: {newId, createdAtMs: nowMs}});
  if (!read.ok) throw inputErrorOf('PLAN_INVALID', read.problems);
  const stale: Problem[] = read.plans.flatMap((plan) => freshnessProblems(plan, nowMs));
  if (stale.length > 0) throw inputErrorOf('PLAN_INVALID', stale);
  return read.plans.map((plan) => {
    const aboutVolume = instruments === undefined ? [] : volumeWarnings(plan, instruments.of(plan.symbol));
    return {plan, warnings: [...warningsOf(plan, nowMs, sourced), ...aboutVolume]};
  });
}

function randomPlanId(): string {
  return newPlanId(new SystemRandom());
}

/** Adds all plans of the text, or none. */
export async function addPlans(
  settings: Settings,
  source: PlanText,
): Promise<Readonly<{rows: readonly PlanRow[]; read: readonly ReadPlan[]}>> {
  const read = plansToAdd(source, {
    instruments: new InstrumentBook(settings.instruments),
    sourced: sourcedMeasuresOf(settings),
  });
  const plans = read.map(({plan}) => plan);
  const rows = await withStore(settings, (store) => store.add(plans, new SystemClock().now()));
  return {rows, read};
}
