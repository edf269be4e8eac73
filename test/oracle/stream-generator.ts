import {BILLION, numberOf} from './decimal.ts';
import type {Dice} from './dice.ts';

export type StreamShape = Readonly<{
  rows: number;
  /** Decimal places of the prices; one step is one unit of the last place. */
  places: number;
  /** Where the middle price starts, in steps. */
  startSteps: number;
  /** The most that the price moves from one row to the next, in steps. */
  moveSteps: number;
  /** The longest pause between two rows. */
  pauseMs: number;
  /** Time of the first row after midnight. */
  startMs: number;
  /** How often a row, or a short run of rows, is one that a filter has to think about. */
  trouble: number;
  /**
   * Whether a late row may lie between the last accepted row and a refused one, where it is in order
   * after all. Not with several symbols: the stream's clock would then run backwards. Without it late
   * rows lie before the first.
   */
  lateRowsMayCount: boolean;
}>;

/** Billionths between two neighbouring prices of such a stream. */
export const stepOf = (shape: StreamShape): number => BILLION / 10 ** shape.places;

/** Lines of a LEAN tick file with good quotes and every kind of bad one. */
export function generateStream(dice: Dice, shape: StreamShape): string {
  const stream = new StreamWriter(dice, shape);
  while (stream.rows < shape.rows) stream.write();
  return stream.text;
}

class StreamWriter {
  readonly #dice: Dice;
  readonly #shape: StreamShape;
  readonly #lines: string[] = [];
  /** Time in thousandths of a millisecond, so that rows can be apart by less than one. */
  #now: number;
  /** Twice the middle price, in steps. */
  #level: number;

  constructor(dice: Dice, shape: StreamShape) {
    this.#dice = dice;
    this.#shape = shape;
    this.#now = shape.startMs * 1000;
    this.#level = 2 * shape.startSteps;
  }

  get rows(): number {
    return this.#lines.length;
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  write(): void {
    if (!this.#dice.chance(this.#shape.trouble)) return this.#good();
    switch (
      this.#dice.weighted({
        nonPositive: 3,
        crossed: 3,
        late: 3,
        outlier: 3,
        gap: 2,
        mixed: 1,
        limit: 2,
        twoFaults: 1,
      })
    ) {
      case 'nonPositive':
        return this.#nonPositive();
      case 'crossed':
        return this.#crossed(this.#level);
      case 'late':
        return this.#late();
      case 'outlier':
        return this.#jumps(this.#far(), this.#dice.whole(1, 2));
      case 'gap':
        return this.#gap();
      case 'mixed': {
        // Two at one level and one at another are not three in a row.
        this.#jumps(Math.round(this.#level * 1.3), 2);
        return this.#jumps(Math.round(this.#level * 0.7), 2);
      }
      case 'limit':
        return this.#limit();
      case 'twoFaults':
        // Not positive comes before crossed, crossed before late.
        return this.#dice.chance(0.5) ? this.#line(this.#now, 3, -5) : this.#line(this.#earliest(), 9, 8);
    }
  }

  #good(): void {
    const {moveSteps} = this.#shape;
    this.#tick();
    this.#level = Math.max(40, this.#level + this.#dice.whole(-2 * moveSteps, 2 * moveSteps));
    this.#around(this.#level);
  }

  #nonPositive(): void {
    this.#tick();
    const price = Math.floor(this.#level / 2);
    const [bid, ask] = this.#dice.pick([
      [0, price],
      [-price, price],
      [0, 0],
      [price, 0],
    ] as const);
    this.#line(this.#now, bid, ask);
  }

  #crossed(level: number): void {
    this.#tick();
    const bid = Math.floor(level / 2);
    this.#line(this.#now, bid, bid - this.#dice.whole(1, 3));
  }

  #late(): void {
    const bid = Math.floor(this.#level / 2);
    const back = this.#dice.pick([1, 500, 1000, 60_000]);
    this.#line(this.#shape.lateRowsMayCount ? Math.max(0, this.#now - back) : this.#earliest(), bid, bid + 1);
  }

  #earliest(): number {
    return this.#shape.startMs * 1000 - 1;
  }

  /** A level that is more than a tenth away, up or down. */
  #far(): number {
    return Math.round(this.#level * this.#dice.pick([0.7, 0.85, 1.15, 1.5]));
  }

  #jumps(level: number, count: number): void {
    for (let i = 0; i < count; i += 1) {
      // Refused for another reason in between: the jumps are in a row all the same.
      if (i > 0 && this.#dice.chance(0.2)) this.#crossed(level);
      this.#tick();
      this.#around(level + this.#dice.whole(-2, 2));
    }
  }

  #gap(): void {
    const level = this.#far();
    this.#jumps(level, 3);
    this.#level = level;
  }

  /** Exactly a tenth above the last good quote, which is still good, or a hair more. */
  #limit(): void {
    this.#level = Math.round(this.#level / 20) * 20;
    this.#tick();
    this.#around(this.#level);
    this.#tick();
    const limit = (this.#level / 10) * this.#dice.pick([9, 11]);
    const over = this.#dice.pick([-1, 0, 0, 1]);
    this.#around(limit + over);
    if (Math.abs(limit + over - this.#level) * 10 <= this.#level) this.#level = limit + over;
  }

  /** Moves the time on: not at all, by less than a millisecond, or by some time. */
  #tick(): void {
    const {pauseMs} = this.#shape;
    this.#now += this.#dice.pick([0, this.#dice.whole(1, 999), this.#dice.whole(0, pauseMs) * 1000]);
    if (this.#dice.chance(0.3)) this.#now += this.#dice.whole(0, pauseMs) * 1000;
  }

  /** A quote whose middle is half of `level`, as wide as it happens. */
  #around(level: number): void {
    const bid = Math.floor(level / 2) - this.#dice.pick([0, 0, 1, 1, 2, 3]);
    this.#line(this.#now, bid, level - bid);
  }

  #line(micros: number, bid: number, ask: number): void {
    const step = stepOf(this.#shape);
    const price = (steps: number): string => {
      const short = numberOf(steps * step);
      // Files have both spellings, with and without zeros at the end.
      return this.#dice.chance(0.5) ? String(short) : short.toFixed(this.#shape.places);
    };
    const fraction = micros % 1000 === 0 ? '' : `.${String(micros % 1000).padStart(3, '0')}`;
    this.#lines.push(`${Math.floor(micros / 1000)}${fraction},${price(bid)},${price(ask)}`);
  }
}
