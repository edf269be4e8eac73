import type {z} from 'zod';
import {parameterNames} from '../condition/schema.ts';
import {didYouMean} from '../did-you-mean.ts';
import type {Problem} from '../errors.ts';
import {closingLine} from '../market/quote.ts';
import {parseDuration} from './duration.ts';
import {type Plan, type WrittenPlan, writtenPlanSchema} from './plan.ts';

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
  if (!parsed.success)
    return {ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, value))};
  const problems = structuralProblems(parsed.data);
  if (problems.length > 0) return {ok: false, problems};
  return {ok: true, plan: planOf(parsed.data, defaults)};
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
    stopLoss: written.stopLoss ?? null,
    takeProfit: written.takeProfit ?? null,
    expiresAtMs: expiryOf(written, createdAtMs),
    createdAtMs,
    when: written.when,
    notes: written.notes ?? null,
  };
}

function expiryOf({expiresAt, expiresIn}: WrittenPlan, createdAtMs: number): number | null {
  if (expiresAt !== undefined) return Date.parse(expiresAt);
  if (expiresIn !== undefined) return createdAtMs + (parseDuration(expiresIn) ?? 0);
  return null;
}

/** Rules between fields that hold whatever the time is. */
function structuralProblems(plan: WrittenPlan): Problem[] {
  const problems: Problem[] = [];
  const {entry, side, stopLoss, takeProfit} = plan;
  if ((entry.price === undefined) !== (entry.tolerance === undefined)) {
    const missing = entry.price === undefined ? 'price' : 'tolerance';
    problems.push({
      field: `entry.${missing}`,
      message: `entry.${missing} is missing; price and tolerance go together`,
      hint: 'give both for an entry gate, or neither for none',
    });
  }
  if (plan.expiresIn !== undefined && plan.expiresAt !== undefined) {
    problems.push({
      field: 'expiresIn',
      message: `expiresIn is "${plan.expiresIn}" and expiresAt is "${plan.expiresAt}"; they exclude each other`,
      hint: 'keep one of them, or neither for good till cancelled',
    });
  }
  const low = side === 'buy' ? 'stopLoss' : 'takeProfit';
  const high = side === 'buy' ? 'takeProfit' : 'stopLoss';
  for (const [field, value, wanted] of [
    [low, plan[low], 'below'],
    [high, plan[high], 'above'],
  ] as const) {
    if (value === undefined || entry.price === undefined) continue;
    if (wanted === 'below' ? value >= entry.price : value <= entry.price) {
      problems.push({
        field,
        message: `${field} is ${value}, which is not ${wanted} the entry price ${entry.price} of a ${side}`,
        hint: `the ${field} of a ${side} must be ${wanted} its entry; mend the price, or the side`,
      });
    }
  }
  if (entry.price === undefined && stopLoss !== undefined && takeProfit !== undefined) {
    if (side === 'buy' ? stopLoss >= takeProfit : stopLoss <= takeProfit) {
      problems.push({
        field: 'stopLoss',
        message: `stopLoss is ${stopLoss} and takeProfit is ${takeProfit}, which is the wrong way round for a ${side}`,
        hint: `a ${side} loses when ${closingLine(side)} goes ${side === 'buy' ? 'down' : 'up'}; mend the prices, or the side`,
      });
    }
  }
  return problems;
}

/** A zod issue in the user's words: where, what was found, what to do. */
function problemsOf(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const field = fieldOf(issue.path);
  const subject = field === '' ? 'the plan' : field;
  switch (issue.code) {
    case 'unrecognized_keys': {
      return issue.keys.map((key) => {
        const meant = didYouMean(key, knownKeysAt(issue.path));
        const at = field === '' ? key : `${field}.${key}`;
        return {
          field: at,
          message: `${at} is not a known key`,
          hint: meant === undefined ? 'remove it' : `did you mean "${meant}"?`,
        };
      });
    }
    case 'invalid_type': {
      const found = valueAt(root, issue.path);
      if (found === undefined)
        return [{field, message: `${subject} is missing`, hint: `give ${articleOf(issue.expected)}`}];
      return [
        {
          field,
          message: `${subject} is ${shown(found)}, not ${articleOf(issue.expected)}`,
          hint:
            typeof found === 'string' && issue.expected === 'number'
              ? 'remove the quotes'
              : `give ${articleOf(issue.expected)}`,
        },
      ];
    }
    case 'invalid_value': {
      const found = valueAt(root, issue.path);
      if (found === undefined)
        return [{field, message: `${subject} is missing`, hint: `give one of ${issue.values.join(', ')}`}];
      const meant = typeof found === 'string' ? didYouMean(found, issue.values.map(String)) : undefined;
      const own = issue.message.startsWith('Invalid') ? undefined : issue.message;
      return [
        {
          field,
          message: `${subject} ${shown(found)} ${own ?? `is not one of ${issue.values.join(', ')}`}`,
          ...(meant === undefined ? {} : {hint: `did you mean "${meant}"?`}),
        },
      ];
    }
    default:
      return [custom(field, subject, valueAt(root, issue.path), issue.message)];
  }
}

/** Messages of our own rules read "…is wrong; do this": the part behind the semicolon is the hint. */
function custom(field: string, subject: string, found: unknown, message: string): Problem {
  const [what = message, ...remedy] = message.split('; ');
  const value = found === undefined || typeof found === 'object' ? '' : ` ${shown(found)}`;
  return {
    field,
    message: `${subject}${value} ${what}`,
    ...(remedy.length === 0 ? {} : {hint: remedy.join('; ')}),
  };
}

function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const part of path) {
    if (typeof part === 'number') field += `[${part}]`;
    else field += field === '' ? String(part) : `.${String(part)}`;
  }
  return field;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function articleOf(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    number: 'a number',
    string: 'a text',
    object: 'an object with named fields',
    array: 'a list',
    boolean: 'true or false',
    tuple: 'a list of two',
  };
  return names[expected] ?? expected;
}

/** The keys that an object of a plan may have, for "did you mean". */
function knownKeysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(writtenPlanSchema.shape);
  if (path[0] === 'entry') return ['type', 'price', 'tolerance'];
  return parameterNames(String(path.at(-1)));
}
