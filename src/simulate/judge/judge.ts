import type {Limits} from '../../ports/store.ts';
import type {Turn, TurnResult} from '../../store/sqlite/turn-runner.ts';
import type {Kernel} from '../kernel/kernel.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import type {Ledger, LedgerEntry} from '../venue/ledger.ts';
import {Acknowledged, type Told} from './acknowledged.ts';
import {judgeRest, judgeWithdrawals, type RestSight} from './at-rest.ts';
import {FactBook} from './fact-book.ts';
import type {Commit} from './facts.ts';
import {HeardQuotes} from './heard.ts';
import {Hindsight} from './hindsight/hindsight.ts';
import type {InvariantId, Violation} from './invariants.ts';
import {judgeAcceptance} from './on-acceptance.ts';
import {judgeCommit} from './on-commit.ts';
import type {Situation} from './sometimes.ts';

type Claimed = Readonly<{by: SimulatedProcess; atMs: number; skewMs: number}>;

export type JudgeParts = Readonly<{
  kernel: Kernel;
  ledger: Ledger;
  limits: Limits;
  path: string;
  note: (situation: Situation) => void;
}>;

/** Watches the committed rows and the venue's ledger, and says what must not be. */
export class Judge {
  readonly told = new Acknowledged((told) => this.#judgeTold(told));
  readonly heard = new HeardQuotes();
  readonly hindsight: Hindsight;
  readonly book: FactBook;
  readonly #parts: JudgeParts;
  readonly #violations: Violation[] = [];
  readonly #claims = new Map<string, Claimed>();
  readonly #withdrawals = new Map<string, number>();
  /** Plans whose users were told that they are cancelled. */
  readonly #cancelled = new Set<string>();
  /** Levels whose order was found not to be at the venue in the last commit of their plan: they wait again. */
  readonly #cameBack = new Set<string>();
  #wasHalted = false;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
    this.book = new FactBook(parts.path);
    this.hindsight = new Hindsight(parts.note);
  }

  get violations(): readonly Violation[] {
    return this.#violations;
  }

  violate(invariant: InvariantId, plan: string | null, what: string): void {
    const {kernel} = this.#parts;
    kernel.note('judge', `${invariant} ${plan ?? ''}: ${what}`);
    this.#violations.push({invariant, plan, at: Math.round(kernel.elapsedMs), what});
  }

  turning(turn: Turn): void {
    if (turn.writes.some(({method}) => method === 'claim')) this.#wasHalted = this.book.isHalted();
  }

