import type {Condition} from '../../condition/condition-kind.ts';
import type {WrittenPlan} from '../../plan/plan.ts';

/** A quote that a process was told. */
export type Heard = Readonly<{
  symbol: string;
  bid: number;
  ask: number;
  /** Since the beginning of the run. */
  atMs: number;
  /** By the clock of who heard it. */
  clockMs: number;
  /** True time less that of its quoting. */
  ageMs: number;
  isSound: boolean;
}>;

const KEPT = 400;

/** The last quotes that each process was told of each symbol. */
export class HeardQuotes {
  readonly #byEar = new Map<string, Heard[]>();

  note(process: string, heard: Heard): void {
    const ear = `${process} ${heard.symbol}`;
    const list = this.#byEar.get(ear);
    if (list === undefined) this.#byEar.set(ear, [heard]);
    else if (list.push(heard) > KEPT) list.shift();
  }

  of(process: string, symbol: string): readonly Heard[] {
    return this.#byEar.get(`${process} ${symbol}`) ?? [];
  }
}

/**
 * Whether a quote makes a plan's condition and its entry gate true: worked out here from what the user wrote, in
 * plain arithmetic and by none of the product's code. Of a crossing only its far side is asked.
 */
export function isMetBy(plan: WrittenPlan, level: number, quote: Pick<Heard, 'bid' | 'ask'>): boolean {
  return isInGate(plan, level, quote) && isQuoteMet(plan.when, plan.side, quote);
}

/** Whether a quote lets the level of a plan be entered, whatever its condition says. */
export function isInGate(
  {entry, levels, side}: WrittenPlan,
  level: number,
  quote: Pick<Heard, 'bid' | 'ask'>,
): boolean {
  const price = side === 'buy' ? quote.ask : quote.bid;
  const {tolerance} = entry;
  const middle = levels?.[level - 1]?.price ?? entry.price;
  if (entry.type !== 'market' || tolerance === undefined || middle === undefined) return true;
  return Math.abs(price - middle) <= tolerance + 1e-9;
}

/** Whether a quote makes a condition true that looks at nothing else. */
export function isQuoteMet(
  when: Condition,
  side: 'buy' | 'sell',
  quote: Pick<Heard, 'bid' | 'ask'>,
): boolean {
  const [[kind, value] = ['', undefined]] = Object.entries(when);
  const all = (list: unknown) => list as readonly Condition[];
  switch (kind) {
    case 'all':
      return all(value).every((one) => isQuoteMet(one, side, quote));
    case 'any':
      return all(value).some((one) => isQuoteMet(one, side, quote));
    case 'not':
      return !isQuoteMet(value as Condition, side, quote);
    case 'price':
      return holdsPrice(value as Readonly<Record<string, number>>, side === 'buy' ? quote.ask : quote.bid);
    case 'spread':
      return quote.ask - quote.bid <= (value as {atMost: number}).atMost + 1e-9;
    default:
      return true;
  }
}

function holdsPrice(
  {above, below, crossesAbove, crossesBelow, near, within}: Readonly<Record<string, number>>,
  price: number,
): boolean {
  return (
    (above === undefined || price > above) &&
    (below === undefined || price < below) &&
    (crossesAbove === undefined || price > crossesAbove) &&
    (crossesBelow === undefined || price < crossesBelow) &&
    (near === undefined || within === undefined || Math.abs(price - near) <= within + 1e-9)
  );
}
