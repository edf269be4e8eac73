import type {CheckFinding, PlanRow} from '../../ports/store.ts';
import type {Finding} from '../diagnosis.ts';
import type {Acknowledged} from './acknowledged.ts';
import type {Placed} from './venue.ts';

/** What has to become of a plan. */
export type Fate = 'fires' | 'expires' | 'cancelled';

/** Everything that is known when the world has come to rest. */
export type Remains = Readonly<{
  /** Which fault, for the evidence. */
  during: string;
  fates: ReadonlyMap<string, Fate>;
  rows: ReadonlyMap<string, PlanRow>;
  book: ReadonlyMap<string, Placed>;
  told: Acknowledged;
  unsound: readonly CheckFinding[];
}>;

/** Holds what the broker has against what the database says and what was acknowledged. */
export function judge({during, fates, rows, book, told, unsound}: Remains): readonly Finding[] {
  const findings: Finding[] = [];
  const find = (code: string, planId: string, what: string) =>
    findings.push({code, subject: `plan "${planId}"`, evidence: `${during}: ${what}`});
  const placed = Map.groupBy(book.values(), ({intent}) => intent.planId);
  for (const [planId, fate] of fates) {
    const orders = placed.get(planId) ?? [];
    const row = rows.get(planId);
    const level = row?.levels[0];
    const sent = orders.reduce((sum, order) => sum + order.sent, 0);
    if (sent > 1) find('DOUBLED', planId, `the broker was sent ${sent} orders`);
    if (level === undefined) find('LOST_WRITE', planId, 'it was added, and the database does not have it');
    const [order] = orders;
    if (fate !== 'fires') {
      if (order !== undefined) find('SENT_AFTER_END', planId, `it was to be ${fate}, and has an order`);
      const isTold = told.cancelled.has(planId) || told.expired.has(planId);
      if (isTold && level?.status !== 'cancelled' && level?.status !== 'expired') {
        find('LOST_WRITE', planId, `its end was acknowledged, and it is ${level?.status}`);
      } else if (level?.status === 'pending')
        find('NOT_RECOVERED', planId, `it ${fate}, and is still pending`);
      continue;
    }
    if (order === undefined) {
      find('PLANS_MISSED', planId, `it was met, and no order was sent; it is ${level?.status}`);
      continue;
    }
    const {clientOrderId} = order.intent;
    const isKnown = level?.status === 'executed' || level?.status === 'closed';
    if (!isKnown || level.clientOrderId !== clientOrderId) {
      find('LOST_ORDER', planId, `the broker has its order ${clientOrderId}, and it is ${level?.status}`);
    } else if (!sameFill(level, order)) {
      find(
        'WRONG_FILL',
        planId,
        `the fill that is recorded is not the broker’s: ${JSON.stringify(level.fill)}`,
      );
    }
    if (order.report.close !== null && level?.status !== 'closed') {
      find('LOST_CLOSE', planId, `its position is closed, and it is ${level?.status}`);
    } else if (level?.status === 'closed' && level.close?.price !== order.report.close?.price) {
      find(
        'FALSE_CLOSE',
        planId,
        `recorded as closed at ${level.close?.price}, which the broker does not say`,
      );
    }
  }
  for (const [clientOrderId, as] of told.settled) {
    const order = book.get(clientOrderId);
    if (order === undefined || as === 'accepted' || as === 'unresolved') continue;
    find('FALSE_REJECTED', order.intent.planId, `order ${clientOrderId} is live, and was settled as ${as}`);
  }
  for (const clientOrderId of told.closed) {
    const planId = told.claims.get(clientOrderId)?.planId;
    const row = planId === undefined ? undefined : rows.get(planId);
    if (planId !== undefined && row?.status !== 'closed') {
      find('LOST_WRITE', planId, `its close was acknowledged, and it is ${row?.status}`);
    }
  }
  for (const {code, subject, message} of unsound) {
    findings.push({code: 'DATABASE_UNSOUND', subject, evidence: `${during}: ${code}: ${message}`});
  }
  return findings;
}

function sameFill({fill}: PlanRow['levels'][number], {report}: Placed): boolean {
  return fill?.price === report.fill?.price && fill?.volumeLots === report.fill?.volumeLots;
}
