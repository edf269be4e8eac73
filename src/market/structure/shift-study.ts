import type {Bar, Timeframe} from '../bar.ts';
import type {Study, StudyDefinition} from '../study/study.ts';
import {BarWindow} from './bar-window.ts';
import {DOWN, type Heading, UP} from './heading.ts';
import {marketStructureShift} from './market-structure-shift.ts';
import type {StructureBreak} from './breaks.ts';

/** The last break, with the bars from which it can be measured. */
export type SeenShift = Readonly<{
  shift: StructureBreak;
  heading: Heading;
  /** Of the bar that broke structure, in the window. */
  breakIndex: number;
  window: BarWindow;
}>;

const SHIFT = marketStructureShift();

/**
 * A study of what came of the last break, as `marketStructureShift` names it; null while there is none.
 *
 * @param read A pure function of what it is given.
 */
export function shiftStudy<Result>(
  key: string,
  read: (seen: SeenShift) => Result,
): StudyDefinition<Result | null> {
  return {key, barsNeeded: SHIFT.barsNeeded, create: (timeframe) => new ShiftStudy(timeframe, read)};
}

class ShiftStudy<Result> implements Study<Result | null> {
  readonly #read: (seen: SeenShift) => Result;
  readonly #shift;
  /** Oldest first, as many as the break needs. */
  readonly #bars: Bar[] = [];
  #isRead = true;
  #result: Result | null | undefined;

  constructor(timeframe: Timeframe, read: (seen: SeenShift) => Result) {
    this.#read = read;
    this.#shift = SHIFT.create(timeframe);
  }

  add(bar: Bar): void {
    this.#shift.add(bar);
    this.#bars.push(bar);
    if (this.#bars.length > SHIFT.barsNeeded) this.#bars.shift();
    this.#isRead = false;
  }

  get result(): Result | null | undefined {
    if (!this.#isRead) this.#result = this.#readAnew();
    this.#isRead = true;
    return this.#result;
  }

  #readAnew(): Result | null | undefined {
    const {result} = this.#shift;
    if (result === undefined || result === null) return result;
    const {shift} = result;
    const window = new BarWindow(this.#bars);
    const heading = shift.direction === 'bull' ? UP : DOWN;
    return this.#read({shift, heading, breakIndex: window.size - 1 - shift.barsAgo, window});
  }
}
