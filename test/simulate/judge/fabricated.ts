import type {OrderReport} from '../../../src/ports/broker.ts';
import {statusOf} from '../../../src/plan/status.ts';
import type {IntentFact, LevelFact, PlanFact} from '../../../src/simulate/judge/facts.ts';
import type {Heard} from '../../../src/simulate/judge/heard.ts';
import type {InvariantId} from '../../../src/simulate/judge/invariants.ts';
import {Ledger, type LedgerEntry} from '../../../src/simulate/venue/ledger.ts';

/** A rule, something that breaks it, and what is nearly the same and does not. Both give the rules that are found broken. */
export type Case = Readonly<{
  rule: InvariantId;
  what: string;
  broken: () => readonly string[] | Promise<readonly string[]>;
  kept: () => readonly string[] | Promise<readonly string[]>;
}>;

/** When plans are made, and when they fire, by everybody's clock. */
export const MADE_MS = Date.UTC(2026, 0, 5, 12);
export const FIRED_MS = MADE_MS + 10_000;
export const KEY = 'a0b1c2d3e4f5g6h7';
export const OTHER_KEY = 'z0y1x2w3v4u5t6s7';
export const FILL = {positionId: '1', price: 2000.2, volumeLots: 0.1, timeMs: FIRED_MS + 50};
export const CLOSE = {price: 2100, timeMs: FIRED_MS + 5000, reason: 'takeProfit', profit: 100} as const;

export function aLevel(changes: Partial<LevelFact> = {}): LevelFact {
  return {level: 1, status: 'pending', reason: null, key: null, withdrawal: null, ...changes};
}

/** A buy of gold at the market that is met at once. */
export function aPlan(changes: Partial<PlanFact> = {}): PlanFact {
  const levels = changes.levels ?? [aLevel()];
  return {
    ...{id: 'plan', symbol: 'XAUUSD', side: 'buy', volumeLots: 0.1, version: 1, revision: 5},
    ...{createdAtMs: MADE_MS, expiresAtMs: null, group: null, levels},
    status: statusOf(levels.map(({status}) => status)),
    written: {symbol: 'XAUUSD', side: 'buy', volume: 0.1, entry: {type: 'market'}, when: {always: true}},
    ...changes,
  };
}

export function anIntent(changes: Partial<IntentFact> = {}): IntentFact {
  return {
    ...{key: KEY, planId: 'plan', level: 1, version: 1, epoch: 3, side: 'buy', symbol: 'XAUUSD'},
    ...{volumeLots: 0.1, stopLoss: null, firedPrice: 2000.2, firedAtMs: FIRED_MS, outcome: null},
    notAfterMs: FIRED_MS + 5000,
    ...changes,
  };
}

export function aHeard(changes: Partial<Heard> = {}): Heard {
  return {
    ...{symbol: 'XAUUSD', bid: 2000, ask: 2000.2, atMs: 10_000, clockMs: FIRED_MS, ageMs: 40, isSound: true},
    ...changes,
  };
}

export function aReport(changes: Partial<OrderReport> = {}): OrderReport {
  return {
    ticket: '1',
    state: 'filled',
    fill: FILL,
    close: null,
    stopLoss: null,
    takeProfit: null,
    ...changes,
  };
}

/** An order that the venue has filled. */
export function anEntry({
  lots = 0.1,
  report = {},
  ...changes
}: Partial<Omit<LedgerEntry, 'report' | 'order'>> &
  Readonly<{lots?: number; report?: Partial<OrderReport>}> = {}): LedgerEntry {
  const ticket = changes.ticket ?? '1';
  return {
    ticket,
    key: KEY,
    order: {
      ...{symbol: 'XAUUSD', side: 'buy', type: 'market', price: null, volumeLots: lots, stopLoss: null},
      ...{takeProfit: null, expiresAtMs: null, magic: 1, comment: ''},
    },
    acceptedAtMs: 10_050,
    ...changes,
    report: aReport({ticket, ...report}),
  };
}

export function aLedger(entries: readonly LedgerEntry[]): Ledger {
  const ledger = new Ledger();
  for (const entry of entries) ledger.accepted(entry);
  return ledger;
}

/** Takes note of the rules that are found broken, in order. */
export function aVerdict() {
  const found: string[] = [];
  return {found, violate: (rule: InvariantId) => void found.push(rule)};
}
