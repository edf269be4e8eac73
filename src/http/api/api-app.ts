import type {ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import {AppError, BusyError, InputError, messageOf, NotFoundError} from '../../errors.ts';
import {PLAN_ID_FORM} from '../../plan/plan.ts';
import {PROBLEM_TYPE, type ProblemDocument, problemOf} from '../problem.ts';
import {callerWith, scopeAt} from './access.ts';
import type {ApiHost, Caller} from './api-host.ts';
import {clientErrorText} from './client-error.ts';
import {HostGuard, isLoopbackAddress} from './host-guard.ts';
import {shaped} from './request-shape.ts';
import type {Route, RouteReply} from './route.ts';
import {ROUTES} from './routes.ts';

/** One answered request, for logs and figures. */
export type Served = Readonly<{
  method: string;
  /** As the table of routes has it, so never with an id in it; null: no route was meant. */
  route: string | null;
  planId: string | null;
  /** Name of the token; null: none was asked for, or shown. */
  caller: string | null;
  status: number;
  /** Of an error. */
  code: string | null;
  ms: number;
}>;

export type ApiOptions = Readonly<{
  host: ApiHost;
  /** Where it will listen. */
  address: string;
  allowedHosts: readonly string[];
  bodyMaxBytes: number;
  /** From one address. */
  requestsPerSecond: number;
  connectionsMax: number;
  /** The document of the interface, JSON. */
  document: string;
  /** Called after each answer. Must not throw. */
  onServed: (served: Served) => void;
  /** Called with what was thrown that is none of our errors. Must not throw. */
  onDefect: (error: unknown) => void;
}>;

/** Longest part of a path that is looked at; ids of plans are far shorter. */
const PARAM_MAX = 200;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 20_000;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
    problemCode: string | null;
  }
}

/**
 * The HTTP interface. It builds; somebody else listens.
 *
 * A request passes, in this order: its Host header, the limit of its address, its token and scope, its shape;
 * only then comes its handler. All of that hangs on the table of routes, so no route can be without.
 */
export async function apiApp(options: ApiOptions): Promise<FastifyInstance> {
  const {address, allowedHosts} = options;
  const guard = new HostGuard(address, allowedHosts);
  /** The last answer of each connection. */
  const answers = new WeakMap<Socket, ServerResponse>();
  const app = Fastify({
    logger: false,
    bodyLimit: options.bodyMaxBytes,
    routerOptions: {maxParamLength: PARAM_MAX},
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A request that comes on an open connection while the server ends is still answered, and as any other.
    return503OnClosing: false,
    // The guard refuses one without a Host header, in our words.
    http: {requireHostHeader: false},
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => {
      const answer = answers.get(socket);
      const isInAnswer = answer !== undefined && answer.headersSent && !answer.writableFinished;
      if (socket.writable && !isInAnswer) socket.end(clientErrorText(error));
      else socket.destroy();
    },
    // These come before every hook.
    frameworkErrors: (error, request, reply) =>
      void answerError(guard.refusalOf(request.raw.rawHeaders) ?? error, request, reply, options),
  });
  // What a request expects beside its answer is nothing that we know; it is answered as if it did not.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.server.maxConnections = options.connectionsMax;
  app.decorateRequest('caller', null);
  app.decorateRequest('problemCode', null);
  app.addHook('onRequest', (request, reply, done) => {
    answers.set(request.raw.socket, reply.raw);
    done(guard.refusalOf(request.raw.rawHeaders));
  });
  let isEnding = false;
  app.addHook('onResponse', (request, reply, done) => {
    options.onServed(servedOf(request, reply));
    // An answer that was begun before has promised to keep the connection, such as a stream.
    if (isEnding) request.raw.socket.end();
    done();
  });
  await app.register(rateLimit, {global: false});
  app.addHook(
    'onRequest',
    app.rateLimit({
      max: options.requestsPerSecond,
      timeWindow: 1000,
      keyGenerator: ({ip}) => ip,
      errorResponseBuilder: () =>
        new BusyError('RATE_LIMITED', `More than ${options.requestsPerSecond} requests came in a second`, {
          hint: 'wait as long as Retry-After says',
        }),
    }),
  );
  // The text is read by whoever knows what it should be.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', {parseAs: 'string'}, (_request, text, done) =>
    done(null, text),
  );
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options));
  app.setNotFoundHandler(() => {
    throw new NotFoundError('ROUTE_NOT_FOUND', 'There is nothing at this path', {hint: 'see /openapi.json'});
  });
  const underWay = new Set<AbortController>();
  // A stream would keep the server from ending.
  app.addHook('preClose', (done) => {
    isEnding = true;
    for (const one of underWay) one.abort();
    done();
  });
  // A caller that keeps the connection would be cut off at its next request.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isEnding) void reply.header('connection', 'close');
    done();
  });
  for (const route of ROUTES) addRoute(app, route, options, underWay);
  addDocument(app, options);
  return app;
}