  /** Returns what the turn has changed. */
  turned(process: SimulatedProcess, turn: Turn, {writes}: TurnResult): Commit | undefined {
    if (writes === 'busy') return undefined;
    const methods = turn.writes.map(({method}) => method);
    if (methods.every((method) => UNSEEN.has(method))) return undefined;
    const {kernel, ledger, limits} = this.#parts;
    const {brokenChains, ...changes} = this.book.look();
    const commit: Commit = {
      ...changes,
      by: process.name,
      byClockMs: process.clock.now(),
      methods,
      wasHalted: this.#wasHalted,
      lease: this.book.lease(),
    };
    for (const {key, planId} of changes.claims) {
      if (this.#cancelled.has(planId))
        this.violate('I10', planId, `it was told to be cancelled, and fires as ${key}`);
      this.#claims.set(key, {by: process, atMs: kernel.elapsedMs, skewMs: process.machine.skewMs});
    }
    const violate = this.violate.bind(this);
    for (const {after} of changes.plans) this.hindsight.committed(after, kernel.elapsedMs);
    this.#noteWithdrawals(changes.plans);
    this.#noteReturns(changes.plans);
    for (const {planId, what} of brokenChains) violate('I9', planId, what);
    judgeCommit(commit, {
      ...{book: this.book, ledger, limits, violate},
      heardOf: (symbol) => this.heard.of(process.name, symbol),
      isMet: (plan, level, quote) => this.hindsight.isMet(process.name, plan, level, quote),
    });
    this.#judgeAcknowledged(changes.plans.map(({after}) => after.id));
    return commit;
  }

  accepted(entry: LedgerEntry): void {
    const {ledger} = this.#parts;
    judgeAcceptance(entry, {
      ...{book: this.book, ledger, violate: this.violate.bind(this)},
      claimedAt: (key) => {
        const claimed = this.#claims.get(key);
        if (claimed === undefined) return undefined;
        const {by, atMs, skewMs} = claimed;
        return {atMs, clockMoved: by.machine.skewMs !== skewMs, clockMs: by.clock.now()};
      },
    });
  }

  /** The database is another file now, which may have lost commits. */
  powerLost(path: string): void {
    this.book.reopen(path);
    const {brokenChains} = this.book.look();
    for (const {planId, what} of brokenChains) this.violate('I9', planId, what);
    this.#judgeAcknowledged(this.told.revisions.keys());
  }

  /** Before the markets move on. */
  mended(): void {
    judgeWithdrawals(this.#withdrawalSight);
  }

  atRest(sight: Omit<RestSight, 'book' | 'ledger' | 'withdrawingForMs' | 'violate'>): void {
    judgeRest({...sight, ...this.#withdrawalSight, ledger: this.#parts.ledger});
  }

  get #withdrawalSight() {
    const {kernel} = this.#parts;
    return {
      book: this.book,
      violate: this.violate.bind(this),
      withdrawingForMs: (planId: string, level: number) =>
        kernel.elapsedMs - (this.#withdrawals.get(`${planId} ${level}`) ?? kernel.elapsedMs),
    };
  }

  /** Since when which order rests whose withdrawal was asked for. */
  #noteWithdrawals(plans: Commit['plans']): void {
    for (const {after} of plans) {
      for (const {level, status, withdrawal} of after.levels) {
        const name = `${after.id} ${level}`;
        if (status !== 'working' || withdrawal === null) this.#withdrawals.delete(name);
        else if (!this.#withdrawals.has(name)) this.#withdrawals.set(name, this.#parts.kernel.elapsedMs);
      }
    }
  }

  #noteReturns(plans: Commit['plans']): void {
    for (const {before, after} of plans) {
      for (const {level, status} of after.levels) {
        const was = before?.levels.find((one) => one.level === level)?.status;
        if (status === 'pending' && was === 'executing') this.#cameBack.add(`${after.id} ${level}`);
        else this.#cameBack.delete(`${after.id} ${level}`);
      }
    }
  }

  close(): void {
    this.book.close();
  }

  /** What somebody is told is done at this moment has to be in the database. */
  #judgeTold(told: Told): void {
    switch (told.is) {
      case 'added':
        if (!this.book.plans.has(told.planId))
          this.violate('I10', told.planId, 'it was told to be added, and is not');
        break;
      case 'cancelled':
      case 'expired': {
        if (told.is === 'cancelled') this.#cancelled.add(told.planId);
        const levels = this.book.plans.get(told.planId)?.levels ?? [];
        const waiting = levels.find(
          // What had an order under way when the others expired may wait again by now, until it expires too.
          ({level, status}) =>
            (status === 'pending' || status === 'draft') &&
            !(told.is === 'expired' && this.#cameBack.has(`${told.planId} ${level}`)),
        );
        if (levels.length === 0 || waiting !== undefined)
          this.violate(
            'I10',
            told.planId,
            `it was told to be ${told.is}, and level ${waiting?.level} is pending`,
          );
        break;
      }
      case 'claimed':
        if (!this.book.intents.has(told.key))
          this.violate('I10', told.planId, `order ${told.key} was told to be claimed, and is not`);
        break;
      case 'settled':
        if ((this.book.intents.get(told.key)?.outcome ?? null) === null)
          this.violate(
            'I10',
            this.book.intents.get(told.key)?.planId ?? null,
            `order ${told.key} was told to be settled, and is not`,
          );
        break;
    }
  }

  #judgeAcknowledged(planIds: Iterable<string>): void {
    for (const planId of planIds) {
      const told = this.told.revisions.get(planId);
      const kept = this.book.plans.get(planId)?.revision ?? 0;
      if (told !== undefined && told > kept) {
        this.violate('I10', planId, `revision ${told} was acknowledged, and the database has ${kept}`);
      }
    }
  }
}

/** Writes that change nothing of what is judged. */
const UNSEEN: ReadonlySet<string> = new Set([
  'saveDesks',
  'saveVerdicts',
  'renewLease',
  'acquireLease',
  'releaseLease',
]);
