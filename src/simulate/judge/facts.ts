import type {PlanStatus} from '../../plan/status.ts';
import type {WrittenPlan} from '../../plan/plan.ts';

/** A level of a plan as it is committed. */
export type LevelFact = Readonly<{
  level: number;
  status: PlanStatus;
  reason: string | null;
  key: string | null;
  withdrawal: string | null;
}>;

/** A plan as it is committed. */
export type PlanFact = Readonly<{
  id: string;
  symbol: string;
  side: 'buy' | 'sell';
  volumeLots: number;
  status: PlanStatus;
  version: number;
  revision: number;
  createdAtMs: number;
  expiresAtMs: number | null;
  group: string | null;
  levels: readonly LevelFact[];
  written: WrittenPlan;
}>;

/** An intent as it is committed. */
export type IntentFact = Readonly<{
  key: string;
  planId: string;
  level: number;
  version: number;
  epoch: number;
  side: 'buy' | 'sell';
  symbol: string;
  volumeLots: number;
  stopLoss: number | null;
  firedPrice: number;
  firedAtMs: number;
  notAfterMs: number;
  outcome: 'accepted' | 'rejected' | 'notSent' | 'unresolved' | null;
}>;

export type LeaseFact = Readonly<{epoch: number; holderId: string; isReleased: boolean}>;

/** What one transaction has changed. */
export type Commit = Readonly<{
  /** Which process made it. */
  by: string;
  /** Its clock. */
  byClockMs: number;
  methods: readonly string[];
  plans: readonly Readonly<{before: PlanFact | undefined; after: PlanFact}>[];
  claims: readonly IntentFact[];
  settled: readonly IntentFact[];
  wasHalted: boolean;
  lease: LeaseFact | undefined;
}>;
