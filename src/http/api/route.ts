import {z} from 'zod';
import type {ErrorCode} from '../../errors.ts';
import type {Scope} from '../../ports/access.ts';
import type {ApiHost, Caller} from './api-host.ts';

/** The shape of a part of a request that has to be empty. */
export const NOTHING = z.strictObject({});

/** Who may call: anybody, anybody on this machine, or the bearer of a token with that scope. */
export type RouteAccess = 'public' | 'publicOnLoopback' | Scope;

/** What the body of a request is: plans as text, or an object of a shape; null: there is none. */
export type RouteBody = 'plans' | z.ZodType | null;

/** One way to answer: JSON of a shape, or text of a media type. */
export type RouteAnswer = Readonly<{description: string}> &
  (Readonly<{schema: z.ZodType}> | Readonly<{mediaType: string}>);

/** A request whose every part has been looked at. */
export type RouteRequest<Params, Query, Body> = Readonly<{
  params: Params;
  query: Query;
  body: Body;
  headers: Readonly<Record<string, string | undefined>>;
  /** Null where no token is asked for. */
  caller: Caller | null;
  /** Aborts when the caller has gone, or the server ends. */
  signal: AbortSignal;
}>;

export type RouteReply = Readonly<{
  status: number;
  /** JSON; a string with `mediaType` as it is. */
  body: unknown;
  mediaType?: string;
  headers?: Readonly<Record<string, string>>;
}>;

/**
 * One operation of the HTTP interface. The table of all of them is what the server, its document and its
 * tests are made from, so none of the three can forget one.
 */
export type Route = Readonly<{
  method: 'GET' | 'POST' | 'DELETE';
  /** With parameters in braces, as in `/v1/plans/{id}`. */
  path: string;
  operationId: string;
  access: RouteAccess;
  summary: string;
  description?: string;
  params: z.ZodObject;
  query: z.ZodObject;
  body: RouteBody;
  /** Request headers with a meaning of their own, and what they say. */
  headers: Readonly<Record<string, string>>;
  answers: Readonly<Record<number, RouteAnswer>>;
  /** Errors of its own, beside those that every route has. */
  errors: readonly ErrorCode[];
  handle: (
    host: ApiHost,
    request: RouteRequest<Record<string, unknown>, Record<string, unknown>, unknown>,
  ) => Promise<RouteReply>;
}>;

type Written<Params extends z.ZodObject, Query extends z.ZodObject, Body extends RouteBody> = Omit<
  Route,
  'params' | 'query' | 'body' | 'headers' | 'handle'
> &
  Readonly<{
    params: Params;
    query: Query;
    body: Body;
    headers?: Readonly<Record<string, string>>;
    handle: (
      host: ApiHost,
      request: RouteRequest<z.output<Params>, z.output<Query>, BodyOf<Body>>,
    ) => Promise<RouteReply>;
  }>;

type BodyOf<Body extends RouteBody> = Body extends 'plans'
  ? string
  : Body extends z.ZodType
    ? z.output<Body>
    : null;

/** A route, its handler typed by the shapes that it declares. */
export function route<
  const Params extends z.ZodObject,
  const Query extends z.ZodObject,
  const Body extends RouteBody,
>(written: Written<Params, Query, Body>): Route {
  // The server hands over what it has parsed with these very shapes.
  return {headers: {}, ...written} as unknown as Route;
}