/** @param underWay Takes whoever has to be told when the server ends. */
function addRoute(
  app: FastifyInstance,
  route: Route,
  {host, address}: ApiOptions,
  underWay: Set<AbortController>,
): void {
  const scope = scopeAt(route.access, isLoopbackAddress(address));
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    // HEAD is what a GET would answer, without its body; a stream has none to spare.
    exposeHeadRoute: false,
    onRequest: async (request) => {
      if (scope !== null) request.caller = await callerWith(host, request.headers.authorization, scope);
    },
    handler: async (request, reply) => {
      const gone = new AbortController();
      underWay.add(gone);
      const end = () => {
        underWay.delete(gone);
        gone.abort();
      };
      reply.raw.once('close', end);
      // Whoever left while the token was looked up is not told of again.
      if (reply.raw.closed) end();
      const answer = await route.handle(host, {
        params: shaped(route.params, request.params, 'path') as Record<string, unknown>,
        query: shaped(route.query, request.query, 'query') as Record<string, unknown>,
        body: bodyOf(route, request.body),
        headers: headersOf(request),
        caller: request.caller,
        signal: gone.signal,
      });
      return send(reply, answer);
    },
  });
}

/** Its own document is the one thing that is not in it. */
function addDocument(app: FastifyInstance, {host, address, document}: ApiOptions): void {
  const scope = scopeAt('publicOnLoopback', isLoopbackAddress(address));
  app.route({
    ...{method: 'GET', url: '/openapi.json', exposeHeadRoute: false},
    onRequest: async (request) => {
      if (scope !== null) request.caller = await callerWith(host, request.headers.authorization, scope);
    },
    handler: (_request, reply) => reply.type('application/json; charset=utf-8').send(document),
  });
}

function send(reply: FastifyReply, {status, body, mediaType, headers}: RouteReply): FastifyReply {
  if (headers !== undefined) void reply.headers(headers);
  return reply
    .code(status)
    .type(mediaType ?? 'application/json; charset=utf-8')
    .send(mediaType === undefined ? JSON.stringify(body) : body);
}

/** @throws {InputError} USAGE_INVALID when it is not JSON, or not of the shape. */
function bodyOf({body: shape}: Route, text: unknown): unknown {
  if (shape === null) return null;
  const given = typeof text === 'string' ? text : '';
  if (shape === 'plans') return given;
  let value: unknown;
  try {
    value = given.trim() === '' ? {} : JSON.parse(given);
  } catch (error) {
    throw new InputError('USAGE_INVALID', `The body is not JSON: ${messageOf(error)}`, {
      field: 'body',
      hint: 'send an object, such as {"reason":"…"}',
    });
  }
  return shaped(shape, value, 'body');
}

function headersOf({headers}: FastifyRequest): Record<string, string | undefined> {
  // Of what may come more than once Node makes one text, but for cookies.
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ApiOptions,
): Promise<FastifyReply> {
  const known = knownError(error, options);
  const problem = problemOf(known);
  if (problem.code === 'INTERNAL') options.onDefect(error);
  request.problemCode = problem.code;
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="vigil"');
  if (problem.status === 503) void reply.header('retry-after', '1');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(textOf(problem));
}

function textOf(problem: ProblemDocument): string {
  return JSON.stringify(problem);
}

/** What fastify says of a request, in our codes. */
function knownError(error: unknown, {bodyMaxBytes}: ApiOptions): unknown {
  if (error instanceof AppError) return error;
  const {code, statusCode = 500} = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new InputError('BODY_TOO_LARGE', `The body has more than ${bodyMaxBytes} bytes`, {
        field: 'body',
        hint: 'add the plans in several requests',
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new InputError('BODY_TYPE_UNKNOWN', 'The body is of a type that is not known here', {
        field: 'Content-Type',
        hint: 'send "Content-Type: application/json"',
      });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new NotFoundError('ROUTE_NOT_FOUND', 'There is nothing at this path', {
        hint: 'see /openapi.json',
      });
    default:
      if (statusCode >= 400 && statusCode < 500)
        return new InputError('USAGE_INVALID', `The request cannot be read: ${messageOf(error)}`);
      return error;
  }
}

function servedOf(request: FastifyRequest, reply: FastifyReply): Served {
  const {id} = (request.params ?? {}) as {id?: unknown};
  // What is no id may be any text, and is not for a log.
  const planId = typeof id === 'string' && PLAN_ID_FORM.test(id) ? id : null;
  return {
    method: request.method,
    route: request.is404 ? null : (request.routeOptions.url ?? null),
    planId,
    caller: request.caller?.name ?? null,
    status: reply.statusCode,
    code: request.problemCode,
    ms: reply.elapsedTime,
  };
}
