import {z} from 'zod';
import type {Condition} from '../condition/condition-kind.ts';
import {conditionSchema} from '../condition/schema.ts';
import type {Side} from '../market/quote.ts';
import {DURATION_FORM, parseDuration} from './duration.ts';

/** How a plan enters: at once at the side price, or with an order that rests until its price is reached. */
export type EntryType = 'market' | 'limit' | 'stop';

/** How the plan enters the market. */
export type Entry = Readonly<{
  type: EntryType;
  /** Market: with `tolerance` the entry gate. Limit and stop: where the order rests. */
  price?: number | undefined;
  /** Market only: the plan fires only while |side price − price| ≤ tolerance. */
  tolerance?: number | undefined;
}>;

/** One of several entries of a plan, each with an order of its own. */
export type Level = Readonly<{
  price: number;
  /** Its part of the volume, among the weights of all levels. Default 1. */
  weight?: number | undefined;
  /** Default: that of the plan. */
  stopLoss?: number | undefined;
  takeProfit?: number | undefined;
}>;

/** More entries than this are a grid, which is not what a plan is for. */
export const LEVELS_MAX = 10;

/** What the user wants done, and when. Never changed; an edit is a new version. */
export type Plan = Readonly<{
  id: string;
  symbol: string;
  side: Side;
  /** Of all levels together. */
  volumeLots: number;
  entry: Entry;
  /** As written; null: one entry, at `entry`. See `entryLevels`. */
  levels: readonly Level[] | null;
  stopLoss: number | null;
  takeProfit: number | null;
  /** Null: good till cancelled. */
  expiresAtMs: number | null;
  /** When this version was written, an edit included: no quote received before ever triggers it. */
  createdAtMs: number;
  when: Condition;
  /** Met: what has not fired is cancelled, and resting orders are withdrawn. Null: never. */
  cancelWhen: Condition | null;
  /** Plans of one group cancel each other: the first whose order is accepted is the one. Null: alone. */
  group: string | null;
  notes: string | null;
}>;

export const PLAN_ID_FORM = /^[A-Za-z0-9_-]{1,64}$/;

/** Last instant whose year has four digits: later ones have another written form. */
export const INSTANT_MAX_MS = Date.UTC(10_000, 0) - 1;

const INSTANT_FORM = 'which is not an ISO-8601 time with a zone; write for example "2026-11-22T18:00:00Z"';

const price = () => z.number().positive('not above zero; give a price above zero');
const instant = () =>
  z.iso
    .datetime({offset: true, error: INSTANT_FORM, abort: true})
    .refine(
      (value) => Date.parse(value) >= 0 && Date.parse(value) <= INSTANT_MAX_MS,
      'which is not between the years 1970 and 9999; mend the year',
    );

const entryFields = {
  type: z
    .enum(['market', 'limit', 'stop'])
    .describe('At once at the side price, or with an order that rests until its price is reached.'),
  price: price()
    .optional()
    .describe('Market, with tolerance: where the plan may enter. Limit and stop: where the order rests.'),
  tolerance: z
    .number()
    .nonnegative('which is below zero; give the distance from the entry price')
    .optional()
    .describe('Market only: the plan fires only while |side price − price| ≤ tolerance.'),
};

/** The keys that `entry` may have. */
export const ENTRY_KEYS: readonly string[] = Object.keys(entryFields);

const levelFields = {
  price: price().describe('Where this level enters; no two levels have one price.'),
  weight: z
    .number()
    .positive('not above zero; give the part of this level, such as 2 for twice that of a level of 1')
    .optional()
    .describe('Its part of the volume, among the weights of all levels. Default: 1.'),
  stopLoss: price().optional().describe('Default: the stop loss of the plan.'),
  takeProfit: price().optional().describe('Default: the take profit of the plan.'),
};

/** The keys that a level may have. */
export const LEVEL_KEYS: readonly string[] = Object.keys(levelFields);

/**
 * A plan's shape as it is written, stored and exported. `condition` is the schema of `when`: the
 * parsing one, or the plain union for the JSON Schema.
 */
