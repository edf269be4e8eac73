import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {testData} from '../test-data.ts';
import {Dice} from './dice.ts';
import {mergeStreams, type RawQuote, readLeanTicks} from './lean-ticks.ts';
import {generatePlans} from './plan-generator.ts';
import {generateStream, type StreamShape, stepOf} from './stream-generator.ts';
import {profileOf} from './stream-profile.ts';
import type {OraclePlan} from './written-plan.ts';

/** Files and plans that oracle and product are both given. */
export type StreamCase = Readonly<{
  name: string;
  files: readonly string[];
  zone: string;
  plans: readonly OraclePlan[];
}>;

export function quotesOf({files, zone}: Pick<StreamCase, 'files' | 'zone'>): RawQuote[] {
  return [...mergeStreams(files.map((file) => readLeanTicks(file, zone)))];
}

/** Gold and euro prices: their last decimal places, in billionths. */
const GOLD_STEP = 1_000_000;
const EURO_STEP = 10_000;

type RealFiles = Readonly<{name: string; paths: readonly (readonly string[])[]; zone: string; step: number}>;

const REAL_FILES: readonly RealFiles[] = [
  {
    name: 'two days of gold',
    // The later file first: the stream is in time order whatever the order of the arguments.
    paths: ['20140506', '20140505'].map((date) => [
      'lean',
      'xauusd',
      'tick',
      `${date}_xauusd_tick_quote.csv.gz`,
    ]),
    zone: 'UTC',
    step: GOLD_STEP,
  },
  {
    name: 'a euro feed with crossed quotes',
    paths: [['lean', 'eurusd', 'fxcm', '20140502_eurusd_tick_quote.csv.gz']],
    zone: 'Etc/GMT+5',
    step: EURO_STEP,
  },
  {
    name: 'a euro feed with equal times',
    paths: [['lean', 'eurusd', '20140505_eurusd_tick_quote.csv.gz']],
    zone: 'UTC',
    step: EURO_STEP,
  },
];

/** Cases of real data; without the data there are none. */
export function realCases(seed: number, planCount: number): StreamCase[] {
  return REAL_FILES.flatMap(({name, paths, zone, step}) => {
    const files = paths.flatMap((path) => testData(...path) ?? []);
    if (files.length < paths.length) return [];
    const plans = generatePlans(seed, planCount, profileOf(quotesOf({files, zone}), step));
    return [{name, files, zone, plans}];
  });
}

/** Gold on the night on which London's clocks change: every kind of bad quote, in a gzip file. */
export function clockChangeCase(folder: string, seed: number, planCount: number): StreamCase {
  const shape: StreamShape = {
    rows: 4000,
    places: 3,
    startSteps: 1_300_000,
    moveSteps: 80,
    pauseMs: 20_000,
    startMs: 1,
    trouble: 0.06,
    lateRowsMayCount: true,
  };
  const date = new Dice(seed).pick(['20140330', '20141026']);
  const file = writeStream(folder, date, 'xauusd', new Dice(seed), shape, true);
  const zone = 'UTC';
  const plans = generatePlans(seed, planCount, profileOf(quotesOf({files: [file], zone}), stepOf(shape)));
  return {name: `gold through a clock change (seed ${seed})`, files: [file], zone, plans};
}

/** Short streams of many symbols at coarse prices, where nearly every comparison can be a tie. */
export function tinyMarketsCase(
  folder: string,
  seed: number,
  symbols: number,
  plansEach: number,
): StreamCase {
  const dice = new Dice(seed);
  const zone = 'America/New_York';
  const files: string[] = [];
  const plans: OraclePlan[] = [];
  for (let index = 0; index < symbols; index += 1) {
    const {file, drawPlans} = tinyStream(folder, dice, `tiny${index}`, zone, false);
    files.push(file);
    plans.push(...drawPlans(plansEach, `_${index}`));
  }
  return {name: `${symbols} tiny markets (seed ${seed})`, files, zone, plans: dice.shuffle(plans)};
}

/** One short stream at coarse prices. */
export function tinyCase(folder: string, seed: number, planCount: number): StreamCase {
  const dice = new Dice(seed);
  const zone = 'UTC';
  const {file, drawPlans} = tinyStream(folder, dice, 'eurusd', zone, true);
  return {name: `a tiny stream (seed ${seed})`, files: [file], zone, plans: drawPlans(planCount)};
}

function tinyStream(folder: string, dice: Dice, ticker: string, zone: string, lateRowsMayCount: boolean) {
  const places = dice.whole(0, 5);
  const shape: StreamShape = {
    rows: dice.whole(1, 40),
    places,
    startSteps: dice.pick([50, 200, 11_000]),
    moveSteps: dice.whole(0, 2),
    pauseMs: dice.pick([1, 1000, 600_000]),
    startMs: dice.whole(1, 12 * 3_600_000),
    trouble: dice.pick([0, 0.1, 0.4]),
    lateRowsMayCount,
  };
  const file = writeStream(folder, '20140504', ticker, dice, shape, false);
  const quotes = quotesOf({files: [file], zone});
  const drawPlans = (count: number, idEnd = ''): OraclePlan[] =>
    quotes.some((quote) => quote.bid > 0 && quote.ask >= quote.bid)
      ? generatePlans(dice.whole(0, 1_000_000), count, profileOf(quotes, stepOf(shape)), idEnd)
      : [];
  return {file, drawPlans};
}

function writeStream(
  folder: string,
  date: string,
  ticker: string,
  dice: Dice,
  shape: StreamShape,
  gzip: boolean,
): string {
  const file = join(folder, `${date}_${ticker}_tick_quote.csv${gzip ? '.gz' : ''}`);
  const text = generateStream(dice, shape);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, gzip ? gzipSync(text) : text);
  return file;
}
