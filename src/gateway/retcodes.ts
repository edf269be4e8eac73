import type {RetryHint} from '../ports/broker.ts';

/** What a return code proves of the request that it answers. */
export type Judgement =
  | Readonly<{status: 'accepted'}>
  /** Proven not done. */
  | Readonly<{status: 'rejected'; code: string; retry: RetryHint}>
  | Readonly<{status: 'notSent'; code: string}>
  | Readonly<{status: 'unknown'; code: string}>;

const accepted: Judgement = {status: 'accepted'};
const rejected = (code: string, retry: RetryHint): Judgement => ({status: 'rejected', code, retry});
const unknown = (code: string): Judgement => ({status: 'unknown', code});

/**
 * MetaTrader's trade return codes. Codes that are not here are unknown, and so is no answer.
 *
 * 10012 deserves its line: the server did not answer in time, which says nothing about the order. Taking
 * it for "failed" frees the plan for a second order while the first is being filled. 10031 (no
 * connection) is nearly always "not sent", which is no proof.
 *
 * @see https://www.mql5.com/en/docs/constants/errorswarnings/enum_trade_return_codes
 */
const RETCODES: Readonly<Record<number, Judgement>> = {
  10004: rejected('REQUOTE', 'reprice'),
  10006: rejected('REJECT', 'never'),
  10007: rejected('CANCEL', 'never'),
  10008: accepted,
  10009: accepted,
  10010: accepted,
  10011: unknown('ERROR'),
  10012: unknown('TIMEOUT'),
  10013: rejected('INVALID', 'never'),
  10014: rejected('INVALID_VOLUME', 'never'),
  10015: rejected('INVALID_PRICE', 'reprice'),
  10016: rejected('INVALID_STOPS', 'never'),
  10017: rejected('TRADE_DISABLED', 'human'),
  10018: rejected('MARKET_CLOSED', 'later'),
  10019: rejected('NO_MONEY', 'never'),
  10020: rejected('PRICE_CHANGED', 'reprice'),
  10021: rejected('PRICE_OFF', 'reprice'),
  10022: rejected('INVALID_EXPIRATION', 'never'),
  10023: rejected('ORDER_CHANGED', 'reread'),
  10024: rejected('TOO_MANY_REQUESTS', 'later'),
  10025: accepted,
  10026: rejected('SERVER_DISABLES_AT', 'human'),
  10027: rejected('CLIENT_DISABLES_AT', 'human'),
  10028: rejected('LOCKED', 'later'),
  10029: rejected('FROZEN', 'later'),
  // The terminal tries its next filling mode itself, once; what it passes on is for a person.
  10030: rejected('INVALID_FILL', 'human'),
  10031: unknown('CONNECTION'),
  10032: rejected('ONLY_REAL', 'human'),
  10033: rejected('LIMIT_ORDERS', 'never'),
  10034: rejected('LIMIT_VOLUME', 'never'),
  10035: rejected('INVALID_ORDER', 'never'),
  10036: rejected('POSITION_CLOSED', 'reread'),
  10038: rejected('INVALID_CLOSE_VOLUME', 'never'),
  10039: rejected('CLOSE_ORDER_EXIST', 'reread'),
  10040: rejected('LIMIT_POSITIONS', 'never'),
  10041: rejected('REJECT_CANCEL', 'reread'),
  10042: rejected('LONG_ONLY', 'never'),
  10043: rejected('SHORT_ONLY', 'never'),
  10044: rejected('CLOSE_ONLY', 'never'),
  10045: rejected('FIFO_CLOSE', 'never'),
  10046: rejected('HEDGE_PROHIBITED', 'never'),
};

/** Errors of the terminal's own interface that prove that nothing has left it. All others prove nothing. */
const NOT_SENT: Readonly<Record<number, string>> = {
  [-2]: 'INVALID_PARAMS',
  [-3]: 'NO_MEMORY',
  [-4]: 'NOT_FOUND',
  [-5]: 'INVALID_VERSION',
  [-6]: 'AUTH_FAILED',
  [-7]: 'UNSUPPORTED',
  [-8]: 'AUTO_TRADING_DISABLED',
  [-10003]: 'IPC_INIT',
  [-10004]: 'IPC_NONE',
};

/**
 * Judges what MetaTrader said of a request.
 *
 * @param retcode   Null when there was no result at all: `lastError` then says why.
 */
export function judgeRetcode(retcode: number | null, lastError?: number): Judgement {
  if (retcode !== null) return RETCODES[retcode] ?? unknown(`RETCODE_${retcode}`);
  const code = lastError === undefined ? undefined : NOT_SENT[lastError];
  return code === undefined ? unknown(`LAST_ERROR_${lastError ?? 'NONE'}`) : {status: 'notSent', code};
}
