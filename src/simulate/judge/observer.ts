import {messageOf} from '../../errors.ts';
import type {JournalEntry} from '../../ports/journal.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import type {Judge} from './judge.ts';
import type {Sometimes} from './sometimes.ts';
import type {Commit, LevelFact, PlanFact} from './facts.ts';

/** Somebody who wants to act at the moment of a claim. */
export type OnClaim = (planId: string) => void;

export type ObserverParts = Readonly<{
  judge: Judge;
  sometimes: Sometimes;
  /** Whether a monitor is stopped that has its engine open. */
  isHolderStopped: () => boolean;
}>;

/** Sees what goes on, and counts the rare situations among it. */
export class Observer {
  readonly #world: ObserverParts;
  /** Who has claimed an order, and whether it has been sent since. */
  readonly #claims = new Map<string, {by: SimulatedProcess; isSent: boolean}>();
  onClaim: OnClaim = () => undefined;

  constructor(world: ObserverParts) {
    this.#world = world;
  }

  /** An order is being sent. */
  sent(key: string): void {
    const claim = this.#claims.get(key);
    if (claim !== undefined) claim.isSent = true;
  }

  committed(process: SimulatedProcess, commit: Commit): void {
    const {sometimes} = this.#world;
    for (const {key, planId} of commit.claims) {
      this.#claims.set(key, {by: process, isSent: false});
      process.onDeath(() => {
        if (this.#claims.get(key)?.isSent === false && this.#isOpen(key))
          sometimes.note('crash between claim and order');
      });
      this.onClaim(planId);
    }
    for (const {key, outcome} of commit.settled) {
      const isAnothers = this.#claims.get(key)?.by !== process;
      if (outcome === 'unresolved') sometimes.note('parked');
      else if (commit.methods.includes('resolve')) sometimes.note('resolved by a person');
      else if (isAnothers && outcome === 'accepted') sometimes.note('interrupted order found');
      else if (isAnothers && outcome === 'notSent') sometimes.note('interrupted order never sent');
    }
    for (const {before, after} of commit.plans) {
      for (const level of after.levels) {
        const was = before?.levels.find((one) => one.level === level.level);
        if (was !== undefined && was.status !== level.status) this.#moved(was, level, after, commit);
      }
    }
  }

  journal(process: SimulatedProcess, entry: JournalEntry): void {
    const {sometimes, judge, isHolderStopped} = this.#world;
    const planId = 'planId' in entry ? (entry.planId ?? '') : '';
    process.note(
      `${entry.kind} ${planId} ${'state' in entry ? entry.state : 'code' in entry ? entry.code : ''}`.trim(),
    );
    switch (entry.kind) {
      case 'missedByEvents':
        judge.violate('I5c', entry.planId, `level ${entry.level} was met, and no event had woken it`);
        break;
      case 'claimRefused':
        if (entry.code === 'moved') sometimes.note('cancel came first');
        else if (entry.code === 'groupTaken') sometimes.note('both of a group were met');
        else if (entry.code === 'leaseLost') sometimes.note('another epoch');
        else if (entry.code.startsWith('limit')) sometimes.note('limit reached');
        break;
      case 'lease':
        if (entry.state === 'renewed') sometimes.note('lease lapsed and renewed');
        if (entry.state === 'taken' && isHolderStopped()) sometimes.note('taken over while stopped');
        break;
      case 'unprotected':
        if (entry.repaired) sometimes.note('stop set again');
        break;
      case 'clock':
        if (entry.state === 'unsure') sometimes.note('gate shut for a clock');
        break;
      case 'failure':
        if (entry.message.includes('makes no sense')) sometimes.note('answer was nonsense');
        if (entry.message.includes('Invariant'))
          judge.violate('S2', entry.planId, `${entry.doing}: ${entry.message}`);
        break;
      default:
    }
  }

  /** A monitor has ended by itself. */
  ended(why: unknown): void {
    const {judge} = this.#world;
    const code = why instanceof Error && 'code' in why ? String(why.code) : undefined;
    if (why !== undefined && code === undefined)
      judge.violate('S2', null, `a monitor has ended: ${messageOf(why)}`);
  }

  #isOpen(key: string): boolean {
    return this.#world.judge.book.intents.get(key)?.outcome === null;
  }

  #moved(was: LevelFact, now: LevelFact, plan: PlanFact, commit: Commit): void {
    const {sometimes} = this.#world;
    if (now.status === 'failed') sometimes.note('refused for good');
    if (now.status === 'closed') sometimes.note('closed by the venue');
    if (now.status === 'cancelled' && now.reason?.endsWith('has an order') === true)
      sometimes.note('sibling cancelled');
    if (was.status === 'executing' && plan.expiresAtMs !== null && commit.byClockMs > plan.expiresAtMs)
      sometimes.note('expired while executing');
    if (was.status === 'unresolved' && !commit.methods.includes('resolve'))
      sometimes.note('parked and settled by evidence');
    if (was.status !== 'working') return;
    const isWithdrawn = was.withdrawal !== null;
    if (now.status === 'executed')
      sometimes.note(isWithdrawn ? 'filled while being withdrawn' : 'resting order filled');
    if (now.status === 'cancelled' && isWithdrawn) sometimes.note('resting order withdrawn');
  }
}
