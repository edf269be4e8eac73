import Fastify, {type FastifyInstance} from 'fastify';
import type {PlanExplanation} from '../engine/explain-plan.ts';
import {AppError, InputError, NotFoundError, UnavailableError} from '../errors.ts';

/** What the running monitor answers about itself. */
export interface MonitorLine {
  status(): unknown;
  explain(planId: string): PlanExplanation | undefined;
  /** Holds the database against the broker; undefined while that cannot be done. */
  reconcile(): Promise<unknown>;
}

/**
 * The HTTP application of a running monitor. It builds; somebody else listens, on the unix socket
 * beside the database. What it reads is memory, so it answers while the database is locked.
 */
export function monitorApp(line: MonitorLine): FastifyInstance {
  const app = Fastify({logger: false});
  app.get('/v1/status', () => line.status());
  app.get<{Params: {id: string}}>('/v1/plans/:id/explain', ({params}) => {
    const explained = line.explain(params.id);
    if (explained === undefined) {
      throw new NotFoundError('PLAN_NOT_FOUND', `The monitor does not hold a plan "${params.id}"`);
    }
    return explained;
  });
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

function httpStatusOf(error: unknown): number {
  if (error instanceof NotFoundError) return 404;
  if (error instanceof InputError) return 400;
  return error instanceof UnavailableError ? 503 : 500;
}
