import {add, subtract, withoutNoise} from '../market/price.ts';
import {lineValue} from '../market/quote.ts';
import type {StudyNeed} from '../market/study/study.ts';
import type {PriceRange} from '../market/structure/heading.ts';
import type {Leaf} from './leaf.ts';
import type {MarketView} from './market-view.ts';
import {type ResultsOf, studyLeaf} from './study-leaf.ts';
import type {Wake, Wakes} from './wake.ts';

type ZoneRule<Needs extends readonly StudyNeed[], Zone extends PriceRange> = Readonly<{
  needs: Needs;
  threshold: string;
  line: 'bid' | 'ask';
  /** How far outside the price may be, in price units. */
  within?: number;
  /** The ends themselves do not belong to the zones; an end may be infinite. */
  isOpen?: boolean;
  zonesOf: (results: ResultsOf<Needs>) => readonly Zone[];
  /** A zone in words: `the bull order block 1301.25 to 1302`. */
  tell: (zone: Zone) => string;
  /** What there is where there is no zone, in words. */
  otherwise: (results: ResultsOf<Needs>) => string;
}>;

/**
 * The price of the quote in hand is in one of the zones that analyses of bars give, or near enough to one.
 *
 * A wait ends at the boundary itself, without slack: the number that decides is the same, and bid and ask are exact.
 */
export function zoneLeaf<const Needs extends readonly StudyNeed[], Zone extends PriceRange>({
  needs,
  threshold,
  line,
  within = 0,
  isOpen = false,
  zonesOf,
  tell,
  otherwise,
}: ZoneRule<Needs, Zone>): Leaf {
  const priceIn = ({quote}: MarketView) => (quote === undefined ? Number.NaN : lineValue(quote, line));
  const reachesOf = (results: ResultsOf<Needs>) => zonesOf(results).map((zone) => widened(zone, within));
  const contains = ({low, high}: PriceRange, price: number) =>
    isOpen ? price > low && price < high : price >= low && price <= high;
  return studyLeaf<Needs>({
    needs,
    threshold,
    holds: (results, view) => reachesOf(results).some((reach) => contains(reach, priceIn(view))),
    observe: (results, view) => {
      const price = priceIn(view);
      const nearest = nearestTo(zonesOf(results), price);
      if (nearest === undefined) return otherwise(results);
      return `${line} ${price} is ${placeText(nearest, price)} ${tell(nearest)}`;
    },
    untilQuote: (results, view): Wakes => {
      const price = priceIn(view);
      const reaches = reachesOf(results);
      const inside = reaches.find((reach) => contains(reach, price));
      // It cannot leave all zones without leaving this one.
      if (inside !== undefined) return [...at(line, 'down', [inside.low]), ...at(line, 'up', [inside.high])];
      const above = reaches.filter(({low}) => low >= price).map(({low}) => low);
      const below = reaches.filter(({high}) => high <= price).map(({high}) => high);
      return [...at(line, 'up', [Math.min(...above)]), ...at(line, 'down', [Math.max(...below)])];
    },
    distance: (results, view) => {
      const price = priceIn(view);
      const reaches = reachesOf(results);
      const inside = reaches.filter((reach) => contains(reach, price));
      const away =
        inside.length === 0
          ? Math.min(...reaches.map((reach) => outsideBy(reach, price)))
          : Math.max(...inside.map(({low, high}) => Math.min(price - low, high - price)));
      return Number.isFinite(away) ? {away, scale: price} : undefined;
    },
  });
}

function widened({low, high}: PriceRange, within: number): PriceRange {
  return within === 0 ? {low, high} : {low: subtract(low, within), high: add(high, within)};
}

/** The wake at that boundary; none at one that is infinitely far away. */
function at(line: 'bid' | 'ask', direction: 'up' | 'down', boundaries: readonly [number]): Wake[] {
  return boundaries.filter(Number.isFinite).map((boundary) => ({on: 'line', line, direction, boundary}));
}

/** How far a price is outside; 0 inside. */
function outsideBy({low, high}: PriceRange, price: number): number {
  return Math.max(low - price, price - high, 0);
}

function nearestTo<Zone extends PriceRange>(zones: readonly Zone[], price: number): Zone | undefined {
  const [first, ...others] = zones;
  if (first === undefined) return undefined;
  return others.reduce(
    (nearest, zone) => (outsideBy(zone, price) < outsideBy(nearest, price) ? zone : nearest),
    first,
  );
}

/** `in`, `0.5 above` or `0.5 below`. */
function placeText(zone: PriceRange, price: number): string {
  const away = withoutNoise(outsideBy(zone, price), price);
  if (away === 0) return 'in';
  return `${away} ${price > zone.high ? 'above' : 'below'}`;
}
