import type {PlanStatus} from '../../plan/status.ts';
import type {Fill} from '../../ports/broker.ts';
import type {Resolution, Settlement} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {type EventRecord, isAboutWhole, numberOf, type Report} from './check-history.ts';
import type {IntentRecord} from './intent-table.ts';
import type {LevelRecord} from './level-record.ts';
import {mayBeWithdrawn, type Transition} from './level-transition.ts';
import type {StoredPlan} from './plan-record.ts';
import {resolutionOf} from './resolution.ts';
import {settlementSteps} from './settlement-step.ts';
import {wholeMs} from './whole-ms.ts';

type Details = Readonly<Record<string, unknown>>;
type Told = Readonly<{level: number | null; atMs: number; kind: string; details: Details}>;

/**
 * Holds orders, fills and closes against the history, which says the same and is chained: a disk that
 * changes a bit in one of them breaks no rule of SQLite's.
 *
 * @param events A history in which nothing was found; another one proves nothing.
 */
export function checkOrders(
  {record, levels}: StoredPlan,
  events: readonly EventRecord[],
  intents: readonly IntentRecord[],
  report: Report,
): void {
  const told = events.map(toldIn);
  for (const intent of intents) {
    const {client_order_id: id} = intent;
    const ofOrder = told.filter(({details}) => details['clientOrderId'] === id);
    const claim = ofOrder.find(({kind}) => kind === 'claimed');
    if (claim?.atMs !== intent.claimed_at_ms || !isClaimedAs(intent, claim)) {
      report('ORDER_CHANGED', record.id, `order "${id}" is not the one that was claimed, by the history`);
    }
    if (intent.outcome !== null && !isSettledAs(intent, settlingEvents(intent, ofOrder))) {
      report('ORDER_CHANGED', record.id, `order "${id}" did not end as its row says, by the history`);
    }
  }
  for (const level of levels) checkLevel(level, told.filter(isAbout(level)), report);
}

/** What a level keeps of its order is what the events since its last claim have told. */
function checkLevel(level: LevelRecord, told: readonly Told[], report: Report): void {
  const claimed = told.findLastIndex(({kind}) => kind === 'claimed');
  const since = told.slice(Math.max(claimed, 0));
  const said = (name: string) =>
    since.map(({details}) => details[name]).findLast((value) => value !== undefined && value !== null);
  for (const column of ['fill', 'close'] as const) {
    const stored = level[column];
    if (stored === null || canonicalJson(said(column)) === canonicalJson(parsed(stored))) continue;
    report(
      'POSITION_CHANGED',
      level.plan_id,
      `the stored ${column} of level ${level.level} differs from the one in its history`,
    );
  }
  if (level.ticket !== null && level.ticket !== said('ticket')) {
    report(
      'ORDER_CHANGED',
      level.plan_id,
      `the order of level ${level.level} has another ticket in the history`,
    );
  }
  checkWithdrawal(level, told, report);
  if (level.retry_at_ms !== wholeTime(told.at(-1)?.details['retryAtMs'] ?? null)) {
    report(
      'RETRY_CHANGED',
      level.plan_id,
      `level ${level.level} pauses until another time than its history says`,
    );
  }
}

/** A wish to withdraw stays with its order to the end: the level neither waits nor fires again after it. */
function checkWithdrawal(level: LevelRecord, told: readonly Told[], report: Report): void {
  const asked = told.findLastIndex(({kind}) => kind === 'withdrawing');
  const reason = told[asked]?.details['reason'] ?? null;
  const wanted = mayBeWithdrawn(level.status as PlanStatus) ? reason : null;
  if (level.withdrawal !== wanted) {
    report(
      'WITHDRAWAL_CHANGED',
      level.plan_id,
      `whether the order of level ${level.level} is to be withdrawn is told otherwise by the history`,
    );
  }
  const isClaimedAgain = told.findLastIndex(({kind}) => kind === 'claimed') > asked;
  if (asked < 0 || (level.status !== 'pending' && !isClaimedAgain)) return;
  const what = isClaimedAgain ? 'has fired again' : 'waits to fire again';
  report('WITHDRAWAL_LOST', level.plan_id, `level ${level.level} was to be withdrawn, and ${what}`);
}

/** Events of the level, and those that begin all levels anew. */
function isAbout({level}: LevelRecord): (told: Told) => boolean {
  return (told) => numberOf(told) === level || isAboutWhole(told);
}

function isClaimedAs(intent: IntentRecord, {level, details}: Told): boolean {
  if (level !== null) return canonicalJson(wholeTimes(details)) === canonicalJson(written(intent));
  // A claim of version 1: of the one level, at the market, under no lease.
  const {level: number, type, price, expiresAtMs, epoch, ...common} = written(intent);
  const isPlain = number === 1 && type === 'market' && price === null && expiresAtMs === null && epoch === 0;
  return isPlain && canonicalJson(wholeTimes(details)) === canonicalJson(common);
}

