import {z} from 'zod';
import {atr} from '../../market/indicator/atr.ts';
import {type SessionSweep, sessionSweep} from '../../market/liquidity/session-sweep.ts';
import {type Timeframe} from '../../market/bar.ts';
import {
  KILL_ZONES,
  killZoneAt,
  SESSION_NAMES,
  type SessionName,
  sessionAt,
  SESSIONS,
} from '../../market/session/sessions.ts';
import {bothLeaves} from '../both-leaves.ts';
import {leafKind} from '../condition-kind.ts';
import {agoText, foundLeaf, inLastBars} from '../found-leaf.ts';
import {barsParam, type Direction, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';
import {possibleHours, utcHoursLeaf} from '../utc-hours-leaf.ts';

const sessionSpans = (names: readonly SessionName[]) => names.map((name) => SESSIONS[name]);

const sessionKind = leafKind<Readonly<{in: readonly SessionName[]}>>({
  name: 'session',
  summary:
    'The time is in one of the trading sessions, by UTC all year: ' +
    `${SESSION_NAMES.map((name) => `${name} ${SESSIONS[name].startHour} to ${SESSIONS[name].endHour}`).join(', ')}.`,
  example: {in: ['LONDON', 'OVERLAP']},
  params: () =>
    z
      .strictObject({
        in: z
          .array(
            z.enum(SESSION_NAMES),
            `is not a list of sessions; give some of ${SESSION_NAMES.join(', ')}, such as ["LONDON"]`,
          )
          .min(1, `lists no session; give at least one of ${SESSION_NAMES.join(', ')}`)
          .refine(
            (names) => new Set(names).size < SESSION_NAMES.length,
            'lists every session, which is always; leave the condition out',
          )
          .readonly()
          .describe('The sessions in one of which it must be.'),
      })
      .readonly(),
  compile: ({in: names}) =>
    utcHoursLeaf({
      threshold: `session is ${names.join(' or ')}`,
      spans: sessionSpans(names),
      nameAt: sessionAt,
    }),
  possible: ({in: names}, negated) => possibleHours(sessionSpans(names), negated),
});

const ZONE_NAMES = ['london', 'newYork'] as const;
type ZoneName = (typeof ZONE_NAMES)[number];

const ZONE_SPANS = {london: KILL_ZONES.LONDON, newYork: KILL_ZONES.NEW_YORK} as const;
const ZONE_WORDS = {LONDON: 'london', NEW_YORK: 'newYork'} as const;

/** A spike: the short ATR is more than so many times the long one. */
const SPIKE = {short: 5, long: 20, ratio: 1.5};

const zoneSpans = (names: readonly ZoneName[]) => names.map((name) => ZONE_SPANS[name]);

type KillZoneParams = Readonly<{in: readonly ZoneName[]; volatilitySpike: boolean; timeframe: Timeframe}>;

function zonesLeaf(names: readonly ZoneName[]) {
  return utcHoursLeaf({
    threshold: `kill zone is ${names.join(' or ')}`,
    spans: zoneSpans(names),
    nameAt: (utcMs) => {
      const zone = killZoneAt(utcMs);
      return zone === undefined ? 'no kill zone' : ZONE_WORDS[zone];
    },
  });
}

const killZoneKind = leafKind<KillZoneParams>({
  name: 'killZone',
  summary:
    'The time is in the hours around an opening, london from 7 to 10 or newYork from 12 to 15 UTC, and volatility has ' +
    'jumped: ATR(5) is more than 1.5 × ATR(20).',
  example: {in: ['london', 'newYork'], volatilitySpike: true, timeframe: 'M5'},
  params: () =>
    z
      .strictObject({
        in: z
          .array(
            z.enum(ZONE_NAMES),
            'is not a list of kill zones; give ["london"], ["newYork"], or leave it out for both',
          )
          .min(1, 'lists no kill zone; give london, newYork or both')
          .readonly()
          .default(ZONE_NAMES)
          .describe('The kill zones in one of which it must be.'),
        volatilitySpike: z.boolean().default(true).describe('False: the hours alone are enough.'),
        timeframe: timeframeParam().default('M5').describe('Length of the closed bars of the two ATR.'),
      })
      .readonly(),
  compile: ({in: names, volatilitySpike, timeframe}) => {
    const hours = zonesLeaf(names);
    if (!volatilitySpike) return hours;
    const {short, long, ratio} = SPIKE;
    const spike = studyLeaf({
      needs: [
        {timeframe, definition: atr(short)},
        {timeframe, definition: atr(long)},
      ],
      threshold: `ATR(${short}) of ${timeframe} > ${ratio} × ATR(${long})`,
      holds: ([now, usual]) => now > ratio * usual,
      observe: ([now, usual]) =>
        usual === 0 ? `ATR(${long}) is 0` : `ATR(${short}) is ${(now / usual).toFixed(2)} × ATR(${long})`,
    });
    return bothLeaves(hours, spike);
  },
  possible: ({in: names, volatilitySpike}, negated) =>
    // In the hours it may fail all the same, for want of a spike.
    negated && volatilitySpike ? ANYTHING : possibleHours(zoneSpans(names), negated),
});

const SWEPT_SESSIONS = ['ASIAN', 'LONDON', 'OVERLAP', 'NY'] as const;
const SESSION_TIMEFRAMES = ['M1', 'M5', 'M15', 'M30', 'H1'] as const;
/** What the analysis remembers. */
const SWEEP_BARS = 20;

type SweepParams = Readonly<{
  session: (typeof SWEPT_SESSIONS)[number];
  of?: 'high' | 'low' | undefined;
  timeframe: (typeof SESSION_TIMEFRAMES)[number];
  withinBars: number;
}>;

const sweepText = ({direction, level, extreme, barsAgo}: SessionSweep) =>
  `${direction}, ${direction === 'bull' ? 'low' : 'high'} ${level} swept to ${extreme}, ${agoText(barsAgo)}`;

const sessionSweepKind = leafKind<SweepParams>({
  name: 'sessionSweep',
  summary:
    'After a session, on the same UTC day, a bar went beyond its low (or high) and closed back inside. A level that ' +
    'was closed through is none any more that day. Of M1 bars the Asian session is known until 19:40 UTC.',
  example: {session: 'ASIAN', of: 'low', timeframe: 'M5', withinBars: 12},
  params: () =>
    z
      .strictObject({
        session: z
          .enum(SWEPT_SESSIONS)
          .default('ASIAN')
          .describe('Whose high or low it is; POST_NY ends with the day, so nothing comes after it.'),
        of: z
          .enum(['high', 'low'])
          .optional()
          .describe('Which end was swept; without it low for a buy, high for a sell.'),
        timeframe: z
          .enum(SESSION_TIMEFRAMES, {
            error: ({input}) =>
              input === 'H4' || input === 'D1'
                ? `longer than an hour, and sessions begin at full hours; give one of ${SESSION_TIMEFRAMES.join(', ')}`
                : `not a timeframe; give one of ${SESSION_TIMEFRAMES.join(', ')}`,
          })
          .default('M5')
          .describe('Length of the closed bars that are looked at, an hour at most.'),
        withinBars: barsParam(12, {most: SWEEP_BARS}, 'It was one of so many bars, the newest included.'),
      })
      .readonly(),
  compile: ({session, of, timeframe, withinBars}, {side}) => {
    const end = of ?? (side === 'buy' ? 'low' : 'high');
    const direction: Direction = end === 'low' ? 'bull' : 'bear';
    return foundLeaf({
      need: {timeframe, definition: sessionSweep(session)},
      threshold: `${session} ${end} swept on ${timeframe} ${inLastBars(withinBars)}`,
      find: (sweeps) => sweeps[direction].find(({barsAgo}) => barsAgo < withinBars),
      tell: sweepText,
      otherwise: ({bull, bear}) => {
        const other = (direction === 'bull' ? [...bull, ...bear] : [...bear, ...bull])[0];
        return other === undefined ? `no sweep in the last ${SWEEP_BARS} bars` : sweepText(other);
      },
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [sessionKind, killZoneKind, sessionSweepKind];
