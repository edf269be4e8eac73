import {NOTHING, type Route, route} from '../route.ts';
import {healthView, readinessView, statusView} from '../schemas.ts';

/** What supervisors and scrapers ask. */
export const HEALTH_ROUTES: readonly Route[] = [
  route({
    ...{method: 'GET', path: '/healthz', operationId: 'health', access: 'public'},
    summary: 'whether this process lives',
    ...{params: NOTHING, query: NOTHING, body: null, errors: []},
    answers: {200: {description: 'It does.', schema: healthView}},
    handle: () => Promise.resolve({status: 200, body: {status: 'ok'}}),
  }),
  route({
    ...{method: 'GET', path: '/readyz', operationId: 'readiness', access: 'publicOnLoopback'},
    summary: 'whether plans are watched and can be executed',
    ...{params: NOTHING, query: NOTHING, body: null, errors: []},
    answers: {
      200: {description: 'They are.', schema: readinessView},
      503: {description: 'Something is missing; the body says what.', schema: readinessView},
    },
    handle: async (host) => {
      const readiness = await host.readiness();
      return {status: readiness.ready ? 200 : 503, body: readiness};
    },
  }),
  route({
    ...{method: 'GET', path: '/metrics', operationId: 'metrics', access: 'publicOnLoopback'},
    summary: 'figures for Prometheus',
    ...{params: NOTHING, query: NOTHING, body: null, errors: []},
    answers: {200: {description: 'In the text format of Prometheus.', mediaType: 'text/plain'}},
    handle: async (host) => ({
      status: 200,
      body: await host.metrics(),
      mediaType: 'text/plain; version=0.0.4; charset=utf-8',
    }),
  }),
  route({
    ...{method: 'GET', path: '/v1/status', operationId: 'status', access: 'read'},
    summary: 'what the running monitor says of itself',
    ...{params: NOTHING, query: NOTHING, body: null, errors: ['MONITOR_UNREACHABLE']},
    answers: {200: {description: 'As `vigil status --json`.', schema: statusView}},
    handle: async (host) => ({status: 200, body: {monitor: await host.status()}}),
  }),
];
