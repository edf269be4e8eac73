import type {Plan} from '../../plan/plan.ts';
import type {Random} from '../../ports/random.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import type {ConcurrencyOptions} from './concurrency-options.ts';
import {kindOf, type PlanKind, planIdOf, WAVE_KINDS} from './plan-kind.ts';

/** From a plan's adding to the wave in which it fires: every monitor has long taken it over. */
export const LEAD_MS = 700;
/** A wave reaches one symbol after the other, so that now this monitor is first and now that. */
const STAGGER_MS = 3;

/** Each wave lifts every price by so much. */
const STEP = 0.2;
const FIRST_BID = 100;
const NEVER_BID = 1e6;
export const SPREAD = 0.02;

/** Volume of a plan as it is added; every edit adds as much again. */
export const VOLUME_STEP = 0.01;

/** When plans of a wave are cancelled and edited, from the wave's moment on. */
const CANCEL_MS = {from: -250, to: 60} as const;
/** Some are cancelled when that is mostly too late. */
const LATE_CANCEL_MS = {from: 0, to: 800} as const;
const LATE_CANCEL_SHARE = 0.3;
/** And some by two hands. */
const CANCELLED_TWICE_SHARE = 0.3;
const EDIT_MS = {from: -400, to: 20} as const;
const EDITS_OF_A_HAND = 3;
const EXPIRY_MS = {from: -10, to: 30} as const;

/** Something that a hand does at a time. */
export type Deed = Readonly<{hand: number; atMs: number}> &
  (Readonly<{does: 'add'; planIds: readonly string[]}> | Readonly<{does: 'cancel' | 'edit'; planId: string}>);

/** When everything of a run happens: a function of its options, its seed and the time of its start. */
export class Timetable {
  readonly #options: ConcurrencyOptions;
  readonly #seed: number;
  readonly startMs: number;

  constructor(options: ConcurrencyOptions, seed: number, startMs: number) {
    this.#options = options;
    this.#seed = seed;
    this.startMs = startMs;
  }

  /** The moment of a wave. */
  waveAtMs(wave: number): number {
    return this.startMs + LEAD_MS + wave * this.#options.waveMs;
  }

  /** When the last plan has had its moment. */
  get endMs(): number {
    return this.waveAtMs(this.#options.waves - 1) + this.#options.symbols * STAGGER_MS + CANCEL_MS.to;
  }

  symbols(): readonly string[] {
    return Array.from({length: this.#options.symbols}, (_, index) => `SYM${index}`);
  }

  /** The bid that every feed says for a symbol at a time: it climbs a step with every wave. */
  bidAt(symbolIndex: number, nowMs: number): number {
    const {waves, waveMs} = this.#options;
    const sinceFirstMs = nowMs - this.waveAtMs(0) - symbolIndex * STAGGER_MS;
    const passed = Math.min(waves, Math.max(0, Math.floor(sinceFirstMs / waveMs) + 1));
    return FIRST_BID + passed * STEP;
  }

  counterIds(): readonly string[] {
    return Array.from({length: this.#options.counters}, (_, index) => planIdOf('counter', index));
  }

  /** What one hand does, the earliest first. */
  deedsOf(hand: number): readonly Deed[] {
    // Each hand draws the deeds of all, so that they have the same chance.
    const random = new SeededRandom(this.#seed);
    const deeds: Deed[] = [{hand: 0, does: 'add', planIds: this.counterIds(), atMs: this.startMs}];
    for (let wave = 0; wave < this.#options.waves; wave += 1) {
      const planIds = this.#planIdsOf(wave);
      deeds.push(...this.#adds(wave, planIds, random));
      for (const planId of planIds) {
        const kind = kindOf(planId);
        if (kind === 'cancel') deeds.push(...this.#cancels(wave, planId, random));
        if (kind === 'edit') deeds.push(...this.#edits(wave, planId, random));
      }
    }
    return deeds.filter((deed) => deed.hand === hand).sort((a, b) => a.atMs - b.atMs);
  }

  #adds(wave: number, planIds: readonly string[], random: Random): readonly Deed[] {
    return this.#hands().map((hand) => ({
      hand,
      does: 'add',
      planIds: planIds.filter((_, index) => (index + wave) % this.#options.hands === hand),
      atMs: this.waveAtMs(wave) - LEAD_MS + random.next() * (LEAD_MS / 8),
    }));
  }

  #cancels(wave: number, planId: string, random: Random): readonly Deed[] {
    const first = Math.floor(random.next() * this.#options.hands);
    const second = (first + 1) % this.#options.hands;
    const isLate = random.next() < LATE_CANCEL_SHARE;
    const atMs = this.waveAtMs(wave) + within(isLate ? LATE_CANCEL_MS : CANCEL_MS, random);
    const isTwice = random.next() < CANCELLED_TWICE_SHARE;
    return (isTwice ? [first, second] : [first]).map((hand) => ({hand, does: 'cancel', planId, atMs}));
  }

  #edits(wave: number, planId: string, random: Random): readonly Deed[] {
    return this.#hands().flatMap((hand) =>
      Array.from({length: EDITS_OF_A_HAND}, () => ({
        hand,
        does: 'edit' as const,
        planId,
        atMs: this.waveAtMs(wave) + within(EDIT_MS, random),
      })),
    );
  }

  #hands(): readonly number[] {
    return Array.from({length: this.#options.hands}, (_, hand) => hand);
  }

  /** A plan as a hand adds it. */
  planOf(planId: string, nowMs: number): Plan {
    const kind = kindOf(planId);
    const [, wave = 0, index = 0] = planId.split('-').map(Number);
    return {
      id: planId,
      symbol: `SYM${index % this.#options.symbols}`,
      side: index % 2 === 0 ? 'buy' : 'sell',
      volumeLots: VOLUME_STEP,
      entry: {type: 'market'},
      levels: null,
      stopLoss: null,
      takeProfit: null,
      expiresAtMs: kind === 'expire' ? this.#expiryOf(wave, index) : null,
      createdAtMs: nowMs,
      // Half a step below the price of its wave, and half a step above that of the wave before.
      when: {price: {above: kind === 'counter' ? NEVER_BID : FIRST_BID + (wave + 0.5) * STEP}},
      cancelWhen: null,
      group: null,
      notes: null,
    };
  }

  #planIdsOf(wave: number): readonly string[] {
    return Array.from({length: this.#options.plansInWave}, (_, index) => {
      const kind: PlanKind = WAVE_KINDS[index % WAVE_KINDS.length] ?? 'late';
      return planIdOf(kind, wave, index);
    });
  }

  #expiryOf(wave: number, index: number): number {
    const random = new SeededRandom(this.#seed + wave * 1000 + index);
    return Math.round(this.waveAtMs(wave) + within(EXPIRY_MS, random));
  }
}

function within({from, to}: Readonly<{from: number; to: number}>, random: Random): number {
  return from + random.next() * (to - from);
}
