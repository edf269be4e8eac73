import Fastify, {type FastifyInstance} from 'fastify';
import type {LiveExplanation} from '../engine/monitor.ts';
import {AppError, InputError, NotFoundError} from '../errors.ts';

/** What the running monitor answers about itself. */
export interface MonitorLine {
  status(): unknown;
  explain(planId: string): LiveExplanation | undefined;
}

/**
 * The HTTP application of a running monitor. It builds; somebody else listens, on the unix socket
 * beside the database. It only ever reads memory, so it answers while the database is locked.
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
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof AppError;
    const status = error instanceof NotFoundError ? 404 : error instanceof InputError ? 400 : 500;
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(status).send({error: {code: known ? error.code : 'INTERNAL', message}});
  });
  return app;
}
