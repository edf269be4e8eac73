import {type Timeframe, TIMEFRAMES} from '../../market/bar.ts';
import type {Side} from '../../market/quote.ts';
import {timeframeNamed} from './timeframe-named.ts';

/** Why a line is not imported: where, what was found, and what to do about it. */
export type LegacyProblem = Readonly<{field: string; reason: string; hint: string}>;

/** What an old `conditions` object is read in the light of. */
export type LegacyContext = Readonly<{
  side: Side | undefined;
  /** Of the plan, or the middle of its zone; null where neither says one. */
  entryPrice: number | null;
  /** Half the width of the zone about `price_near`, in price units; null where there is no zone. */
  toleranceWidth: number | null;
  /** What the plan says elsewhere of its bars, and where: its notes, or a field of its own. */
  timeframe: Readonly<{is: Timeframe; from: string}> | undefined;
}>;

const STRUCTURE_FRAMES = ['structure_tf', 'timeframe', 'tf'] as const;

/**
 * An old `conditions` object while it is read, under the names of the registry. Whatever is wrong, filled in or
 * to be looked at is noted here. `false` and `null` always mean that a key is not there.
 */
export class OldConditions {
  readonly context: LegacyContext;
  readonly problems: LegacyProblem[] = [];
  /** Why a person has to look at the plan before it may fire. */
  readonly attention: string[] = [];
  readonly warnings: string[] = [];
  /** A condition was left out that the author wanted. */
  isIncomplete = false;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #read = new Set<string>();

  /** @param values By the name in the registry. */
  constructor(values: ReadonlyMap<string, unknown>, context: LegacyContext) {
    this.#values = values;
    this.context = context;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** Whether anything has made use of the value of a key. */
  isRead(name: string): boolean {
    return this.#read.has(name);
  }

  /** Undefined for `false` and `null`, too. */
  value(name: string): unknown {
    this.#read.add(name);
    return this.#find(name);
  }

  /** What was written, `false` included: where a default is true, `false` waives it. */
  written(name: string): unknown {
    this.#read.add(name);
    return this.#values.get(name);
  }

  /** Numbers by the names that they have here; those that are not given stay out. */
  numbers(names: Readonly<Record<string, string>>): Record<string, number> {
    const found: Record<string, number> = {};
    for (const [parameter, name] of Object.entries(names)) {
      const value = this.number(name);
      if (value !== undefined) found[parameter] = value;
    }
    return found;
  }

  flag(name: string): true | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (value === true || value === 1) return true;
    this.refuse(name, `is ${JSON.stringify(value)}, not true`, 'write true, or leave the key out');
    return undefined;
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const digits = typeof value === 'string' ? /^[<>=\s]*(\d+(?:\.\d+)?)\s*$/.exec(value)?.[1] : undefined;
    const hint = digits === undefined ? 'write a number, or leave the key out' : `write ${digits}`;
    this.refuse(name, `is ${JSON.stringify(value)}, not a number`, hint);
    return undefined;
  }

  /** What the word of a key means. */
  word(name: string, meanings: Readonly<Record<string, string>>): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const words = Object.keys(meanings);
    const said = typeof value === 'string' ? value.toLowerCase() : undefined;
    const word = words.find((one) => one.toLowerCase() === said);
    if (word !== undefined) return meanings[word];
    this.refuse(name, `is ${JSON.stringify(value)}, which is not known`, `write one of ${words.join(', ')}`);
    return undefined;
  }

  /** The bars of a structure: of the first key that names them, else of the plan; M5 as the old program did. */
  structureFrame(): Timeframe {
    for (const name of STRUCTURE_FRAMES) if (this.has(name)) return this.#frame(name) ?? 'M5';
    return this.#filledIn('M5');
  }

  /** The bars of anything else. */
  frame(fallback: Timeframe, name = 'timeframe'): Timeframe {
    if (this.has(name)) return this.#frame(name) ?? fallback;
    return this.#filledIn(fallback);
  }

  /** The bars, where nothing may be filled in. */
  namedFrame(): Timeframe | undefined {
    if (this.has('timeframe')) return this.#frame('timeframe');
    return this.context.timeframe?.is;
  }

  refuse(name: string, found: string, hint: string): void {
    const field = `conditions.${name}`;
    this.problems.push({field, reason: `${field} ${found}`, hint});
  }

  warn(message: string): void {
    if (!this.warnings.includes(message)) this.warnings.push(message);
  }

  lookAt(why: string): void {
    if (!this.attention.includes(why)) this.attention.push(why);
  }

  /** The same where what was wanted cannot be had: without it the plan must not fire. */
  lacks(why: string): void {
    this.isIncomplete = true;
    this.lookAt(why);
  }

  #find(name: string): unknown {
    const value = this.#values.get(name);
    return value === false || value === null ? undefined : value;
  }

  #frame(name: string): Timeframe | undefined {
    const value = this.value(name);
    const frame = timeframeNamed(value);
    if (frame !== undefined || this.problems.some(({field}) => field === `conditions.${name}`)) return frame;
    this.refuse(
      name,
      `is ${JSON.stringify(value)}, which names no bars`,
      `write one of ${TIMEFRAMES.join(', ')}`,
    );
    return undefined;
  }

  #filledIn(fallback: Timeframe): Timeframe {
    const {timeframe} = this.context;
    if (timeframe === undefined) this.warn(`timeframe is not given; ${fallback} was filled in`);
    else this.warn(`timeframe ${timeframe.is} was taken from ${timeframe.from}`);
    return timeframe?.is ?? fallback;
  }
}
