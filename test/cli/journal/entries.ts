import type {JournalEntry} from '../../../src/ports/journal.ts';

const PLAN = {planId: 'gold-dip', symbol: 'XAUUSD'};
const ABOUT = {...PLAN, level: 2};
const AT_MS = Date.UTC(2026, 0, 5, 12);
const KEY = '0tg84kq2v5x1zb7d';
const FILL = {positionId: '7', price: 1301.5, volumeLots: 0.01, timeMs: AT_MS};
const CLOSE = {price: 1298, timeMs: AT_MS, profit: -3.5};

type Kind = JournalEntry['kind'];

/** Entries of every kind, in every variant that has a severity, a reason or a wording of its own. */
export const ENTRIES: {readonly [K in Kind]: readonly (JournalEntry & {kind: K})[]} = {
  started: [{kind: 'started', plans: 12, symbols: 3, feed: 'gateway', broker: 'gateway'}],
  watching: [{kind: 'watching', ...PLAN}],
  notListed: [
    {kind: 'notListed', ...PLAN, verdict: 'ambiguous', at: 'broker', candidates: ['XAUUSD.a', 'XAUUSD.b']},
    {kind: 'notListed', ...PLAN, verdict: 'unknown', at: 'feed', candidates: []},
  ],
  released: [{kind: 'released', ...PLAN, status: 'expired'}],
  fired: [{kind: 'fired', ...ABOUT, price: 1301.5, clientOrderId: KEY}],
  claimRefused: [
    {kind: 'claimRefused', ...ABOUT, code: 'moved', message: 'it is cancelled', status: 'cancelled'},
    {kind: 'claimRefused', ...ABOUT, code: 'limitOrders', message: '5 orders this hour', status: 'pending'},
  ],
  working: [{kind: 'working', ...ABOUT, ticket: '81', clientOrderId: KEY}],
  executed: [{kind: 'executed', ...ABOUT, fill: FILL, clientOrderId: KEY}],
  rejected: [
    {kind: 'rejected', ...ABOUT, code: 'NO_MONEY', message: 'not enough margin', retryAtMs: null},
    {kind: 'rejected', ...ABOUT, code: 'REQUOTE', message: 'price has moved', retryAtMs: AT_MS},
  ],
  notSent: [{kind: 'notSent', ...ABOUT, reasonCode: 'tooLate', reason: 'tooLate'}],
  parked: [{kind: 'parked', ...ABOUT, reasonCode: 'noAnswer', reason: 'no answer in 10000 ms'}],
  closed: [
    {kind: 'closed', ...ABOUT, close: {...CLOSE, reason: 'stopLoss'}},
    {kind: 'closed', ...ABOUT, close: {...CLOSE, reason: 'takeProfit', profit: 8}},
    {kind: 'closed', ...ABOUT, close: {...CLOSE, reason: 'manual', profit: null}},
  ],
  ended: [
    {kind: 'ended', ...ABOUT, status: 'cancelled', reason: 'by hand'},
    {kind: 'ended', ...ABOUT, status: 'expired', reason: ''},
    {kind: 'ended', ...ABOUT, status: 'failed', reason: 'rejected by the venue'},
  ],
  acting: [
    {kind: 'acting', ...ABOUT, action: 'cancel', reasonCode: 'withdrawal', reason: 'cancelWhen'},
    {kind: 'acting', ...ABOUT, action: 'close', reasonCode: 'halted', reason: 'halted: news'},
  ],
  expired: [{kind: 'expired', ...PLAN}],
  cancelled: [{kind: 'cancelled', ...PLAN, reason: 'cancelWhen'}],
  quarantined: [
    {kind: 'quarantined', ...ABOUT, failures: 5, untilMs: AT_MS, message: 'condition when.price: error'},
  ],
  brokenRow: [
    {
      kind: 'brokenRow',
      planId: 'gold-dip',
      problems: [{field: 'side', message: 'side is "up"', hint: 'buy or sell'}],
    },
  ],
  missedByEvents: [{kind: 'missedByEvents', ...ABOUT}],
  feed: [
    {kind: 'feed', state: 'up', reason: ''},
    {kind: 'feed', state: 'down', reason: 'the file is over'},
    {kind: 'feed', state: 'ended', reason: ''},
    {kind: 'feed', state: 'gap', symbol: 'XAUUSD', reason: 'the line was down for 12 s'},
  ],
  link: [
    {
      kind: 'link',
      link: 'broker',
      state: 'connecting',
      downForMs: 400,
      attempts: 2,
      lastError: 'refused',
      retryInMs: null,
    },
    {
      kind: 'link',
      link: 'broker',
      state: 'up',
      downForMs: null,
      attempts: 2,
      lastError: null,
      retryInMs: null,
    },
    {
      kind: 'link',
      link: 'feed',
      state: 'degraded',
      downForMs: null,
      attempts: 0,
      lastError: 'no trading',
      retryInMs: null,
    },
    {
      kind: 'link',
      link: 'feed',
      state: 'down',
      downForMs: 0,
      attempts: 3,
      lastError: 'refused',
      retryInMs: 250,
    },
    {
      kind: 'link',
      link: 'feed',
      state: 'down',
      downForMs: 9000,
      attempts: 4,
      lastError: 'refused',
      retryInMs: 250,
    },
    {
      kind: 'link',
      link: 'feed',
      state: 'down',
      downForMs: 9300,
      attempts: 5,
      lastError: 'refused',
      retryInMs: 250,
    },
  ],
  lease: [
    {kind: 'lease', state: 'taken', epoch: 3, message: 'nobody held it'},
    {kind: 'lease', state: 'renewed', epoch: 3, message: 'nobody had taken it'},
    {kind: 'lease', state: 'lapsed', epoch: 3, message: 'it was not renewed in time'},
    {kind: 'lease', state: 'lost', epoch: 3, message: 'another monitor has taken it'},
  ],
  halt: [
    {kind: 'halt', state: 'halted', reason: 'news'},
    {kind: 'halt', state: 'resumed', reason: 'news'},
  ],
  clock: [
    {kind: 'clock', state: 'sure', offsetMs: 7_200_012.4, message: 'the source’s clock was measured'},
    {kind: 'clock', state: 'unsure', offsetMs: null, message: 'the machine’s clock was set by 5000 ms'},
  ],
  source: [
    {kind: 'source', family: 'news', state: 'read', message: '120 events'},
    {kind: 'source', family: 'news', state: 'kept', message: 'line 3 is no event'},
    {kind: 'source', family: 'news', state: 'silent', message: 'no such file'},
    {kind: 'source', family: 'news', state: 'failed', message: 'calendar: boom'},
  ],
  orphan: [
    {kind: 'orphan', clientOrderId: KEY, symbol: 'XAUUSD', ticket: '81', message: 'no plan has it open'},
  ],
  unprotected: [
    {kind: 'unprotected', ...ABOUT, repaired: true, message: 'set again'},
    {kind: 'unprotected', ...ABOUT, repaired: false, message: 'market closed (MARKET_CLOSED)'},
  ],
  supervised: [
    {kind: 'supervised', loop: 'sweep', state: 'restarted', message: 'the timer was lost'},
    {kind: 'supervised', loop: 'sweep', state: 'stalled', message: 'one turn has taken 31000 ms so far'},
    {kind: 'supervised', loop: 'sweep', state: 'recovered', message: 'the turn has ended'},
  ],
  archived: [{kind: 'archived', plans: 12, files: ['plans-2026-08.jsonl', 'plans-2026-09.jsonl']}],
  http: [
    {kind: 'http', state: 'listening', address: 'http://127.0.0.1:8420', message: ''},
    {kind: 'http', state: 'restarted', address: '127.0.0.1:8420', message: 'it ended by itself'},
  ],
  served: [
    {
      ...{kind: 'served', method: 'POST', route: '/v1/plans/:id/cancel', planId: 'gold-dip', caller: 'desk'},
      ...{status: 200, code: null, ms: 3},
    },
    {
      ...{kind: 'served', method: 'POST', route: '/v1/plans', planId: null, caller: 'desk'},
      ...{status: 422, code: 'PLAN_INVALID', ms: 2},
    },
  ],
  logLevel: [
    {kind: 'logLevel', logLevel: 'debug'},
    {kind: 'logLevel', logLevel: 'info'},
  ],
  failure: [
    {kind: 'failure', ...ABOUT, reasonCode: 'STORE_BUSY', doing: 'execute', message: 'it stayed locked'},
    {
      kind: 'failure',
      planId: null,
      reasonCode: 'ENOSPC',
      doing: 'sweep',
      message: 'no space left',
      inARow: 4,
    },
    {
      kind: 'failure',
      planId: null,
      reasonCode: 'ENOSPC',
      doing: 'sweep',
      message: 'no space left',
      inARow: 5,
    },
  ],
};
