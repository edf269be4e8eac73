import type {PlanStatus} from '../../plan/status.ts';
import type {Limits} from '../../ports/store.ts';
import type {Ledger} from '../venue/ledger.ts';
import type {FactBook} from './fact-book.ts';
import type {Commit, IntentFact, PlanFact} from './facts.ts';
import type {Heard} from './heard.ts';
import type {InvariantId} from './invariants.ts';

/** Everything by which a transaction is judged. */
export type CommitSight = Readonly<{
  book: FactBook;
  ledger: Ledger;
  limits: Limits;
  /** Quotes that the claiming process has heard. */
  heardOf: (symbol: string) => readonly Heard[];
  /** Whether one of them can have met a plan. */
  isMet: (plan: PlanFact, level: number, quote: Heard) => boolean;
  violate: (invariant: InvariantId, plan: string | null, what: string) => void;
}>;

/** What a quote's age may be: what the engine allows, and what its knowledge of the source's clock may be off. */
const AGE_MS_MAX = 10_000 + 2_500;
/** From hearing a quote to the claim's time: the clock has whole milliseconds. */
const SAME_MOMENT_MS = 3;
const HOUR_MS = 3_600_000;

/** The edges of a level's life, as docs/architecture.md draws them. */
const EDGES: Readonly<Record<PlanStatus, readonly PlanStatus[]>> = {
  draft: ['pending', 'cancelled'],
  pending: ['executing', 'cancelled', 'expired'],
  executing: ['executed', 'working', 'pending', 'failed', 'unresolved', 'cancelled', 'expired', 'closed'],
  working: ['executed', 'cancelled', 'expired', 'failed', 'closed'],
  executed: ['closed'],
  unresolved: ['executed', 'working', 'failed', 'pending', 'cancelled', 'expired', 'closed'],
  closed: [],
  cancelled: [],
  expired: [],
  failed: [],
};

/** Holds one transaction against what was committed before, and against the venue. */
export function judgeCommit(commit: Commit, sight: CommitSight): void {
  for (const {before, after} of commit.plans) {
    judgeSteps(before, after, sight);
    judgeTruth(after, sight);
    judgeSiblings(before, after, sight);
  }
  for (const claim of commit.claims) judgeClaim(claim, commit, sight);
  for (const intent of commit.settled) judgeSettlement(intent, sight);
}

function judgeSteps(before: PlanFact | undefined, after: PlanFact, {violate}: CommitSight): void {
  if (before === undefined) return;
  if (after.version < before.version || after.revision <= before.revision) {
    violate(
      'I9',
      after.id,
      `version ${before.version} became ${after.version}, revision ${before.revision} ${after.revision}`,
    );
  }
  // An edit begins every level anew.
  if (after.version > before.version) return;
  for (const level of after.levels) {
    const was = before.levels.find((one) => one.level === level.level)?.status;
    if (was === undefined || was === level.status || EDGES[was].includes(level.status)) continue;
    violate('I9', after.id, `level ${level.level} went from ${was} to ${level.status}`);
  }
}

function judgeTruth({id, levels}: PlanFact, {ledger, violate}: CommitSight): void {
  for (const {level, status, key} of levels) {
    if (status !== 'executed' && status !== 'closed' && status !== 'working') continue;
    const entry = key === null ? undefined : ledger.of(key);
    if (entry === undefined) {
      violate('I7', id, `level ${level} is ${status}, and the venue has no order ${key}`);
    } else if (status !== 'working' && entry.report.fill === null) {
      violate('I7', id, `level ${level} is ${status}, and order ${entry.ticket} is not filled`);
    } else if (status === 'closed' && entry.report.close === null) {
      violate('I7', id, `level ${level} is closed, and the position of order ${entry.ticket} is open`);
    }
  }
}

function judgeSiblings(
  before: PlanFact | undefined,
  after: PlanFact,
  {book, ledger, violate}: CommitSight,
): void {
  if (after.group === null) return;
  for (const {level, status, reason} of after.levels) {
    const was = before?.levels.find((one) => one.level === level)?.status;
    if (status !== 'cancelled' || was === 'cancelled' || reason?.endsWith('has an order') !== true) continue;
    const hasOrder = ledger.entries.some(({key}) => {
      const planId = book.intents.get(key)?.planId;
      return planId !== undefined && planId !== after.id && book.plans.get(planId)?.group === after.group;
    });
    if (!hasOrder)
      violate('E2', after.id, `level ${level} was cancelled, and no plan of "${after.group}" has an order`);
  }
}

