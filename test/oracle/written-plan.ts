export type PriceTest = Readonly<{
  near?: number;
  within?: number;
  above?: number;
  below?: number;
  crossesAbove?: number;
  crossesBelow?: number;
  of?: 'bid' | 'ask' | 'mid';
}>;

export type When =
  | Readonly<{price: PriceTest}>
  | Readonly<{time: Readonly<{between: readonly [string, string]; zone: string}>}>
  | Readonly<{spread: Readonly<{atMost: number}>}>
  | Readonly<{always: true}>
  | Readonly<{all: readonly When[]}>
  | Readonly<{any: readonly When[]}>
  | Readonly<{not: When}>;

/** A plan as a user writes it. */
export type OraclePlan = Readonly<{
  id: string;
  symbol: string;
  side: 'buy' | 'sell';
  volume: number;
  entry?: Readonly<{type: 'market'; price?: number; tolerance?: number}>;
  stopLoss?: number;
  takeProfit?: number;
  expiresIn?: string;
  expiresAt?: string;
  createdAt?: string;
  when: When;
  notes?: string;
}>;

/** The document that `replay --json` prints, but for the time it took. */
export type ReplayDocument = Readonly<{
  quotes: number;
  refused: Readonly<{nonPositive: number; crossed: number; outOfOrder: number; jump: number}>;
  from: string | null;
  to: string | null;
  plans: readonly PlanOutcome[];
}>;

export type PlanOutcome = Readonly<{
  id: string;
  symbol: string;
  status: 'pending' | 'executed' | 'closed' | 'expired';
  executedAt: string | null;
  fillPrice: number | null;
  closedAt: string | null;
  exitPrice: number | null;
  profit: number | null;
  closeReason: 'stopLoss' | 'takeProfit' | null;
}>;
