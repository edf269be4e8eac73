import {randomUUID} from 'node:crypto';
import autocannon from 'autocannon';
import {FIRING_SYMBOL} from './terms.ts';

/** What became of a load. */
export type LoadResult = Readonly<{
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  ok: number;
  /** Refused for their number. */
  limited: number;
  otherClientErrors: number;
  serverErrors: number;
  /** Connections that failed, and requests without an answer. */
  unanswered: number;
  /** Plans that were acknowledged. */
  added: readonly string[];
}>;

export type LoadTerms = Readonly<{
  address: string;
  token: string;
  seconds: number;
  connections: number;
  /** Of all connections; null: as many as there can be. */
  requestsPerSecond: number | null;
}>;

/** Reads and adds, mixed as a dashboard and a signal service would: of five requests one adds a plan. */
export async function load({
  address,
  token,
  seconds,
  connections,
  requestsPerSecond,
}: LoadTerms): Promise<LoadResult> {
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
  const added: string[] = [];
  const statuses = new Map<number, number>();
  const get = (path: string): autocannon.Request => ({method: 'GET', path, headers, onResponse: counted});
  function counted(status: number): void {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const result = await autocannon({
    url: address,
    duration: seconds,
    connections,
    ...(requestsPerSecond === null ? {} : {overallRate: requestsPerSecond}),
    requests: [
      get('/v1/plans?limit=50'),
      get('/v1/plans/p-17'),
      get('/v1/plans/p-18/explain'),
      get('/v1/status'),
      {
        method: 'POST',
        path: '/v1/plans',
        headers,
        setupRequest: (request) => {
          const plan = {symbol: FIRING_SYMBOL, side: 'sell', volume: 0.01, when: {price: {below: 1}}};
          return {
            ...request,
            body: JSON.stringify(plan),
            headers: {...headers, 'idempotency-key': randomUUID()},
          };
        },
        onResponse: (status, body) => {
          counted(status);
          if (status === 201) added.push((JSON.parse(body) as {plans: [{id: string}]}).plans[0].id);
        },
      },
    ],
  });
  const sum = (isWanted: (status: number) => boolean) =>
    [...statuses].reduce((total, [status, count]) => total + (isWanted(status) ? count : 0), 0);
  return {
    requestsPerSecond: Math.round(result.requests.average),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    ok: sum((status) => status < 300),
    limited: sum((status) => status === 429),
    otherClientErrors: sum((status) => status >= 400 && status < 500 && status !== 429),
    serverErrors: sum((status) => status >= 500),
    unanswered: result.errors + result.timeouts,
    added,
  };
}
