import {DOWN, type Direction, type Heading, UP} from '../structure/heading.ts';

/** What a rule found for each direction of trade. */
export type Both<Found> = Readonly<Record<Direction, Found>>;

/** @param find The rule, along the way that the price is to go. */
export function bothDirections<Found>(find: (heading: Heading) => Found): Both<Found> {
  return {bull: find(UP), bear: find(DOWN)};
}
