import {z} from 'zod';
import type {CommentFate, VenueHabits} from './venue/paper-venue.ts';
import {VENUE_SOURCES, type VenueSource} from './venue/venue.ts';

const ms = z.number().nonnegative();

/**
 * What goes wrong with one request.
 *
 * | fate        | means                                                                          |
 * | ----------- | ------------------------------------------------------------------------------ |
 * | lostBefore  | it is lost on its way here: nothing is done and nothing answered               |
 * | lostAfter   | it is done, and the answer is lost                                             |
 * | delayed     | it is done `ms` later                                                          |
 * | answerDelayed | it is done, and answered `ms` later                                        |
 * | duplicated  | it arrives twice                                                               |
 * | errorAfter  | the venue does it, and then says `retcode` or, without one, `lastError`    |
 * | errorBefore | the same, and the venue does not do it                                         |
 * | requote     | the venue answers 10004                                                        |
 * | reject      | the venue answers `retcode`                                                  |
 *
 * With `cut` the connection ends at that moment, too.
 */
const FATES = [
  'lostBefore',
  'lostAfter',
  'delayed',
  'answerDelayed',
  'duplicated',
  'errorAfter',
  'errorBefore',
  'requote',
  'reject',
] as const;

const requestFault = z.strictObject({
  fate: z.enum(FATES),
  /** Which operation; any of those about one order when it is left out. */
  op: z.enum(['submit', 'amend', 'cancel', 'close', 'lookup', 'fence']).optional(),
  planId: z.string().optional(),
  key: z.string().optional(),
  /** The how many-th request that fits, from 1; the first when it is left out. */
  nth: z.number().int().min(1).default(1),
  /** How many from there on. */
  times: z.number().int().min(1).default(1),
  ms: ms.default(0),
  retcode: z.number().int().nullable().default(10012),
  lastError: z.number().int().optional(),
  cut: z.boolean().default(false),
});
export type RequestFault = Readonly<z.output<typeof requestFault>>;

/** Everything that can be switched. What is left out stays as it is; `requests` are added. */
export const switchesSchema = z.strictObject({
  requests: z.array(requestFault).max(1_000).optional(),
  comment: z.enum(['keep', 'cut31', 'cut27', 'cut16', 'erase'] satisfies CommentFate[]).optional(),
  historyDelayMs: ms.optional(),
  clockOffsetMs: z.number().optional(),
  terminalConnected: z.boolean().optional(),
  tradeAllowed: z.boolean().optional(),
  /** Lists that cannot be read now. */
  unreadable: z.array(z.enum(VENUE_SOURCES)).optional(),
});
export type SwitchSettings = Readonly<z.output<typeof switchesSchema>>;

type Armed = {readonly fault: RequestFault; seen: number};

/** The faults that a terminal was told to have. */
export class Switches {
  #armed: Armed[] = [];
  #habits: VenueHabits = {comment: 'keep', historyDelayMs: 0, clockOffsetMs: 0};
  #unreadable: ReadonlySet<VenueSource> = new Set();
  #terminalConnected = true;
  #tradeAllowed = true;

  get habits(): VenueHabits {
    return this.#habits;
  }

  get terminalConnected(): boolean {
    return this.#terminalConnected;
  }

  get tradeAllowed(): boolean {
    return this.#tradeAllowed;
  }

  isUnreadable(source: VenueSource): boolean {
    return this.#unreadable.has(source);
  }

  set({requests, comment, historyDelayMs, clockOffsetMs, ...rest}: SwitchSettings): void {
    for (const fault of requests ?? []) this.#armed.push({fault, seen: 0});
    this.#habits = {
      comment: comment ?? this.#habits.comment,
      historyDelayMs: historyDelayMs ?? this.#habits.historyDelayMs,
      clockOffsetMs: clockOffsetMs ?? this.#habits.clockOffsetMs,
    };
    this.#terminalConnected = rest.terminalConnected ?? this.#terminalConnected;
    this.#tradeAllowed = rest.tradeAllowed ?? this.#tradeAllowed;
    if (rest.unreadable !== undefined) this.#unreadable = new Set(rest.unreadable);
  }

  /** The fault that a request about an order meets; one that has met all its requests is gone. */
  take(request: Readonly<{op: string; key: string; planId: string | undefined}>): RequestFault | undefined {
    let met: RequestFault | undefined;
    for (const armed of this.#armed) {
      const {fault} = armed;
      if (!fits(fault, request)) continue;
      armed.seen += 1;
      if (armed.seen >= fault.nth) met ??= fault;
    }
    this.#armed = this.#armed.filter(({fault, seen}) => seen < fault.nth + fault.times - 1);
    return met;
  }
}

function fits(
  fault: RequestFault,
  {op, key, planId}: Readonly<{op: string; key: string; planId: string | undefined}>,
): boolean {
  return (
    (fault.op === undefined || fault.op === op) &&
    (fault.key === undefined || fault.key === key) &&
    (fault.planId === undefined || fault.planId === planId)
  );
}
