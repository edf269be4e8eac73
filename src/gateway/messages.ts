import {z} from 'zod';
import {issueText} from './operations.ts';
import {wireTick} from './wire-market.ts';
import {wireReport} from './wire-orders.ts';
import {orderKey, retryHint, timeMs} from './wire-values.ts';

/** Version of the protocol; both sides say it, and it must be the same. */
export const PROTOCOL_VERSION = 1;

const nonce = z.string().regex(/^[0-9a-f]{32,128}$/);
const proof = z.string().regex(/^[0-9a-f]{64}$/);

/** The trader may place orders, and there is one at a time; observers may look. */
export const role = z.enum(['trader', 'observer']);
export type Role = z.output<typeof role>;

const hello = z.object({
  t: z.literal('hello'),
  v: z.number().int(),
  nonce,
  role,
  /** Names the program, for people. */
  agent: z.string().max(200),
  /** Names this very process; a second connection of it replaces the first. */
  client: z.string().min(1).max(200),
});

const challenge = z.object({t: z.literal('challenge'), v: z.number().int(), nonce});

const auth = z.object({
  t: z.literal('auth'),
  proof,
  /** The clock by which the client writes `expiresAtMs`, at the sending of this line. */
  timeMs,
  /** The clock by which it writes `notAfterMonotonicMs`: one that nobody sets. */
  monotonicMs: timeMs,
  /** Ends the connection of another trader. */
  takeOver: z.boolean().default(false),
});

/** What can be said of the terminal's own line to its server. */
const health = {
  terminalConnected: z.boolean(),
  tradeAllowed: z.boolean(),
};

const welcome = z.object({
  t: z.literal('welcome'),
  v: z.number().int(),
  /** The terminal proves that it knows the secret too. */
  proof,
  /** Another with every start of the terminal; sequence numbers are of one boot. */
  bootId: z.string().min(1).max(64),
  account: z.string(),
  server: z.string(),
  demo: z.boolean(),
  marginMode: z.enum(['hedging', 'netting']),
  /** It is quoted at all hours, whatever is quoted: nothing of it is real. */
  neverCloses: z.boolean().default(false),
  timeMs,
  caps: z.object({
    lookup: z.boolean(),
    fence: z.boolean(),
    restingOrders: z.boolean(),
    history: z.boolean().default(false),
    testSwitches: z.boolean().default(false),
  }),
  /** Of the last event of this boot; 0 before the first. */
  lastSeq: z.number().int().nonnegative(),
  ...health,
});

/** The connection ends, and why. */
const bye = z.object({t: z.literal('bye'), reason: z.string(), text: z.string().default('')});

const resume = z.object({
  t: z.literal('resume'),
  /** Null: the client knows nothing yet. */
  bootId: z.string().nullable(),
  seq: z.number().int().nonnegative(),
});

/** All events after the client's have been sent again. */
const resumed = z.object({t: z.literal('resumed'), seq: z.number().int().nonnegative()});
/** They cannot be: the client has to take a snapshot. The next event is the one after `seq`. */
const reset = z.object({t: z.literal('reset'), bootId: z.string(), seq: z.number().int().nonnegative()});

const request = z.object({
  t: z.literal('q'),
  id: z.number().int().nonnegative(),
  op: z.string(),
  key: orderKey.optional(),
  /** By the client's monotonic clock: after that the order must not be sent to the venue. */
  notAfterMonotonicMs: timeMs.optional(),
  a: z.unknown().optional(),
});
export type WireRequest = Readonly<z.output<typeof request>>;

/**
 * Why there is no good answer.
 *
 * | kind       | means                                                           |
 * | ---------- | --------------------------------------------------------------- |
 * | notSent    | proven: the venue was not asked, and will not be for this request |
 * | rejected   | proven: the venue or the terminal's rules have refused          |
 * | venue      | what the venue answered, to be judged by its code                |
 * | unknown    | nobody can say                                                   |
 * | keyReused  | the key belongs to an order with another content                 |
 * | notFound   | there is no such order                                           |
 * | badRequest | the request is not understood; nothing was done                  |
 * | forbidden  | this connection may not ask that; nothing was done               |
 * | unavailable | it cannot be done or read now; proves nothing                   |
 */
export const wireError = z.object({
  kind: z.string(),
  code: z.string().default(''),
  text: z.string().default(''),
  retry: retryHint.optional(),
  /** MetaTrader's; null when the venue gave no answer at all. */
  retcode: z.number().int().nullable().optional(),
  /** MetaTrader's, of the last call: read where there is no return code. */
  lastError: z.number().int().optional(),
});
export type WireError = z.output<typeof wireError>;

const reply = z.object({
  t: z.literal('r'),
  id: z.number().int().nonnegative(),
  ok: z.unknown().optional(),
  err: wireError.optional(),
});
export type WireReply = Readonly<z.output<typeof reply>>;

