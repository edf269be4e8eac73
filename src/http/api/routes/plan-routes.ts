import {z} from 'zod';
import {InputError} from '../../../errors.ts';
import {PLAN_ID_FORM} from '../../../plan/plan.ts';
import {PLAN_STATUSES} from '../../../plan/status.ts';
import type {PlanQuery} from '../api-host.ts';
import {NOTHING, type Route, route} from '../route.ts';
import {wholeNumber} from '../whole-number.ts';
import {addedView, explanationView, historyView, planDetailsView, planPageView} from '../schemas.ts';

const PLAN = z.strictObject({
  id: z.string().regex(PLAN_ID_FORM, 'which is not an id; use 1 to 64 letters, digits, "_" and "-"'),
});

/** Longest page, and the usual one. */
const LIMIT_MAX = 1000;
const LIMIT = 100;

const instant = () => z.iso.datetime({offset: true, error: 'which is not an ISO-8601 time with a zone'});

const listQuery = z.strictObject({
  status: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(PLAN_STATUSES)).min(1))
    .optional()
    .describe('One status or several, with commas between them.'),
  symbol: z.string().min(1).max(64).optional(),
  side: z.enum(['buy', 'sell']).optional(),
  group: z.string().min(1).max(64).optional(),
  createdFrom: instant().optional().describe('Created then or later.'),
  createdBefore: instant().optional().describe('Created earlier.'),
  expiresBefore: instant().optional().describe('That expire, and earlier.'),
  sort: z
    .enum(['id', '-id', 'created', '-created', 'expires', '-expires'])
    .default('id')
    .describe('Order; with `-` the other way round.'),
  limit: wholeNumber(1, LIMIT_MAX)
    .default(LIMIT)
    .describe(`Plans of one page; ${LIMIT} where nothing is said.`),
  after: z.string().min(1).max(256).optional().describe('`next` of the page before.'),
});

const cancelBody = z.strictObject({
  reason: z.string().min(1).max(500).default('cancelled over HTTP').describe('For the plan’s history.'),
});

/** Printable ASCII without blanks. */
const KEY_FORM = /^[\x21-\x7e]{1,255}$/;

/** Everything about plans that can be done from outside. */
export const PLAN_ROUTES: readonly Route[] = [
  route({
    ...{method: 'GET', path: '/v1/plans', operationId: 'listPlans', access: 'read'},
    summary: 'list plans, page by page',
    ...{params: NOTHING, query: listQuery, body: null, errors: []},
    answers: {200: {description: 'One page.', schema: planPageView}},
    handle: async (host, {query}) => ({status: 200, body: await host.listPlans(planQuery(query))}),
  }),
  route({
    ...{method: 'POST', path: '/v1/plans', operationId: 'addPlans', access: 'plan'},
    summary: 'add plans',
    description:
      'One plan, or a list: all are added or none. Every rule of `vigil plan add` holds. With an ' +
      'Idempotency-Key the same request adds once and is answered as the first time, for a day.',
    ...{
      params: NOTHING,
      query: NOTHING,
      body: 'plans',
      errors: ['PLAN_INVALID', 'PLAN_DUPLICATE', 'IDEMPOTENCY_KEY_REUSED'],
    },
    headers: {
      'idempotency-key': '1 to 255 printed characters that name this request among those of its token.',
    },
    answers: {
      200: {
        description: 'They were added before, by this very request; the answer is that of then.',
        schema: addedView,
      },
      201: {description: 'They were added.', schema: addedView},
    },
    handle: async (host, {body: text, headers, caller}) => {
      const idempotencyKey = keyOf(headers['idempotency-key']);
      const added = await host.addPlans({text, idempotencyKey, tokenId: caller?.tokenId ?? ''});
      const {isRepeated, ...body} = added;
      return {status: isRepeated ? 200 : 201, body};
    },
  }),
  route({
    ...{method: 'GET', path: '/v1/plans/{id}', operationId: 'showPlan', access: 'read'},
    summary: 'show one plan',
    ...{params: PLAN, query: NOTHING, body: null, errors: ['PLAN_NOT_FOUND']},
    answers: {200: {description: 'Everything about it.', schema: planDetailsView}},
    handle: async (host, {params}) => ({status: 200, body: await host.showPlan(params.id)}),
  }),
  route({
    ...{method: 'POST', path: '/v1/plans/{id}/cancel', operationId: 'cancelPlan', access: 'plan'},
    summary: 'cancel what of a plan has not fired, and have its resting orders withdrawn',
    description: 'A plan that was cancelled before is left so, without an error.',
    ...{params: PLAN, query: NOTHING, body: cancelBody, errors: ['PLAN_NOT_FOUND', 'PLAN_STATE_CONFLICT']},
    answers: {200: {description: 'The plan as it is now.', schema: planDetailsView}},
    handle: async (host, {params, body}) => ({
      status: 200,
      body: await host.cancelPlan(params.id, body.reason),
    }),
  }),
  route({
    ...{method: 'GET', path: '/v1/plans/{id}/explain', operationId: 'explainPlan', access: 'read'},
    summary: 'why a plan has or has not fired',
    ...{params: PLAN, query: NOTHING, body: null, errors: ['PLAN_NOT_FOUND']},
    answers: {
      200: {description: 'Each condition, what was seen and what is missing.', schema: explanationView},
    },
    handle: async (host, {params}) => ({status: 200, body: await host.explainPlan(params.id)}),
  }),
  route({
    ...{method: 'GET', path: '/v1/plans/{id}/history', operationId: 'planHistory', access: 'read'},
    summary: 'everything that happened to a plan',
    ...{params: PLAN, query: NOTHING, body: null, errors: ['PLAN_NOT_FOUND']},
    answers: {200: {description: 'Its events, and how its verdict changed.', schema: historyView}},
    handle: async (host, {params}) => ({status: 200, body: await host.planHistory(params.id)}),
  }),
];

function planQuery(query: z.output<typeof listQuery>): PlanQuery {
  const {status, symbol, side, group, createdFrom, createdBefore, expiresBefore, sort, limit, after} = query;
  const filter = {
    ...(status === undefined ? {} : {statuses: status}),
    ...(symbol === undefined ? {} : {symbol}),
    ...(side === undefined ? {} : {side}),
    ...(group === undefined ? {} : {group}),
    ...(createdFrom === undefined ? {} : {createdFromMs: Date.parse(createdFrom)}),
    ...(createdBefore === undefined ? {} : {createdBeforeMs: Date.parse(createdBefore)}),
    ...(expiresBefore === undefined ? {} : {expiresBeforeMs: Date.parse(expiresBefore)}),
  };
  return {filter, terms: {sort, limit, ...(after === undefined ? {} : {after})}};
}

function keyOf(header: string | undefined): string | undefined {
  if (header === undefined || KEY_FORM.test(header)) return header;
  throw new InputError('USAGE_INVALID', 'The header Idempotency-Key is not 1 to 255 printed characters', {
    field: 'Idempotency-Key',
    hint: 'give for example a UUID',
  });
}