function judgeClaim(claim: IntentFact, commit: Commit, sight: CommitSight): void {
  const {book, violate} = sight;
  const {planId, level, version} = claim;
  const {before} = commit.plans.find(({after}) => after.id === planId) ?? {};
  const was = before?.levels.find((one) => one.level === level)?.status;
  if (before === undefined || was !== 'pending' || before.version !== version) {
    violate(
      'E5',
      planId,
      `level ${level} was claimed for version ${version}; it was ${was} of version ${before?.version}`,
    );
  }
  const {lease} = commit;
  if (lease?.epoch !== claim.epoch || lease.isReleased || lease.holderId !== commit.by) {
    const found =
      lease === undefined
        ? 'there is none'
        : `lease ${lease.epoch} is that of ${lease.holderId}${lease.isReleased ? ', let go' : ''}`;
    violate('I8', planId, `${commit.by} claimed it under lease ${claim.epoch}, and ${found}`);
  }
  if (commit.wasHalted && !commit.methods.includes('resume')) violate('E3', planId, 'trading is halted');
  const plan = book.plans.get(planId);
  if (plan !== undefined && plan.expiresAtMs !== null && claim.firedAtMs >= plan.expiresAtMs) {
    violate('E7', planId, `it expired ${claim.firedAtMs - plan.expiresAtMs} ms before it fired`);
  }
  judgeLimits(claim, commit, sight);
  if (plan !== undefined) judgeQuote(claim, plan, sight);
}

function judgeLimits(claim: IntentFact, {byClockMs}: Commit, {book, limits, violate}: CommitSight): void {
  const {openPositions, ordersPerHour} = limits;
  if (openPositions !== null) {
    const open = [...book.plans.values()]
      .flatMap(({levels}) => levels)
      .filter(({status}) => ['executing', 'working', 'executed', 'unresolved'].includes(status)).length;
    if (open > openPositions)
      violate('E4', claim.planId, `${open} orders and positions, the limit is ${openPositions}`);
  }
  if (ordersPerHour !== null) {
    const recent = [...book.intents.values()].filter(({firedAtMs}) => firedAtMs > byClockMs - HOUR_MS).length;
    // Machines whose clocks differ do not agree on which hour it is: only what is beyond doubt is judged.
    if (recent > ordersPerHour)
      violate('E4', claim.planId, `${recent} orders in an hour, the limit is ${ordersPerHour}`);
  }
}

function judgeQuote(claim: IntentFact, plan: PlanFact, sight: CommitSight): void {
  const {heardOf, violate} = sight;
  const {planId, firedAtMs, firedPrice, symbol, side} = claim;
  const heard = heardOf(symbol).filter(
    (one) =>
      Math.abs(one.clockMs - firedAtMs) <= SAME_MOMENT_MS &&
      (side === 'buy' ? one.ask : one.bid) === firedPrice,
  );
  if (heard.length === 0) {
    violate('I6', planId, `it fired at ${firedPrice}, which nobody had said at that moment`);
    return;
  }
  // Several may have said the same price at one moment; one that is as it must be is enough.
  const wrongs = heard.map((quote) => whatIsWrong(quote, claim, plan, sight));
  const [wrong] = wrongs;
  if (wrong !== undefined && !wrongs.includes(undefined)) violate('I6', planId, wrong);
}

/** Why a quote may not fire a plan; undefined when it may. */
function whatIsWrong(
  quote: Heard,
  {level}: IntentFact,
  plan: PlanFact,
  {isMet}: CommitSight,
): string | undefined {
  const {bid, ask, ageMs, clockMs} = quote;
  if (bid <= 0 || ask < bid) return `it fired on ${bid}/${ask}`;
  if (ageMs > AGE_MS_MAX) return `it fired on a quote ${Math.round(ageMs)} ms old`;
  if (plan.createdAtMs > clockMs) return 'it fired on a quote from before it was written';
  if (!isMet(plan, level, quote)) return `it fired on ${bid}/${ask}, which does not meet it`;
  return undefined;
}

function judgeSettlement({key, planId, outcome}: IntentFact, {ledger, violate}: CommitSight): void {
  const entry = ledger.of(key);
  if (outcome === 'accepted' && entry === undefined) {
    violate('I7', planId, `order ${key} is settled as accepted, and the venue does not have it`);
  }
  if (entry !== undefined && (outcome === 'rejected' || outcome === 'notSent')) {
    violate(
      'I12',
      planId,
      `order ${key} is settled as ${outcome}, and the venue has accepted it as ${entry.ticket}`,
    );
  }
}
