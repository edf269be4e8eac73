import {numberOf} from './decimal.ts';
import type {Dice} from './dice.ts';
import type {RawQuote} from './lean-ticks.ts';
import type {StreamProfile} from './stream-profile.ts';
import type {PriceTest, When} from './written-plan.ts';
import {ZoneClock} from './zone-clock.ts';

const ZONES = [
  'UTC',
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Adelaide',
];

/** Draws conditions aimed at a stream: mostly around one quote of it, partly anywhere. */
export class WhenGenerator {
  readonly #dice: Dice;
  readonly #profile: StreamProfile;
  /** The quote around which this plan's prices lie. */
  readonly #centre: RawQuote;

  constructor(dice: Dice, profile: StreamProfile, centre: RawQuote) {
    this.#dice = dice;
    this.#profile = profile;
    this.#centre = centre;
  }

  draw(): When {
    return this.#node(this.#dice.weighted({0: 1, 1: 3, 2: 3, 3: 2, 4: 1}), true);
  }

  #node(depth: string, root = false): When {
    const below = String(Number(depth) - 1);
    if (depth === '0' || (!root && this.#dice.chance(0.4))) return this.#leaf();
    const kind = this.#dice.weighted(root ? {all: 85, any: 9, not: 6} : {all: 50, any: 32, not: 18});
    if (kind === 'not') return {not: this.#node(below)};
    const count = this.#dice.chance(0.05) ? 1 : this.#dice.whole(2, depth === '1' ? 4 : 3);
    const parts = Array.from({length: count}, () => this.#node(below));
    return kind === 'all' ? {all: parts} : {any: parts};
  }

  #leaf(): When {
    const kind = this.#dice.weighted({price: 72, time: 13, spread: 13, always: 2});
    if (kind === 'always') return {always: true};
    if (kind === 'spread') return {spread: {atMost: this.#spread()}};
    if (kind === 'time') return {time: this.#window()};
    return {price: this.#price()};
  }

  #price(): PriceTest {
    const of = this.#dice.weighted({side: 60, bid: 13, ask: 13, mid: 14});
    const part = of === 'side' ? {} : {of};
    switch (
      this.#dice.weighted({near: 40, above: 11, below: 11, band: 14, crossesAbove: 12, crossesBelow: 12})
    ) {
      case 'near':
        return {...this.#near(), ...part};
      case 'above':
        return {above: numberOf(this.#level()), ...part};
      case 'below':
        return {below: numberOf(this.#level()), ...part};
      case 'band': {
        const low = this.#level();
        return {above: numberOf(low), below: numberOf(low + this.#distance() + 1000), ...part};
      }
      case 'crossesAbove':
        return {crossesAbove: numberOf(this.#level()), ...part};
      case 'crossesBelow':
        return {crossesBelow: numberOf(this.#level()), ...part};
    }
  }

  /** Partly with an edge that lies exactly on a price of the stream. */
  #near(): Readonly<{near: number; within: number}> {
    const near = this.#level();
    const sample = this.#dice.chance(0.5) ? this.#centre : this.#dice.pick(this.#profile.samples);
    const price = this.#dice.pick([sample.bid, sample.ask]);
    const within = this.#dice.chance(0.5) ? Math.abs(price - near) : this.#distance();
    return {near: numberOf(near), within: numberOf(within)};
  }

  /** Above zero, as prices are. */
  #level(): number {
    return Math.max(this.#profile.step, this.#anyLevel());
  }

  /** A price of the stream, between two of its prices, or beyond them all. */
  #anyLevel(): number {
    const {samples, step, lowest, highest} = this.#profile;
    const sample = this.#dice.chance(0.75) ? this.#centre : this.#dice.pick(samples);
    const exact = this.#dice.pick([sample.bid, sample.ask, Math.floor((sample.bid + sample.ask) / 2)]);
    switch (this.#dice.weighted({exact: 35, near: 30, fine: 15, beyond: 20})) {
      case 'exact':
        return exact;
      case 'near':
        return exact + this.#dice.whole(-40, 40) * step;
      case 'fine':
        return exact + this.#dice.whole(-4000, 4000) * Math.max(1, step / 100);
      case 'beyond': {
        const away = this.#dice.whole(1, 300) * step;
        return this.#dice.chance(0.5) ? lowest - away : highest + away;
      }
    }
  }

  /** Zero, a few steps, or up to half the range of the stream. */
  #distance(): number {
    const {step, lowest, highest} = this.#profile;
    switch (this.#dice.weighted({none: 8, steps: 60, wide: 32})) {
      case 'none':
        return 0;
      case 'steps':
        return this.#dice.whole(1, 60) * step;
      case 'wide':
        return this.#dice.whole(0, Math.max(1, Math.floor((highest - lowest) / 2 / step))) * step;
    }
  }

  #spread(): number {
    const sample = this.#dice.pick(this.#profile.samples);
    const spread = sample.ask - sample.bid;
    const {step} = this.#profile;
    return numberOf(Math.max(0, spread + this.#dice.pick([0, 0, 0, -1, 1, -0.1, 0.1]) * step));
  }

  /** Often beginning or ending in the very minute of a quote. */
  #window(): Readonly<{between: readonly [string, string]; zone: string}> {
    const zone = this.#dice.pick(ZONES);
    const sample = this.#dice.chance(0.5) ? this.#centre : this.#dice.pick(this.#profile.samples);
    const quoteMinute = new ZoneClock(zone).minuteOfDay(sample.at.ms);
    const edge = this.#dice.pick([quoteMinute, this.#dice.whole(0, 23) * 60, this.#dice.whole(0, 1439)]);
    const length = this.#dice.weighted({minute: 1, hours: 6, most: 2});
    const minutes =
      length === 'minute' ? 1 : length === 'hours' ? this.#dice.whole(10, 600) : this.#dice.whole(600, 1439);
    const from = this.#dice.chance(0.5) ? edge : edge + 1440 - minutes;
    return {between: [clockText(from), clockText(from + minutes)], zone};
  }
}

function clockText(minute: number): string {
  const minuteOfDay = minute % 1440;
  return `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
