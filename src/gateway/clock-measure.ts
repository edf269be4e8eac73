import type {Clock} from '../ports/clock.ts';

/** The other side's clock showed `theirMs` when ours showed `atMs`, give or take `errorMs`. */
export type ClockReading = Readonly<{theirMs: number; atMs: number; errorMs: number}>;

/** When something was asked, by both of our clocks. */
export type Asked = Readonly<{monotonicMs: number}>;

/**
 * What an answer that carries a clock tells of it: it was read at some moment between asking and
 * hearing, so taking the middle is wrong by half the way at most.
 */
export function clockReading(
  theirMs: number,
  asked: Asked,
  clock: Pick<Clock, 'now' | 'monotonic'>,
): ClockReading {
  const tookMs = clock.monotonic() - asked.monotonicMs;
  return {theirMs, atMs: clock.now() - tookMs / 2, errorMs: tookMs / 2};
}

/** What our monotonic clock shows when the one that can be set shows `timeMs`, if nobody sets it meanwhile. */
export function monotonicAt(timeMs: number, clock: Pick<Clock, 'now' | 'monotonic'>): number {
  return clock.monotonic() + timeMs - clock.now();
}

/**
 * The latest that another's clock can show, told without trusting that both are set alike.
 *
 * That clock was read at some moment after we asked; so it can have gone on by no more than what our
 * monotonic clock has counted since the asking.
 */
export class ForeignClock {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #theirMs = 0;
  #askedMs = 0;

  constructor(clock: Pick<Clock, 'monotonic'>, theirMs: number, asked: Asked) {
    this.#clock = clock;
    this.learn(theirMs, asked);
  }

  /** A later reading replaces the earlier: the other clock may have been set. */
  learn(theirMs: number, {monotonicMs}: Asked): void {
    this.#theirMs = theirMs;
    this.#askedMs = monotonicMs;
  }

  /** It shows this, or less. */
  latestMs(): number {
    return this.#theirMs + this.#clock.monotonic() - this.#askedMs;
  }
}
