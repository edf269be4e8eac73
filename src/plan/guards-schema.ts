import {z} from 'zod';
import {isZone} from '../market/zone.ts';
import {USUAL_WEEKEND, WEEK_TIME_FORM} from './weekend-leaf.ts';

const points = () => z.number().positive('not above zero; give points, or null for no limit').nullable();

const weekTime = () =>
  z.string().regex(WEEK_TIME_FORM, 'not a time of the week; write the day and the time, such as "Fri 16:45"');

const weekend = z
  .strictObject({
    from: weekTime().default(USUAL_WEEKEND.from).describe('From then on nothing fires.'),
    to: weekTime().default(USUAL_WEEKEND.to).describe('From then on it may again.'),
    zone: z
      .string()
      .refine(isZone, 'not an IANA time zone; write for example "America/New_York"')
      .default(USUAL_WEEKEND.zone)
      .describe('IANA time zone of the two times.'),
  })
  .refine(
    ({from, to}) => from !== to,
    'starts and ends at the same time, which is no window; give null for none',
  );

/** The settings of `Guards`, each off unless it is set. */
export const guardsSchema = z.strictObject({
  spreadMaxPoints: points().default(null).describe('Nothing fires while the spread is wider.'),
  rewardToRiskMin: z
    .number()
    .positive('not above zero; give a multiple of the risk, such as 1.5, or null')
    .nullable()
    .default(null)
    .describe('Least way to the take profit, as a multiple of the way to the stop loss.'),
  costShareMax: z
    .number()
    .positive('not above zero; give a share of the risk, such as 0.2, or null')
    .nullable()
    .default(null)
    .describe('Largest spread, as a share of the way to the stop loss.'),
  stopDistanceMinPoints: points().default(null).describe('Least way from the entry to the stop loss.'),
  stopDistanceMaxPoints: points().default(null).describe('Largest way from the entry to the stop loss.'),
  weekend: weekend
    .nullable()
    .default(null)
    .describe('When nothing fires in a market that closes at weekends; {} is the usual window.'),
});