const sequenced = {t: z.literal('e'), seq: z.number().int().min(1)};
/** An order has come to be known, or more is known of it. */
const orderEvent = z.object({
  ...sequenced,
  k: z.literal('order'),
  /** Null: an order that is not ours. */
  key: orderKey.nullable(),
  report: wireReport,
});
const linkEvent = z.object({...sequenced, k: z.literal('link'), ...health});
/** Of a kind that this version does not know: its number counts all the same. */
const otherEvent = z.object({...sequenced, k: z.string().refine((k) => k !== 'order' && k !== 'link')});
const event = z.union([orderEvent, linkEvent, otherEvent]);
export type OrderEvent = Readonly<z.output<typeof orderEvent>>;
export type WireEvent = OrderEvent | Readonly<z.output<typeof linkEvent>>;
/** An event before it has its number. */
export type EventContent = Omit<OrderEvent, 't' | 'seq'> | Omit<z.output<typeof linkEvent>, 't' | 'seq'>;

const tick = wireTick.extend({t: z.literal('k')});

/** "I am here": to be answered at once with its number. The terminal's says how it is. */
const beat = z.object({
  t: z.literal('h'),
  n: z.number().int().nonnegative(),
  timeMs,
  terminalConnected: z.boolean().optional(),
  tradeAllowed: z.boolean().optional(),
  /** Requests that wait for the venue. */
  queueDepth: z.number().int().nonnegative().optional(),
  /** Null: no tick yet. */
  lastTickAgeMs: z.number().nonnegative().nullable().optional(),
});
export type WireBeat = Readonly<z.output<typeof beat>>;

/** The answer to a beat: its number, and the clock of who answers. */
const beatAnswer = z.object({t: z.literal('ha'), n: z.number().int().nonnegative(), timeMs});
/** Of the client: both of its clocks, as in `auth`. */
const clientBeatAnswer = beatAnswer.extend({monotonicMs: timeMs});

/** What a client says, by `t`. */
const CLIENT_MESSAGES = {hello, auth, resume, q: request, h: beat, ha: clientBeatAnswer};
/** What a terminal says, by `t`. */
const TERMINAL_MESSAGES = {
  ...{challenge, welcome, bye, resumed, reset},
  ...{r: reply, e: event, k: tick, h: beat, ha: beatAnswer},
};

type MessageOf<Schemas extends Readonly<Record<string, z.ZodType>>> = Readonly<
  {[T in keyof Schemas]: z.output<Schemas[T]>}[keyof Schemas]
>;
export type ClientMessage = MessageOf<typeof CLIENT_MESSAGES>;
export type TerminalMessage = MessageOf<typeof TERMINAL_MESSAGES>;
export type Hello = Readonly<z.output<typeof hello>>;
export type Challenge = Readonly<z.output<typeof challenge>>;
export type Auth = Readonly<z.output<typeof auth>>;
export type Welcome = Readonly<z.output<typeof welcome>>;

/** What a line says. Kinds of messages that are not known are for other versions, and ignored. */
export type ReadLine<Message> =
  | Readonly<{status: 'message'; message: Message}>
  | Readonly<{status: 'ignored'}>
  | Readonly<{status: 'broken'; reason: string}>;

export function readClientLine(line: string): ReadLine<ClientMessage> {
  return readLine(line, CLIENT_MESSAGES);
}

export function readTerminalLine(line: string): ReadLine<TerminalMessage> {
  return readLine(line, TERMINAL_MESSAGES);
}

/** A message as its line, without the end. @throws {z.ZodError} when it breaks the protocol. */
export function clientLine(message: ClientMessage): string {
  return JSON.stringify(z.encode(CLIENT_MESSAGES[message.t] as z.ZodType, message));
}

/** A message as its line, without the end. @throws {z.ZodError} when it breaks the protocol. */
export function terminalLine(message: TerminalMessage): string {
  return JSON.stringify(z.encode(TERMINAL_MESSAGES[message.t] as z.ZodType, message));
}

function readLine<Message>(line: string, schemas: Readonly<Record<string, z.ZodType>>): ReadLine<Message> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {status: 'broken', reason: 'a line is not JSON'};
  }
  const kind: unknown = typeof value === 'object' && value !== null && 't' in value ? value.t : undefined;
  if (typeof kind !== 'string') return {status: 'broken', reason: 'a line is not an object with "t"'};
  const schema = Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
  if (schema === undefined) return {status: 'ignored'};
  const parsed = schema.safeParse(value);
  if (parsed.success) return {status: 'message', message: parsed.data as Message};
  return {status: 'broken', reason: `a line "${kind}" is wrong: ${issueText(parsed.error)}`};
}
