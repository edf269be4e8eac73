import type {StudyNeed} from '../market/study/study.ts';
import type {MarketView} from './market-view.ts';
import type {MemoryCell} from './memory-cell.ts';
import type {Explained, VerdictState} from './verdict.ts';
import type {Wakes} from './wake.ts';

/** The verdict that a waiting condition has not got. */
export type Target = Exclude<VerdictState, 'unknown'>;

/** A condition that is ready to be asked, any number of times, about any view. It holds no state; see `MemoryCell`. */
export interface CompiledCondition {
  /** Every analysis that it asks a view for. */
  readonly needs: readonly StudyNeed[];
  /** What it has to remember; a part's before those of what contains it. */
  readonly cells: readonly MemoryCell[];
  state(view: MarketView): VerdictState;
  /**
   * What has to happen before the condition can reach `target`: some wake of the answer comes no later
   * than that. Where it has the target under `view` already, the next quote is the answer.
   */
  wakes(view: MarketView, target: Target): Wakes;
  /**
   * How much is missing under `view`: each condition that would have to change counts 1 and, where
   * distance has a meaning, a share of 1 more that falls as it comes closer; one that is unknown counts 2, since
   * nobody knows how far it was. 0 when met.
   */
  shortfall(view: MarketView): number;
  /** The same verdict with its evidence, one row for each part. */
  explain(view: MarketView): Explained[];
}
