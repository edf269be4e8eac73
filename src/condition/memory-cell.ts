import type {MarketView} from './market-view.ts';
import type {Wakes} from './wake.ts';

/**
 * What a condition has to remember from one quote to the next: since when something holds, which steps were seen.
 *
 * A cell is a rule and holds nothing; whoever watches the plan keeps its state, looks whenever one of the wakes
 * comes, whatever else the plan waits for, and shows the state to the condition through `MarketView.recall`. So a
 * state is a function of the quotes since the watch began, and is stored as it is: plain data.
 */
export type MemoryCell = Readonly<{
  /** Where its condition stands in the plan; of one plan no two are the same. */
  path: string;
  /** The state after a look. @param state Undefined at the first one. */
  next(state: unknown, view: MarketView): unknown;
  /** When the state can change again. */
  wakes(state: unknown, view: MarketView): Wakes;
}>;
