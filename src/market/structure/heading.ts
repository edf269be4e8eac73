/** What a finding speaks for: rising or falling prices. */
export type Direction = 'bull' | 'bear';

/** Prices from low to high: a bar, or a zone. */
export type PriceRange = Readonly<{low: number; high: number}>;

/** The way up or the way down. Rules are written once along a heading, so bull and bear are mirror images. */
export type Heading = Readonly<{
  direction: Direction;
  /** How far a price is past a level on this way, in price units; negative when it has not come to it. */
  beyond: (price: number, level: number) => number;
  /** The end of a range that this way leads to: the high on the way up. */
  front: (range: PriceRange) => number;
  /** The end that this way comes from. */
  rear: (range: PriceRange) => number;
}>;

export const UP: Heading = {
  direction: 'bull',
  beyond: (price, level) => price - level,
  front: ({high}) => high,
  rear: ({low}) => low,
};

export const DOWN: Heading = {
  direction: 'bear',
  beyond: (price, level) => level - price,
  front: ({low}) => low,
  rear: ({high}) => high,
};

export const HEADINGS: readonly Heading[] = [UP, DOWN];

export function opposite(heading: Heading): Heading {
  return heading === UP ? DOWN : UP;
}
