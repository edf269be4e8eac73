import {z} from 'zod';
import {wireBar, wireInstrument, wireQuote, wireTick, wireTimeframe} from './wire-market.ts';
import {wireLookup, wireOrder, wireReport, wireStanding} from './wire-orders.ts';
import {decimal, symbolName, timeMs} from './wire-values.ts';

/** Everything that can be asked: what goes along, and what a good answer says. */
export const OPERATIONS = {
  ping: {a: z.object({}), ok: z.object({timeMs})},
  account: {
    a: z.object({}),
    ok: z.object({account: z.string(), server: z.string(), currency: z.string().optional()}),
  },
  instruments: {a: z.object({}), ok: z.object({instruments: z.array(wireInstrument)})},
  snapshot: {a: z.object({}), ok: z.object({atMs: timeMs, standing: z.array(wireStanding)})},
  subscribe: {
    a: z.object({symbols: z.array(symbolName).max(10_000)}),
    ok: z.object({ticks: z.array(wireTick)}),
  },
  unsubscribe: {a: z.object({symbols: z.array(symbolName).max(10_000)}), ok: z.object({})},
  submit: {a: wireOrder, ok: z.object({report: wireReport})},
  amend: {
    a: z.object({stopLoss: decimal.nullable(), takeProfit: decimal.nullable()}),
    ok: z.object({}),
  },
  cancel: {a: z.object({}), ok: z.object({})},
  close: {a: z.object({}), ok: z.object({})},
  lookup: {a: z.object({}), ok: wireLookup},
  fence: {a: z.object({}), ok: z.object({fence: z.enum(['sent', 'never'])})},
  history: {
    a: z.object({symbol: symbolName, timeframe: wireTimeframe, count: z.number().int().min(1).max(10_000)}),
    ok: z.object({bars: z.array(wireBar)}),
  },
  /** Quotes from one time on and before another, by the clock of the server. */
  quotes: {
    a: z.object({symbol: symbolName, fromMs: timeMs, untilMs: timeMs}),
    ok: z.object({quotes: z.array(wireQuote)}),
  },
  /** For tests: sets a price. Answered when all that the quote does has been done. */
  quote: {
    a: z.object({symbol: symbolName, bid: decimal, ask: decimal, timeMs: timeMs.optional()}),
    ok: z.object({}),
  },
  /** For tests: sets switches; the terminal knows them. */
  fault: {a: z.record(z.string(), z.unknown()), ok: z.object({})},
} as const;

export type Operation = keyof typeof OPERATIONS;
export type Arguments<Op extends Operation> = z.output<(typeof OPERATIONS)[Op]['a']>;
export type Answered<Op extends Operation> = z.output<(typeof OPERATIONS)[Op]['ok']>;

/** Operations that are about one order, and carry its key. */
const KEYED: ReadonlySet<string> = new Set(['submit', 'amend', 'cancel', 'close', 'lookup', 'fence']);
/** Operations that change something at the venue, or forbid to: only the trader may ask for them. */
const TRADING: ReadonlySet<string> = new Set(['submit', 'amend', 'cancel', 'close', 'fence']);
/** Operations of a terminal that was started for tests. */
const TEST_ONLY: ReadonlySet<string> = new Set(['quote', 'fault']);

export function isOperation(op: string): op is Operation {
  return Object.hasOwn(OPERATIONS, op);
}

export function isKeyed(op: Operation): boolean {
  return KEYED.has(op);
}

export function isTrading(op: Operation): boolean {
  return TRADING.has(op);
}

export function isTestOnly(op: Operation): boolean {
  return TEST_ONLY.has(op);
}

/** Arguments as the wire writes them. @throws {z.ZodError} when they are not what the operation takes. */
export function encodeArguments<Op extends Operation>(op: Op, value: Arguments<Op>): unknown {
  return z.encode(OPERATIONS[op].a as z.ZodType, value);
}

/** Arguments that were received, or why they are not what the operation takes. */
export function decodeArguments<Op extends Operation>(op: Op, value: unknown): Decoded<Arguments<Op>> {
  return decoded<Arguments<Op>>(OPERATIONS[op].a as z.ZodType, value);
}

/** An answer as the wire writes it. @throws {z.ZodError} when it is not what the operation answers. */
export function encodeAnswer<Op extends Operation>(op: Op, value: Answered<Op>): unknown {
  return z.encode(OPERATIONS[op].ok as z.ZodType, value);
}

/** An answer that was received, or why it is none. */
export function decodeAnswer<Op extends Operation>(op: Op, value: unknown): Decoded<Answered<Op>> {
  return decoded<Answered<Op>>(OPERATIONS[op].ok as z.ZodType, value);
}

export type Decoded<T> = Readonly<{isGood: true; value: T}> | Readonly<{isGood: false; reason: string}>;

function decoded<T>(schema: z.ZodType, value: unknown): Decoded<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return {isGood: true, value: parsed.data as T};
  return {isGood: false, reason: issueText(parsed.error)};
}

/** The first thing that is wrong, with its place. */
export function issueText(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'not what is wanted';
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`;
}
