import {Big} from 'big.js';
import type {Ledger, LedgerEntry} from '../venue/ledger.ts';
import type {FactBook} from './fact-book.ts';
import type {InvariantId} from './invariants.ts';

export type AcceptanceSight = Readonly<{
  book: FactBook;
  ledger: Ledger;
  /** When the claim of an order was committed, since the beginning of the run; and what its maker’s clock shows. */
  claimedAt: (key: string) => Readonly<{atMs: number; clockMoved: boolean; clockMs: number}> | undefined;
  violate: (invariant: InvariantId, plan: string | null, what: string) => void;
}>;

/** From the claim: the time that an order may wait, and for which a clock may be believed too slow. */
const CLOCK_MS = 300;
const LATE_MS = 5000 + CLOCK_MS;

/** Holds an order that the venue has just accepted against what is committed. */
export function judgeAcceptance(entry: LedgerEntry, sight: AcceptanceSight): void {
  const {book, ledger, violate} = sight;
  const {key, ticket} = entry;
  const intent = book.intents.get(key);
  if (intent === undefined) {
    violate('I2', null, `order ${ticket} was accepted for ${key}, of which nothing is committed`);
    return;
  }
  const {planId, level} = intent;
  const plan = book.plans.get(planId);
  const status = plan?.levels.find((one) => one.level === level)?.status;
  if (intent.outcome !== null || status !== 'executing') {
    violate(
      'I2',
      planId,
      `order ${ticket} was accepted, and ${key} is settled as ${intent.outcome}, its level ${status}`,
    );
  }
  const ofPlan = ledger.entries.filter((one) => book.intents.get(one.key)?.planId === planId);
  const ofLevel = ofPlan.filter((one) => book.intents.get(one.key)?.level === level);
  if (ofLevel.length > 1) {
    violate(
      'I1',
      planId,
      `level ${level} has ${ofLevel.length} orders: ${ofLevel.map((one) => one.ticket).join(', ')}`,
    );
  }
  const lots = ofPlan.reduce((sum, {order}) => sum.plus(order.volumeLots), new Big(0));
  if (plan !== undefined && lots.gt(plan.volumeLots)) {
    violate('E6', planId, `its orders trade ${lots.toString()} lots, it wants ${plan.volumeLots}`);
  }
  judgeGroup(entry, planId, sight);
  const claimed = sight.claimedAt(key);
  if (claimed === undefined) return;
  judgeWait(entry, planId, claimed.atMs, sight);
  if (claimed.clockMoved) return;
  const lateMs = claimed.clockMs - (plan?.expiresAtMs ?? Number.POSITIVE_INFINITY);
  if (lateMs > CLOCK_MS) {
    violate('E7', planId, `order ${ticket} was accepted ${Math.round(lateMs)} ms after the plan’s expiry`);
  }
}

/** However the clocks were set meanwhile. */
function judgeWait(
  {ticket, acceptedAtMs}: LedgerEntry,
  planId: string,
  claimedAtMs: number,
  {violate}: AcceptanceSight,
): void {
  const waitedMs = acceptedAtMs - claimedAtMs;
  if (waitedMs <= LATE_MS) return;
  violate('E10', planId, `order ${ticket} was accepted ${Math.round(waitedMs)} ms after its claim`);
}

function judgeGroup(entry: LedgerEntry, planId: string, {book, ledger, violate}: AcceptanceSight): void {
  const group = book.plans.get(planId)?.group ?? null;
  if (group === null) return;
  const others = ledger.entries.filter((one) => {
    const otherId = book.intents.get(one.key)?.planId;
    const isItsOwn = otherId === undefined || otherId === planId || book.plans.get(otherId)?.group !== group;
    return !isItsOwn && (one.report.state === 'working' || one.report.fill !== null);
  });
  const [other] = others;
  if (other === undefined) return;
  violate('E1', planId, `order ${entry.ticket} was accepted, and "${group}" had order ${other.ticket}`);
}
