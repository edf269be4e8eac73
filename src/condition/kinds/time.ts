import {z} from 'zod';
import {leafKind} from '../condition-kind.ts';
import {intersection, type Range, range, union, within} from '../possible.ts';
import {MET, UNMET} from '../verdict.ts';
import {NEVER} from '../wake.ts';
import {clockMs, scheduleOf, type TimeParams} from '../time-schedule.ts';
import {zoneNamed} from '../zone-named.ts';

const DAY_MS = 86_400_000;
/** The last instant whose year has four digits. */
const INSTANT_MAX_MS = Date.UTC(10_000, 0) - 1;

const WINDOW_FORM = 'is not a window; give a list of two times, such as ["07:00", "16:00"]';
const INSTANT_FORM =
  'which is not an ISO-8601 instant with a zone; write for example "2026-12-01T09:00:00Z", or for a time of every day between';

const timeOfDay = () =>
  z
    .string('not a time of day; write hours and minutes in quotes, such as "07:00"')
    .regex(
      /^([01]\d|2[0-3]):[0-5]\d$/,
      'which is not a time of day; write hours and minutes as "07:00" or "16:30", midnight as "00:00"',
    );

const instant = () =>
  z.iso
    .datetime({offset: true, error: INSTANT_FORM, abort: true})
    .refine(
      (value) => Date.parse(value) >= 0 && Date.parse(value) <= INSTANT_MAX_MS,
      'which is not between the years 1970 and 9999; mend the year',
    )
    .optional();

const params = z
  .strictObject({
    between: z
      .tuple([timeOfDay(), timeOfDay()], WINDOW_FORM)
      .readonly()
      .optional()
      .describe(
        'From (inclusive) and to (exclusive), HH:MM on the wall clock of the zone; may pass midnight.',
      ),
    after: instant().describe('Holds from this instant on; ISO-8601 with a zone.'),
    before: instant().describe('Holds until this instant, and no longer at it; ISO-8601 with a zone.'),
    zone: z
      .string()
      .refine(
        (name) => zoneNamed(name) !== undefined,
        'which is not an IANA time zone; write for example "Europe/London" or "UTC"',
      )
      .default('UTC')
      .describe('IANA time zone of `between`.'),
  })
  .readonly()
  .superRefine((value, context) => {
    const {between, after, before} = value;
    const problem = (path: string[], message: string) =>
      context.addIssue({code: 'custom', path, message, input: value});
    if (between !== undefined && between[0] === between[1]) {
      const message = `starts and ends at ${between[0]}, which is no window; leave the condition out for the whole day`;
      return problem(['between'], message);
    }
    // What seems to be missing may be what an unknown key was meant to say.
    if (context.issues.some(({code}) => code === 'unrecognized_keys')) return;
    if (between === undefined && after === undefined && before === undefined) {
      return problem([], 'says nothing of the time; give between, after or before');
    }
    if (after === undefined || before === undefined || zoneNamed(value.zone) === undefined) return;
    if (Date.parse(after) >= Date.parse(before)) {
      const message = `not earlier than before, which is ${before}; no time is between them: exchange them`;
      return problem(['after'], message);
    }
    if (between !== undefined && scheduleOf(value).isNever) {
      const message = `starts and ends while the instant is not after ${after} and before ${before}; give a window that is open then`;
      problem(['between'], message);
    }
  });

function clockText(timeOfDayMs: number): string {
  return new Date(timeOfDayMs).toISOString().slice(11, 19);
}

const kind = leafKind<TimeParams>({
  name: 'time',
  summary:
    'The wall clock of a zone is within [from, to), or the instant is at or after one and before another; several tests ' +
    'in one must hold together. A window may pass midnight; when clocks are set, it follows what the clock shows.',
  example: {between: ['07:00', '16:00'], zone: 'Europe/London'},
  params: () => params,
  compile: (value) => {
    const {between, after, before, zone: zoneName} = value;
    const {holds, nextChangeMs} = scheduleOf(value);
    const hasInstant = after !== undefined || before !== undefined;
    const zone = between === undefined ? undefined : zoneNamed(zoneName);
    const tests = [
      ...(between === undefined ? [] : [`${between[0]} to ${between[1]} ${zoneName}`]),
      ...(after === undefined ? [] : [`from ${after}`]),
      ...(before === undefined ? [] : [`before ${before}`]),
    ];
    return {
      threshold: tests.join(', '),
      judge: ({nowMs}) => (holds(nowMs) ? MET : UNMET),
      observe: ({nowMs}) => {
        const texts = [
          ...(zone === undefined ? [] : [clockText(zone.timeOfDayMs(nowMs))]),
          ...(hasInstant ? [new Date(nowMs).toISOString()] : []),
        ];
        return {observed: texts.join(', '), dataTimeMs: null};
      },
      wakes: ({nowMs}) => {
        const atMs = nextChangeMs(nowMs);
        return atMs === undefined ? NEVER : [{on: 'time', atMs}];
      },
      distance: ({nowMs}) => {
        const atMs = nextChangeMs(nowMs);
        return atMs === undefined ? undefined : {away: atMs - nowMs, scale: DAY_MS};
      },
    };
  },
  possible: ({between, after, before, zone}, negated) => {
    const fromMs = after === undefined ? Number.NEGATIVE_INFINITY : Date.parse(after);
    const toMs = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
    const outside = [
      range(Number.NEGATIVE_INFINITY, fromMs, {to: true}),
      range(toMs, Number.POSITIVE_INFINITY, {to: true}),
    ];
    const hasInstant = after !== undefined || before !== undefined;
    const inside = [range(fromMs, toMs, {to: true})];
    const parts = [
      ...(hasInstant ? [within('now', ...(negated ? outside : inside))] : []),
      ...(between === undefined ? [] : [within(`time:${zone}`, ...timesOfDay(between, negated))]),
    ];
    return (negated ? union : intersection)(parts);
  },
});

function timesOfDay([start, end]: readonly [string, string], negated: boolean): Range[] {
  const [from, to] = negated ? [clockMs(end), clockMs(start)] : [clockMs(start), clockMs(end)];
  return from < to
    ? [range(from, to, {to: true})]
    : [range(from, DAY_MS, {to: true}), range(0, to, {to: true})];
}

export const kinds = [kind];