/** An intent as its claim tells of it. */
function written(intent: IntentRecord) {
  return {
    clientOrderId: intent.client_order_id,
    level: intent.level,
    attempt: intent.attempt,
    symbol: intent.symbol,
    side: intent.side,
    type: intent.type,
    price: intent.price,
    volumeLots: intent.volume_lots,
    stopLoss: intent.stop_loss,
    takeProfit: intent.take_profit,
    expiresAtMs: intent.expires_at_ms,
    firedPrice: intent.fired_price,
    firedAtMs: intent.fired_at_ms,
    notAfterMs: intent.not_after_ms,
    version: intent.plan_version,
    epoch: intent.epoch,
  };
}

/** The history keeps times as they were given, the columns whole ones. */
function wholeTimes(details: Details): Details {
  const names = ['firedAtMs', 'notAfterMs', 'expiresAtMs'].filter((name) => name in details);
  const times = names.map((name) => [name, wholeTime(details[name])] as const);
  return {...details, ...Object.fromEntries(times)};
}

function wholeTime(value: unknown): unknown {
  return typeof value === 'number' ? wholeMs(value) : value;
}

/**
 * The events since the one that gave the order its outcome; of an accepted one they also tell what became of it. That
 * it is to be withdrawn decides nothing, and may be asked for before and after.
 */
function settlingEvents({outcome}: IntentRecord, ofOrder: readonly Told[]): readonly Told[] {
  const after = ofOrder.filter(({kind}) => kind !== 'claimed' && kind !== 'withdrawing');
  if (outcome === 'unresolved') return after.slice(-1);
  const settling = after.findIndex(({kind}) => kind !== 'parked');
  return settling < 0 ? [] : after.slice(settling);
}

function isSettledAs(intent: IntentRecord, events: readonly Told[]): boolean {
  const settlement = parsed(intent.settlement ?? 'null');
  const [first] = events;
  if (!isSettlement(settlement) || settlement.as !== intent.outcome || first === undefined) return false;
  if (first.atMs !== intent.settled_at_ms) return false;
  if (first.kind === 'resolved')
    return canonicalJson(settlementBy(first.details, intent)) === canonicalJson(settlement);
  const steps = stepsOf(intent.client_order_id, settlement);
  return (
    steps.length > 0 &&
    steps.every(({kind, details}, index) => {
      const event = events[index];
      return kind === event?.kind && canonicalJson(asTold(details, event)) === canonicalJson(event.details);
    })
  );
}

/** How a person's word ends an order; in the words of its own time. */
function settlementBy(told: Details, intent: IntentRecord): Settlement {
  const {settlement} = resolutionOf(intent, told as Resolution);
  return settlement.as === 'notSent' ? {...settlement, reason: String(told['reason'])} : settlement;
}

/**
 * Older events do not tell the stop loss and take profit that the broker reported. One that did cannot have lost them:
 * it is chained.
 */
function asTold(details: Details, event: Told): Details {
  if ('stopLoss' in event.details) return details;
  const {stopLoss: _, takeProfit: __, ...others} = details;
  return others;
}

/** The steps that the level took in the transaction that settled its order. */
function stepsOf(
  clientOrderId: string,
  settlement: StoredSettlement,
): readonly Pick<Transition, 'kind' | 'details'>[] {
  if (settlement.as === 'accepted' && 'fill' in settlement) {
    return [{kind: 'filled', details: {clientOrderId, fill: settlement.fill}}];
  }
  const before = {status: 'executing', fill: null, close: null, withdrawal: null, rejections: 0} as const;
  return settlementSteps({...before, clientOrderId}, settlement);
}

/** In version 1 every accepted order was filled at once. */
type StoredSettlement = Settlement | Readonly<{as: 'accepted'; fill: Fill}>;

const REPORT_FIELDS = 'close fill state stopLoss takeProfit ticket';

function isSettlement(value: unknown): value is StoredSettlement {
  if (typeof value !== 'object' || value === null || !('as' in value)) return false;
  // What the events do not tell must be there all the same.
  if ('report' in value && fieldsOf(value.report) !== REPORT_FIELDS) return false;
  return ['accepted', 'rejected', 'notSent', 'unresolved'].some((as) => as === value.as);
}

function fieldsOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.keys(value).sort().join(' ') : '';
}

function toldIn({level, at_ms: atMs, kind, details}: EventRecord): Told {
  const value = parsed(details);
  return {level, atMs, kind, details: typeof value === 'object' && value !== null ? {...value} : {}};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON says nothing, and so differs from whatever it is compared with.
    return undefined;
  }
}
