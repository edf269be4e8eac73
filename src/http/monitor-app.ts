import Fastify, {type FastifyInstance} from 'fastify';
import type {PlanExplanation} from '../engine/explain-plan.ts';
import {AppError, InputError, NotFoundError, UnavailableError} from '../errors.ts';
import {httpStatusOf} from './problem.ts';

/** Plans that `/v1/top` tells of when it is not said how many, and at most. */
const TOP_LIMIT = 50;
const TOP_LIMIT_MAX = 500;

/** What the running monitor answers about itself. */
export interface MonitorLine {
  status(): unknown;
  explain(planId: string): PlanExplanation | undefined;
  /** The plans that are nearest to firing, so many at most, and what happened of late. */
  top(limit: number): Promise<unknown>;
  /** Holds the database against the broker; undefined while that cannot be done. */
  reconcile(): Promise<unknown>;
}

/** What those ask who watch over the monitor. */
export interface MonitorProbes {
  /** Whether it can do its work now, and why not. */
  readiness(): Readonly<{ready: boolean}>;
  /** Its metrics, in the text format of Prometheus. */
  metrics(): Promise<Readonly<{contentType: string; body: string}>>;
}

/**
 * The HTTP application of a running monitor. It builds; somebody else listens, on the unix socket
 * beside the database. What it reads is memory, so it answers while the database is locked.
 */
export function monitorApp(line: MonitorLine, probes?: MonitorProbes): FastifyInstance {
  const app = Fastify({logger: false});
  if (probes !== undefined) addProbes(app, probes);
  app.get('/v1/status', () => line.status());
  app.get<{Params: {id: string}}>('/v1/plans/:id/explain', ({params}) => {
    const explained = line.explain(params.id);
    if (explained === undefined) {
      throw new NotFoundError('PLAN_NOT_FOUND', `The monitor does not hold a plan "${params.id}"`);
    }
    return explained;
  });
  app.get<{Querystring: {limit?: string}}>('/v1/top', ({query}) => line.top(limitOf(query.limit)));
  app.post('/v1/reconcile', async () => {
    const report = await line.reconcile();
    if (report !== undefined) return report;
    throw new UnavailableError('BROKER_UNAVAILABLE', 'The monitor has no link to the broker now', {
      hint: 'see `vigil status`; it reconciles by itself when the link is up',
    });
  });
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof AppError;
    const status = httpStatusOf(error);
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(status).send({error: {code: known ? error.code : 'INTERNAL', message}});
  });
  return app;
}

/** @throws {InputError} USAGE_INVALID */
function limitOf(text: string | undefined): number {
  if (text === undefined) return TOP_LIMIT;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= TOP_LIMIT_MAX) return limit;
  throw new InputError('USAGE_INVALID', `limit is "${text}", not a whole number from 1 to ${TOP_LIMIT_MAX}`, {
    field: 'limit',
    hint: `write for example limit=${TOP_LIMIT}`,
  });
}

function addProbes(app: FastifyInstance, probes: MonitorProbes): void {
  // Whoever reads this has been answered by the event loop, and that is all that being alive means.
  app.get('/healthz', () => ({alive: true}));
  app.get('/readyz', (_request, reply) => {
    const readiness = probes.readiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  app.get('/metrics', async (_request, reply) => {
    const {contentType, body} = await probes.metrics();
    return reply.type(contentType).send(body);
  });
}
