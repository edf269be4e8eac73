import type {Settlement} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import type {EventRecord, Report} from './check-history.ts';
import type {IntentRecord} from './intent-table.ts';
import type {PlanRecord} from './plan-record.ts';
import {stepOf} from './settlement-step.ts';
import {wholeMs} from './whole-ms.ts';

type Told = Readonly<{kind: string; details: Readonly<Record<string, unknown>>}>;

/**
 * Holds orders, fills and closes against the history, which says the same and is chained: a disk that
 * changes a bit in one of them breaks no rule of SQLite's.
 *
 * @param events A history in which nothing was found; another one proves nothing.
 */
export function checkOrders(
  record: PlanRecord,
  events: readonly EventRecord[],
  intents: readonly IntentRecord[],
  report: Report,
): void {
  const told = events.map(toldIn);
  for (const intent of intents) {
    const {client_order_id: id} = intent;
    const ofOrder = told.filter(({details}) => details['clientOrderId'] === id);
    const claim = ofOrder.find(({kind}) => kind === 'claimed');
    if (claim === undefined || canonicalJson(wholeTimes(claim.details)) !== canonicalJson(written(intent))) {
      report('ORDER_CHANGED', record.id, `order "${id}" is not the one that was claimed, by the history`);
    }
    const end = ofOrder.findLast(({kind}) => kind !== 'claimed' && kind !== 'closed');
    if (intent.outcome !== null && !isSettledAs(intent, end)) {
      report('ORDER_CHANGED', record.id, `order "${id}" did not end as its row says, by the history`);
    }
  }
  for (const [column, kind] of [
    ['fill', 'filled'],
    ['close', 'closed'],
  ] as const) {
    const said = told.findLast((event) => event.kind === kind)?.details[column];
    const stored = record[column];
    if (stored === null || canonicalJson(said) === canonicalJson(parsed(stored))) continue;
    report('POSITION_CHANGED', record.id, `the stored ${column} differs from the one in its history`);
  }
  const retryAtMs = wholeTime(told.at(-1)?.details['retryAtMs'] ?? null);
  if (record.retry_at_ms !== retryAtMs) {
    report('RETRY_CHANGED', record.id, 'the plan pauses until another time than its history says');
  }
}

/** An intent as its claim tells of it. */
function written(intent: IntentRecord) {
  return {
    clientOrderId: intent.client_order_id,
    attempt: intent.attempt,
    symbol: intent.symbol,
    side: intent.side,
    volumeLots: intent.volume_lots,
    stopLoss: intent.stop_loss,
    takeProfit: intent.take_profit,
    firedPrice: intent.fired_price,
    firedAtMs: intent.fired_at_ms,
    notAfterMs: intent.not_after_ms,
    version: intent.plan_version,
  };
}

/** The history keeps times as they were given, the columns whole ones. */
function wholeTimes(details: Told['details']): Told['details'] {
  const times = ['firedAtMs', 'notAfterMs'].map((name) => [name, wholeTime(details[name])] as const);
  return {...details, ...Object.fromEntries(times)};
}

function wholeTime(value: unknown): unknown {
  return typeof value === 'number' ? wholeMs(value) : value;
}

function isSettledAs(intent: IntentRecord, end: Told | undefined): boolean {
  const settlement = parsed(intent.settlement ?? 'null');
  if (!isSettlement(settlement) || settlement.as !== intent.outcome || end === undefined) return false;
  const {kind, details} = stepOf(intent.client_order_id, settlement);
  return kind === end.kind && canonicalJson(details) === canonicalJson(end.details);
}

function isSettlement(value: unknown): value is Settlement {
  if (typeof value !== 'object' || value === null || !('as' in value)) return false;
  return ['accepted', 'rejected', 'notSent', 'unresolved'].some((as) => as === value.as);
}

function toldIn({kind, details}: EventRecord): Told {
  const value = parsed(details);
  return {kind, details: typeof value === 'object' && value !== null ? {...value} : {}};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON says nothing, and so differs from whatever it is compared with.
    return undefined;
  }
}
