import {z} from 'zod';
import {leafKind} from '../condition-kind.ts';
import {type Range, range, within} from '../possible.ts';
import {MET, UNMET} from '../verdict.ts';
import {zoneNamed} from '../zone-named.ts';

type TimeParams = Readonly<{between: readonly [string, string]; zone: string}>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const WINDOW_FORM = 'is not a window; give a list of two times, such as ["07:00", "16:00"]';

const timeOfDay = () =>
  z
    .string('not a time of day; write hours and minutes in quotes, such as "07:00"')
    .regex(
      /^([01]\d|2[0-3]):[0-5]\d$/,
      'which is not a time of day; write hours and minutes as "07:00" or "16:30", midnight as "00:00"',
    );

const params = z
  .strictObject({
    between: z
      .tuple([timeOfDay(), timeOfDay()], WINDOW_FORM)
      .readonly()
      .describe(
        'From (inclusive) and to (exclusive), HH:MM on the wall clock of the zone; may pass midnight.',
      ),
    zone: z
      .string()

      .refine(
        (name) => zoneNamed(name) !== undefined,
        'which is not an IANA time zone; write for example "Europe/London" or "UTC"',
      )
      .default('UTC')
      .describe('IANA time zone of the window.'),
  })
  .readonly()
  .superRefine((value, context) => {
    if (value.between[0] === value.between[1]) {
      context.addIssue({
        code: 'custom',
        path: ['between'],
        message: `starts and ends at ${value.between[0]}, which is no window; leave the condition out for the whole day`,
        input: value,
      });
    }
  });

function msOf(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE_MS;
}

function clockText(timeOfDayMs: number): string {
  return new Date(timeOfDayMs).toISOString().slice(11, 19);
}

export const kind = leafKind<TimeParams>({
  name: 'time',
  summary:
    'The wall clock of a zone is within [from, to). A window may pass midnight; when clocks are set, ' +
    'the window follows what the clock shows.',
  example: {between: ['07:00', '16:00'], zone: 'Europe/London'},
  params: () => params,
  compile: ({between, zone: zoneName}) => {
    const zone = zoneNamed(zoneName);
    if (zone === undefined) throw new Error(`Invariant: "${zoneName}" is a zone that passed the schema`);
    const [from, to] = [msOf(between[0]), msOf(between[1])];
    const contains = (ms: number) => (from < to ? ms >= from && ms < to : ms >= from || ms < to);
    /** An instant no later than the next change; at the latest when the clock is set. */
    const nextChangeMs = (nowMs: number) =>
      zone.nextTimeOfDay(nowMs, contains(zone.timeOfDayMs(nowMs)) ? to : from);
    return {
      threshold: `${between[0]} to ${between[1]} ${zoneName}`,
      judge: ({nowMs}) => (contains(zone.timeOfDayMs(nowMs)) ? MET : UNMET),
      observe: ({nowMs}) => ({observed: clockText(zone.timeOfDayMs(nowMs)), dataTimeMs: null}),
      wakes: ({nowMs}) => [{on: 'time', atMs: nextChangeMs(nowMs)}],
      distance: ({nowMs}) => ({away: nextChangeMs(nowMs) - nowMs, scale: DAY_MS}),
    };
  },
  possible: ({between, zone}, negated) => {
    const [from, to] = negated ? [msOf(between[1]), msOf(between[0])] : [msOf(between[0]), msOf(between[1])];
    const ranges: Range[] =
      from < to ? [range(from, to, {to: true})] : [range(from, DAY_MS, {to: true}), range(0, to, {to: true})];
    return within(`time:${zone}`, ...ranges);
  },
});
