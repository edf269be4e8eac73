import type {z} from 'zod';
import type {Problem} from '../errors.ts';
import {parseDuration} from './duration.ts';
import {problemsOfIssue} from './issue-problems.ts';
import {INSTANT_MAX_MS, type Plan, type WrittenPlan, writtenPlanSchema} from './plan.ts';
import {type RelatedFields, structuralProblems} from './structural-rules.ts';

/** What a written plan does not say itself. */
export type PlanDefaults = Readonly<{
  /** Id of a plan that has none. */
  newId: () => string;
  /** Creation of a plan that does not say it; `expiresIn` counts from there. */
  createdAtMs: number;
}>;

export type Parsed = Readonly<{ok: true; plan: Plan}> | Readonly<{ok: false; problems: readonly Problem[]}>;

/**
 * Reads one plan and asks every structural rule: at add, at import, and each time a stored row is
 * loaded. All problems are reported, each with field, value and remedy. Rules about time passing are
 * not among them; see `freshness.ts`.
 */
export function parsePlan(value: unknown, defaults: PlanDefaults): Parsed {
  const parsed = writtenPlanSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOfIssue(issue, value));
    return {ok: false, problems: [...problems, ...structuralProblems(readableFields(value))]};
  }
  const problems = structuralProblems(parsed.data);
  if (problems.length > 0) return {ok: false, problems};
  const plan = planOf(parsed.data, defaults);
  if (plan.expiresAtMs !== null && plan.expiresAtMs > INSTANT_MAX_MS) {
    return {
      ok: false,
      problems: [
        {
          field: 'expiresIn',
          message: `expiresIn is "${parsed.data.expiresIn ?? ''}", which ends after the year 9999`,
          hint: 'leave it out for good till cancelled',
        },
      ],
    };
  }
  return {ok: true, plan};
}

/** The fields of a bad plan that are good by themselves: what is wrong between them is said as well. */
function readableFields(value: unknown): RelatedFields {
  if (typeof value !== 'object' || value === null) return {};
  const {side, entry, levels, stopLoss, takeProfit, expiresIn, expiresAt} = writtenPlanSchema.shape;
  const read = <Field>(name: string, schema: z.ZodType<Field>): Field | undefined =>
    Object.hasOwn(value, name) ? schema.safeParse(Reflect.get(value, name)).data : undefined;
  const expiry = {expiresIn: read('expiresIn', expiresIn), expiresAt: read('expiresAt', expiresAt)};
  const readableLevels = read('levels', levels);
  // What the prices of a plan mean depends on its levels: with levels that cannot be read nothing is known.
  if (readableLevels === undefined && Object.hasOwn(value, 'levels')) return expiry;
  return {
    ...expiry,
    side: read('side', side),
    entry: read('entry', entry),
    levels: readableLevels,
    stopLoss: read('stopLoss', stopLoss),
    takeProfit: read('takeProfit', takeProfit),
  };
}

function planOf(written: WrittenPlan, {newId, createdAtMs: defaultCreatedAtMs}: PlanDefaults): Plan {
  const createdAtMs =
    written.createdAt === undefined ? Math.floor(defaultCreatedAtMs) : Date.parse(written.createdAt);
  return {
    id: written.id ?? newId(),
    symbol: written.symbol,
    side: written.side,
    volumeLots: written.volume,
    entry: written.entry,
    levels: written.levels ?? null,
    stopLoss: written.stopLoss ?? null,
    takeProfit: written.takeProfit ?? null,
    expiresAtMs: expiryOf(written, createdAtMs),
    createdAtMs,
    when: written.when,
    cancelWhen: written.cancelWhen ?? null,
    group: written.group ?? null,
    notes: written.notes ?? null,
  };
}

function expiryOf({expiresAt, expiresIn}: WrittenPlan, createdAtMs: number): number | null {
  if (expiresAt !== undefined) return Date.parse(expiresAt);
  if (expiresIn === undefined) return null;
  const ms = parseDuration(expiresIn);
  if (ms === undefined) throw new Error('Invariant: a duration that passed the schema can be read');
  return createdAtMs + ms;
}
