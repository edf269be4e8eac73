import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';

export type SourceClockOptions = Readonly<{
  /** Our clock less the source's, where it is known; `measured`: as the source tells when it is asked. */
  offsetMs: number | 'measured';
  /** No clock of a broker is further from ours: every time zone, and an hour of error. */
  offsetMaxMs: number;
  /** The offset may move by so much from one measurement to the next. */
  stepMaxMs: number;
  /** A measurement less exact than this is none. */
  errorMaxMs: number;
  /** The machine's clock may move against its monotonic one by so much between two looks. */
  jumpMaxMs: number;
}>;

export const SOURCE_CLOCK_DEFAULTS: SourceClockOptions = {
  offsetMs: 0,
  offsetMaxMs: 15 * 3_600_000,
  stepMaxMs: 2000,
  errorMaxMs: 1000,
  jumpMaxMs: 1000,
};

/** Measurements in a row that must agree before a new offset is believed. */
const AGREEING = 3;
/** After a jump of the machine's clock, where nothing measures: quotes of before it are gone by then. */
const JUMP_PAUSE_MS = 10_000;

export type SourceClockReport = Readonly<{
  /** Null until it was measured. */
  offsetMs: number | null;
  isSure: boolean;
  /** Why it is not sure. */
  why: string | null;
  /** Of the offset since it was first measured. */
  driftMs: number | null;
  /** Times that the source's clock was set. */
  steps: number;
  /** Times that the machine's own was. */
  machineJumps: number;
  lastJumpMs: number | null;
}>;

/**
 * How far the source's clock is from ours, and whether that can be relied on.
 *
 * The age of a quote is its receive time less its source time less this offset, so an offset that is wrong
 * by more than the staleness bound makes old quotes look fresh. While there is doubt nothing fires: until
 * the first measurements agree, after the source's clock was set, and after the machine's own was.
 */
export class SourceClock {
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #options: SourceClockOptions;
  #offsetMs: number | null;
  #firstMs: number | null = null;
  /** A new offset, and how many measurements in a row have given it. */
  #candidate: Readonly<{offsetMs: number; count: number}> | undefined;
  #unsureUntilMs = Number.NEGATIVE_INFINITY;
  #why: string | null;
  #steps = 0;
  #jumps = 0;
  #lastJumpMs: number | null = null;
  #wallLessMonotonicMs: number;

  constructor(clock: Clock, journal: Journal, options: SourceClockOptions = SOURCE_CLOCK_DEFAULTS) {
    this.#clock = clock;
    this.#journal = journal;
    this.#options = options;
    this.#offsetMs = options.offsetMs === 'measured' ? null : options.offsetMs;
    this.#why = options.offsetMs === 'measured' ? 'it was not measured yet' : null;
    this.#wallLessMonotonicMs = clock.now() - clock.monotonic();
  }

  /** Our clock less the source's; 0 while nothing is known, and then it is not sure. */
  get offsetMs(): number {
    return this.#offsetMs ?? 0;
  }

  /**
   * Whether the offset can be relied on at this moment. The machine's clock may have been set since the last
   * look, and a quote that is old look fresh by it.
   */
  get isSure(): boolean {
    return (
      this.#why === null &&
      this.#clock.monotonic() >= this.#unsureUntilMs &&
      Math.abs(this.#jumpMs) <= this.#options.jumpMaxMs
    );
  }

  /** By how much the machine's clock was set since the last look. */
  get #jumpMs(): number {
    return this.#clock.now() - this.#clock.monotonic() - this.#wallLessMonotonicMs;
  }

  report(): SourceClockReport {
    const {isSure} = this;
    return {
      offsetMs: this.#offsetMs,
      isSure,
      why: isSure ? null : (this.#why ?? 'the machine’s clock was set'),
      driftMs: this.#offsetMs === null || this.#firstMs === null ? null : this.#offsetMs - this.#firstMs,
      steps: this.#steps,
      machineJumps: this.#jumps,
      lastJumpMs: this.#lastJumpMs,
    };
  }

  /** The source's clock showed `sourceMs` when ours showed `atMs`, give or take `errorMs`. */
  measured(sourceMs: number, atMs: number, errorMs: number): void {
    const {offsetMs: mode, errorMaxMs, offsetMaxMs, stepMaxMs} = this.#options;
    if (mode !== 'measured' || errorMs > errorMaxMs) return;
    const offsetMs = atMs - sourceMs;
    if (Math.abs(offsetMs) > offsetMaxMs) {
      this.#doubt(`it is ${offsetMs} ms from ours, more than any broker’s`);
      return;
    }
    if (this.#offsetMs !== null && this.#why === null && Math.abs(offsetMs - this.#offsetMs) <= stepMaxMs) {
      this.#offsetMs = offsetMs;
      return;
    }
    const isSame =
      this.#candidate !== undefined && Math.abs(offsetMs - this.#candidate.offsetMs) <= stepMaxMs;
    this.#candidate = {offsetMs, count: isSame ? (this.#candidate?.count ?? 0) + 1 : 1};
    if (this.#offsetMs !== null && this.#why === null) {
      this.#steps += 1;
      this.#doubt(`it moved by ${Math.round(offsetMs - this.#offsetMs)} ms`);
    }
    if (this.#candidate.count < AGREEING) return;
    this.#candidate = undefined;
    this.#offsetMs = offsetMs;
    this.#firstMs ??= offsetMs;
    this.#why = null;
    this.#journal.record({
      kind: 'clock',
      state: 'sure',
      offsetMs,
      message: 'the source’s clock was measured',
    });
  }

  /** Looks whether the machine's own clock was set since the last look; called every second or so. */
  look(): boolean {
    const jumpMs = this.#jumpMs;
    this.#wallLessMonotonicMs += jumpMs;
    if (Math.abs(jumpMs) <= this.#options.jumpMaxMs) return false;
    this.#jumps += 1;
    this.#lastJumpMs = jumpMs;
    if (this.#options.offsetMs === 'measured') {
      this.#doubt(`the machine’s clock was set by ${Math.round(jumpMs)} ms`);
    } else {
      this.#unsureUntilMs = this.#clock.monotonic() + JUMP_PAUSE_MS;
      this.#say(`the machine’s clock was set by ${Math.round(jumpMs)} ms`);
    }
    return true;
  }

  #doubt(why: string): void {
    const isNew = this.#why === null;
    this.#why = why;
    if (isNew) this.#say(why);
  }

  #say(message: string): void {
    this.#journal.record({kind: 'clock', state: 'unsure', offsetMs: this.#offsetMs, message});
  }
}
