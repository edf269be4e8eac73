import {z} from 'zod';

/** Shapes of what the HTTP interface answers. Times are ISO-8601 UTC; prices in the instrument's own unit, sizes in lots. */

const time = () => z.iso.datetime();
const status = () =>
  z.enum([
    ...(['draft', 'pending', 'executing', 'working', 'executed', 'unresolved'] as const),
    ...(['closed', 'cancelled', 'expired', 'failed'] as const),
  ]);
const verdict = () => z.enum(['met', 'unmet', 'unknown']);

const levelView = z
  .object({
    level: z.number().int().describe('From 1.'),
    status: status(),
    type: z.enum(['market', 'limit', 'stop']),
    price: z.number().nullable(),
    weight: z.number(),
    stopLoss: z.number().nullable(),
    takeProfit: z.number().nullable(),
    reason: z.string().nullable(),
    clientOrderId: z.string().nullable(),
    ticket: z.string().nullable(),
    filledLots: z.number(),
    fillPrice: z.number().nullable(),
    closeReason: z.string().nullable(),
    exitPrice: z.number().nullable(),
    profit: z.number().nullable(),
    withdrawal: z.string().nullable().describe('Why its order is to be withdrawn; null: it is not.'),
  })
  .meta({id: 'Level', description: 'One entry of a plan.'});

const planFields = {
  id: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  status: status(),
  entry: z.object({
    type: z.enum(['market', 'limit', 'stop']),
    price: z.number().optional(),
    tolerance: z.number().optional(),
  }),
  levels: z.array(levelView),
  group: z.string().nullable(),
  stopLoss: z.number().nullable(),
  takeProfit: z.number().nullable(),
  volume: z.number().describe('Lots.'),
  expiresAt: time().nullable(),
  createdAt: time(),
  revision: z.number().int().describe('Number of the last write; grows over the whole database.'),
};

const planView = z
  .object(planFields)
  .meta({id: 'PlanSummary', description: 'A plan and where it stands, in short.'});

export const planDetailsView = z
  .object({
    ...planFields,
    executedAt: time().nullable(),
    fillPrice: z.number().nullable(),
    closedAt: time().nullable(),
    exitPrice: z.number().nullable(),
    profit: z.number().nullable(),
    closeReason: z.string().nullable(),
    when: z.record(z.string(), z.unknown()),
    cancelWhen: z.record(z.string(), z.unknown()).nullable(),
    notes: z.string().nullable(),
    version: z.number().int().describe('1, and one more with every edit.'),
    reason: z.string().nullable(),
    attempts: z.number().int(),
    retryAt: time().nullable(),
    updatedAt: time(),
    positionId: z.string().nullable(),
  })
  .meta({id: 'PlanDetails', description: 'Everything about one plan.'});
export type PlanDetailsView = z.output<typeof planDetailsView>;

const brokenView = z
  .object({id: z.string(), problems: z.array(z.object({message: z.string()}).loose())})
  .meta({id: 'BrokenPlan', description: 'A stored plan that breaks a rule and is left alone.'});

export const planPageView = z
  .object({
    plans: z.array(planView),
    broken: z.array(brokenView),
    next: z
      .string()
      .nullable()
      .describe('What to give as `after` for the next page; null: this is the last.'),
  })
  .meta({id: 'PlanPage'});
export type PlanPageView = z.output<typeof planPageView>;

export const addedView = z
  .object({
    plans: z.array(planView),
    warnings: z.array(
      z.object({
        planId: z.string(),
        code: z.string().describe('Stable; which kind of oddness it is.'),
        field: z.string().optional(),
        message: z.string(),
        hint: z.string().optional(),
      }),
    ),
  })
  .meta({id: 'AddedPlans', description: 'The plans as they were added, and what is odd about them.'});
export type AddedView = z.output<typeof addedView>;

const explainedView = z
  .object({
    path: z.string(),
    kind: z.string(),
    verdict: verdict(),
    observed: z.union([z.number(), z.string()]).nullable(),
    threshold: z.string(),
    ageMs: z.number().nullable(),
    reason: z.string(),
    distance: z.number().optional(),
  })
  .meta({id: 'ExplainedCondition', description: 'What one condition says now, and of what.'});

export const explanationView = z
  .object({
    id: z.string(),
    status: status(),
    reason: z.string().nullable(),
    asOf: time().nullable(),
    source: z
      .enum(['monitor', 'stored'])
      .describe('Who says it: the running monitor, or what it stored last.'),
    verdict: verdict(),
    conditions: z.array(explainedView),
    levels: z
      .array(
        z.object({
          level: z.number().int(),
          lastEvaluatedAt: time().nullable(),
          consecutiveFailures: z.number().int(),
          lastError: z.string().nullable(),
        }),
      )
      .nullable(),
    fired: z.array(
      z.object({
        level: z.number().int(),
        status: status(),
        reason: z.string().nullable(),
        firedAt: time(),
        firedPrice: z.number(),
        clientOrderId: z.string(),
        ticket: z.string().nullable(),
      }),
    ),
  })
  .meta({id: 'Explanation', description: 'Why a plan has or has not fired.'});
export type ExplanationView = z.output<typeof explanationView>;

const historyEvent = z
  .object({
    sequence: z.number().int(),
    at: time(),
    level: z.number().int().nullable(),
    from: status().nullable(),
    to: status(),
    kind: z.string(),
    details: z.record(z.string(), z.unknown()),
    hash: z.string().describe('SHA-256 over the hash before and this event.'),
  })
  .meta({id: 'HistoryEvent'});

const saidOfCondition = z.object({verdict: verdict(), reason: z.string()}).loose();

const verdictChange = z
  .object({
    number: z.number().int(),
    at: time(),
    version: z.number().int(),
    from: verdict().nullable(),
    to: verdict(),
    conditions: z.array(
      z.object({
        path: z.string(),
        kind: z.string(),
        from: saidOfCondition.nullable(),
        to: saidOfCondition.nullable(),
      }),
    ),
  })
  .meta({id: 'VerdictChange'});

export const historyView = z
  .object({id: z.string(), status: status(), events: z.array(historyEvent), verdicts: z.array(verdictChange)})
  .meta({id: 'History', description: 'Everything that happened to a plan, and what was thought of it.'});
export type HistoryView = z.output<typeof historyView>;

export const haltView = z
  .object({
    halted: z.boolean(),
    reason: z.string().nullable(),
    at: time().nullable(),
    flatten: z.boolean(),
    inDatabase: z.boolean().describe('False: only the file beside it says so, as it could not be written.'),
  })
  .meta({id: 'Halt', description: 'Whether trading is halted.'});
export type HaltView = z.output<typeof haltView>;

export const readinessView = z
  .object({
    ready: z.boolean(),
    checks: z.array(z.object({name: z.string(), ok: z.boolean(), message: z.string()})),
  })
  .meta({id: 'Readiness', description: 'Whether plans are watched and can be executed, and what is not so.'});
export type ReadinessView = z.output<typeof readinessView>;

export const healthView = z.object({status: z.literal('ok')}).meta({id: 'Health'});

export const statusView = z
  .object({monitor: z.record(z.string(), z.unknown()).nullable()})
  .meta({id: 'Status', description: 'What the running monitor says of itself; null: none answers.'});

export const problemView = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    field: z.string().optional(),
    hint: z.string().optional(),
    problems: z
      .array(z.object({field: z.string().optional(), message: z.string(), hint: z.string().optional()}))
      .optional(),
  })
  .meta({id: 'Problem', description: 'An error, by RFC 9457, with our code; ERRORS.md explains each.'});
