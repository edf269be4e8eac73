import type {StudyNeed} from '../market/study/study.ts';
import {lineValue} from '../market/quote.ts';
import type {Leaf} from './leaf.ts';
import type {MarketView} from './market-view.ts';
import {type ResultsOf, studyLeaf} from './study-leaf.ts';
import type {Wakes} from './wake.ts';

/** On which side of the centre the price has to be. */
export const STRETCH_SIDES = ['above', 'below', 'any'] as const;
export type StretchSide = (typeof STRETCH_SIDES)[number];

/** From where a price is measured, and with what; both in price units. */
export type Yardstick = Readonly<{center: number; unit: number}>;

/** A price as far up or down as its boundary, the boundary itself included. */
type Reach = Readonly<{direction: 'up' | 'down'; boundary: number}>;

/**
 * The price of the quote in hand is at least `multiple` units above or below a centre, which analyses of bars give.
 * With a unit of zero, of a market that stands still, it never is: there every price would be beyond all multiples.
 *
 * A wait ends at the boundary itself, without slack: the number that decides is the same, and bid and ask are exact.
 */
export function stretchLeaf<const Needs extends readonly StudyNeed[]>({
  needs,
  name,
  line,
  side,
  multiple,
  yardstickOf,
}: Readonly<{
  needs: Needs;
  /** What is measured, with its unit: `the EMA(200) of H1 in ATR(14)`. */
  name: Readonly<{center: string; unit: string}>;
  line: 'bid' | 'ask';
  side: StretchSide;
  multiple: number;
  yardstickOf: (results: ResultsOf<Needs>) => Yardstick;
}>): Leaf {
  const priceIn = ({quote}: MarketView) => (quote === undefined ? Number.NaN : lineValue(quote, line));
  const reachesOf = (results: ResultsOf<Needs>): readonly Reach[] => {
    const {center, unit} = yardstickOf(results);
    if (unit === 0) return [];
    const up: Reach = {direction: 'up', boundary: center + multiple * unit};
    const down: Reach = {direction: 'down', boundary: center - multiple * unit};
    return side === 'any' ? [up, down] : [side === 'above' ? up : down];
  };
  const words = {above: 'above', below: 'below', any: 'away from'}[side];
  return studyLeaf<Needs>({
    needs,
    threshold: `${line} ≥ ${multiple} ${name.unit} ${words} ${name.center}`,
    holds: (results, view) => reachesOf(results).some((reach) => isReached(reach, priceIn(view))),
    observe: (results, view) => {
      const {center, unit} = yardstickOf(results);
      return unit === 0 ? `${name.unit} is 0` : (priceIn(view) - center) / unit;
    },
    untilQuote: (results, view): Wakes =>
      reachesOf(results).map((reach) => {
        const {direction, boundary} = reach;
        const back = direction === 'up' ? 'down' : 'up';
        return {
          on: 'line',
          line,
          direction: isReached(reach, priceIn(view)) ? back : direction,
          boundary,
        };
      }),
    distance: (results, view) => {
      const {unit} = yardstickOf(results);
      const away = reachesOf(results).map(({boundary}) => Math.abs(priceIn(view) - boundary) / unit);
      return away.length === 0 ? undefined : {away: Math.min(...away), scale: multiple};
    },
  });
}

function isReached({direction, boundary}: Reach, price: number): boolean {
  return direction === 'up' ? price >= boundary : price <= boundary;
}