export function planShape(condition: z.ZodType<Condition>) {
  return z.strictObject({
    id: z
      .string()
      .regex(PLAN_ID_FORM, 'which is not an id; use 1 to 64 letters, digits, "_" and "-"')
      .optional()
      .describe('Name of the plan, unique in its database; without it one is generated.'),
    symbol: z
      .string()
      .regex(/^[^\s\p{C}]{1,64}$/u, 'which is not a symbol; give 1 to 64 printed characters without spaces')
      .describe('Instrument. Adding a plan does not need a broker to know it.'),
    side: z.enum(['buy', 'sell']).describe('What to do when the plan fires.'),
    volume: z
      .number()
      .positive('not above zero; give the size in lots, such as 0.01')
      .describe('Size in lots, of all levels together.'),
    entry: z
      .strictObject(entryFields)
      .readonly()
      .default({type: 'market'})
      .describe('How to enter; a market entry has price and tolerance both or neither.'),
    levels: z
      .array(z.strictObject(levelFields).readonly())
      .min(1, 'lists no level; give at least one, or leave levels out')
      .max(
        LEVELS_MAX,
        `lists more than ${LEVELS_MAX} levels; share the volume among fewer, or write two plans`,
      )
      .readonly()
      .optional()
      .describe('Several entries, each with an order of its own, instead of the one at entry.price.'),
    stopLoss: price().optional().describe('Price at which the position is closed with a loss.'),
    takeProfit: price().optional().describe('Price at which the position is closed with a profit.'),
    expiresIn: z
      .string(`which is not a duration; write ${DURATION_FORM}`)
      .refine((text) => parseDuration(text) !== undefined, `which is not a duration; write ${DURATION_FORM}`)
      .refine((text) => parseDuration(text) !== 0, 'which is no time at all; give a longer one')
      .optional()
      .describe('Time to live from the plan’s creation, such as 24h. Not together with expiresAt.'),
    expiresAt: instant().optional().describe('The plan never fires at or after this time.'),
    createdAt: instant()
      .optional()
      .describe(
        'When the plan was made; quotes received before never trigger it. Default: when it is added.',
      ),
    when: condition.describe('The condition under which the plan may fire.'),
    cancelWhen: condition
      .optional()
      .describe('When this is met, what has not fired is cancelled and resting orders are withdrawn.'),
    group: z
      .string()
      .regex(PLAN_ID_FORM, 'which is not the name of a group; use 1 to 64 letters, digits, "_" and "-"')
      .optional()
      .describe('Plans of one group cancel each other: the first whose order is accepted is the one.'),
    notes: z
      .string()
      .max(4000, 'which is longer than 4,000 characters; shorten it')
      .optional()
      .describe('Free text.'),
  });
}

/** A plan as it is written, its shape checked but not its structural rules. */
export type WrittenPlan = z.output<ReturnType<typeof planShape>>;

export const writtenPlanSchema = planShape(conditionSchema);

/** The plan in written form, for storing and exporting: `parsePlan(writtenForm(plan))` gives it back. */
export function writtenForm(plan: Plan): WrittenPlan {
  return {
    id: plan.id,
    symbol: plan.symbol,
    side: plan.side,
    volume: plan.volumeLots,
    entry: plan.entry,
    ...(plan.levels === null ? {} : {levels: plan.levels}),
    ...(plan.stopLoss === null ? {} : {stopLoss: plan.stopLoss}),
    ...(plan.takeProfit === null ? {} : {takeProfit: plan.takeProfit}),
    ...(plan.expiresAtMs === null ? {} : {expiresAt: new Date(plan.expiresAtMs).toISOString()}),
    createdAt: new Date(plan.createdAtMs).toISOString(),
    when: plan.when,
    ...(plan.cancelWhen === null ? {} : {cancelWhen: plan.cancelWhen}),
    ...(plan.group === null ? {} : {group: plan.group}),
    ...(plan.notes === null ? {} : {notes: plan.notes}),
  };
}
