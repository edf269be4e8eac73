import {numberOf} from './decimal.ts';
import {Dice} from './dice.ts';
import type {RawQuote} from './lean-ticks.ts';
import type {StreamProfile} from './stream-profile.ts';
import {WhenGenerator} from './when-generator.ts';
import type {OraclePlan} from './written-plan.ts';

const DAY_MS = 86_400_000;
const VOLUMES = [0.01, 0.02, 0.1, 0.3, 1, 2.5, 0.13, 0.07];

/**
 * Valid plans for a stream, the same for the same seed: all kinds of condition, edges that lie
 * exactly on prices and times of the stream, lives that begin and end before, in and after it.
 *
 * @param idEnd  Tells the plans of several streams apart.
 */
export function generatePlans(seed: number, count: number, profile: StreamProfile, idEnd = ''): OraclePlan[] {
  const dice = new Dice(seed);
  const ids = dice.shuffle(Array.from({length: count}, (_, index) => `${idOf(dice, index)}${idEnd}`));
  return ids.map((id) => generatePlan(dice, id, profile));
}

/** Ids whose order by code unit is neither that of an alphabet nor that of their numbers. */
function idOf(dice: Dice, index: number): string {
  return `${dice.pick(['gold', 'Gold', 'z', 'A', '_', '7', 'a-b', 'a_b', 'EUR'])}${dice.pick(['-', '_', ''])}p${index}`;
}

function generatePlan(dice: Dice, id: string, profile: StreamProfile): OraclePlan {
  const side = dice.pick(['buy', 'sell'] as const);
  const centre = dice.pick(profile.samples);
  const gated = dice.chance(0.35);
  const price = gated ? gatePrice(dice, profile, centre) : undefined;
  return {
    id,
    symbol: profile.symbol,
    side,
    volume: dice.pick(VOLUMES),
    ...(price === undefined
      ? dice.chance(0.5)
        ? {}
        : {entry: {type: 'market'}}
      : {
          entry: {
            type: 'market',
            price: numberOf(price),
            tolerance: gateTolerance(dice, profile, centre, price),
          },
        }),
    ...exits(dice, profile, side, price ?? (side === 'buy' ? centre.ask : centre.bid)),
    ...life(dice, profile, centre),
    when: new WhenGenerator(dice, profile, centre).draw(),
    ...(dice.chance(0.1) ? {notes: `drawn around ${numberOf(centre.bid)}`} : {}),
  };
}

function gatePrice(dice: Dice, {step}: StreamProfile, centre: RawQuote): number {
  const quoted = dice.pick([centre.bid, centre.ask]);
  const price = Math.max(step, quoted + dice.pick([0, 0, dice.whole(-80, 80)]) * step);
  return dice.chance(0.2) ? price + Math.floor(step / 10) * dice.whole(1, 9) : price;
}

/** Often exactly the distance to a price of the stream. */
function gateTolerance(dice: Dice, {step, samples}: StreamProfile, centre: RawQuote, price: number): number {
  const sample = dice.chance(0.5) ? centre : dice.pick(samples);
  if (dice.chance(0.5)) return numberOf(Math.abs(dice.pick([sample.bid, sample.ask]) - price));
  return numberOf(dice.whole(0, 400) * step);
}

function exits(
  dice: Dice,
  {step, lowest, highest}: StreamProfile,
  side: OraclePlan['side'],
  entry: number,
): Pick<OraclePlan, 'stopLoss' | 'takeProfit'> {
  const reach = Math.max(3, Math.ceil((highest - lowest) / step));
  // Partly at once reached, partly never, sometimes with decimals that the file does not have.
  const distance = (): number => {
    const most = Math.max(2, Math.ceil(reach * dice.pick([0.05, 0.2, 0.5, 1.5])));
    return dice.whole(1, most) * step + (dice.chance(0.2) ? Math.floor(step / 10) * dice.whole(1, 9) : 0);
  };
  const away = side === 'buy' ? 1 : -1;
  const loss = entry - away * distance();
  const profit = entry + away * distance();
  return {
    ...(dice.chance(0.75) && loss > 0 ? {stopLoss: numberOf(loss)} : {}),
    ...(dice.chance(0.75) && profit > 0 ? {takeProfit: numberOf(profit)} : {}),
  };
}

function life(
  dice: Dice,
  profile: StreamProfile,
  centre: RawQuote,
): Pick<OraclePlan, 'createdAt' | 'expiresAt' | 'expiresIn'> {
  const {fromMs, toMs} = profile;
  const lastMs = Math.max(toMs, fromMs + 60_000);
  const birth = dice.weighted({none: 60, before: 10, quote: 15, within: 10, after: 5});
  const createdMs =
    birth === 'none'
      ? undefined
      : birth === 'before'
        ? fromMs - dice.whole(1, 2 * DAY_MS)
        : birth === 'quote'
          ? dice.pick(profile.samples).at.ms + dice.pick([0, 0, 1])
          : birth === 'within'
            ? dice.whole(fromMs, lastMs)
            : lastMs + dice.whole(1, DAY_MS);
  const created = createdMs === undefined ? {} : {createdAt: isoText(dice, createdMs)};
  const death = dice.weighted({none: 50, in: 20, quote: 15, within: 10, past: 5});
  if (death === 'none') return created;
  if (death === 'in') {
    const spanMinutes = Math.max(1, Math.floor((lastMs - fromMs) / 60_000));
    const minutes = dice.chance(0.3) ? dice.whole(1, 5) : dice.whole(1, 2 * spanMinutes);
    return {...created, expiresIn: minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`};
  }
  const expiresMs =
    death === 'quote'
      ? dice.pick([dice.pick(profile.samples), centre]).at.ms + dice.pick([0, 0, 1])
      : death === 'within'
        ? dice.whole(fromMs, lastMs)
        : fromMs - dice.whole(0, DAY_MS);
  // A life has to end after it began.
  const endMs = createdMs === undefined ? expiresMs : Math.max(expiresMs, createdMs + 1);
  return {...created, expiresAt: isoText(dice, endMs)};
}

/** The same instant in UTC or at some offset from it. */
function isoText(dice: Dice, ms: number): string {
  const offset = dice.pick([0, 0, 0, 2, -5]);
  if (offset === 0) return new Date(ms).toISOString();
  const local = new Date(ms + offset * 3_600_000).toISOString().slice(0, -1);
  return `${local}${offset > 0 ? '+' : '-'}0${Math.abs(offset)}:00`;
}
