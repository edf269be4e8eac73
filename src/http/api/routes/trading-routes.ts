import {z} from 'zod';
import {NOTHING, type Route, route} from '../route.ts';
import {haltView} from '../schemas.ts';

const haltBody = z.strictObject({
  reason: z.string().min(1).max(500).describe('Why, for whoever finds trading halted.'),
  flatten: z
    .boolean()
    .default(false)
    .describe('Whether resting orders are to be withdrawn, and positions closed.'),
});

/** Stopping everything, and going on. */
export const TRADING_ROUTES: readonly Route[] = [
  route({
    ...{method: 'POST', path: '/v1/halt', operationId: 'halt', access: 'operate'},
    summary: 'stop all claims, at once',
    ...{params: NOTHING, query: NOTHING, body: haltBody, errors: []},
    answers: {200: {description: 'Trading is halted, whatever the database says.', schema: haltView}},
    handle: async (host, {body}) => ({status: 200, body: await host.halt(body.reason, body.flatten)}),
  }),
  route({
    ...{method: 'DELETE', path: '/v1/halt', operationId: 'resume', access: 'operate'},
    summary: 'let claims be made again',
    ...{params: NOTHING, query: NOTHING, body: null, errors: []},
    answers: {200: {description: 'Trading goes on.', schema: haltView}},
    handle: async (host) => ({status: 200, body: await host.resume()}),
  }),
];
