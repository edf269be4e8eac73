import {z} from 'zod';
import type {Intent, OrderReport, Standing} from '../ports/broker.ts';
import {decimal, orderKey, retryHint, side, symbolName, timeMs, venueId} from './wire-values.ts';

/** What of an intent travels beside its key and deadline; by all of it an order is recognised. */
export const wireOrder = z.object({
  planId: z.string().max(200),
  level: z.number().int().min(1),
  attempt: z.number().int().min(1),
  symbol: symbolName,
  side,
  type: z.enum(['market', 'limit', 'stop']),
  price: decimal.nullable(),
  volumeLots: decimal,
  stopLoss: decimal.nullable(),
  takeProfit: decimal.nullable(),
  expiresAtMs: timeMs.nullable(),
});
export type WireOrder = Readonly<z.output<typeof wireOrder>>;

export function wireOrderOf(intent: Intent): WireOrder {
  const {planId, level, attempt, symbol, side: way, type, price} = intent;
  const {volumeLots, stopLoss, takeProfit, expiresAtMs} = intent;
  return {
    ...{planId, level, attempt, symbol, side: way, type, price},
    ...{volumeLots, stopLoss, takeProfit, expiresAtMs},
  };
}

export const wireReport = z.object({
  ticket: venueId,
  state: z.enum(['working', 'filled', 'cancelled', 'expired', 'rejected']),
  fill: z.object({positionId: venueId, price: decimal, volumeLots: decimal, timeMs}).nullable(),
  close: z
    .object({
      price: decimal,
      timeMs,
      reason: z.enum(['stopLoss', 'takeProfit', 'manual']),
      profit: decimal.nullable(),
    })
    .nullable(),
  stopLoss: decimal.nullable(),
  takeProfit: decimal.nullable(),
}) satisfies z.ZodType<OrderReport>;

export const wireStanding = z.object({
  key: orderKey.nullable(),
  symbol: symbolName,
  side,
  volumeLots: decimal,
  report: wireReport,
});

export function wireStandingOf({clientOrderId, ...rest}: Standing): z.output<typeof wireStanding> {
  return {key: clientOrderId, ...rest};
}

export function standingOf({key, ...rest}: z.output<typeof wireStanding>): Standing {
  return {clientOrderId: key, ...rest};
}

/** Why a terminal takes an order to be absent. */
export const wireEvidence = z.object({
  sources: z.array(z.string()),
  fromMs: timeMs,
  toMs: timeMs,
  looks: z.number().int().min(1),
  note: z.string(),
});

/**
 * What became of a key. A rejection stands as the error that answered the order, so that there is one
 * way to read it.
 */
export const wireLookup = z.discriminatedUnion('status', [
  z.object({status: z.literal('found'), report: wireReport}),
  z.object({
    status: z.literal('rejected'),
    code: z.string().min(1),
    text: z.string(),
    retry: retryHint.optional(),
    retcode: z.number().int().optional(),
  }),
  z.object({status: z.literal('absent'), evidence: wireEvidence}),
  z.object({status: z.literal('undecided'), reason: z.string()}),
]);
export type WireLookup = z.output<typeof wireLookup>;
