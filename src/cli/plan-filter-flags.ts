import {Flags} from '@oclif/core';
import {z} from 'zod';
import {InputError} from '../errors.ts';
import {parseDuration} from '../plan/duration.ts';
import {PLAN_STATUSES, type PlanStatus} from '../plan/status.ts';
import type {PlanFilter} from '../ports/store.ts';
import {SystemClock} from '../system/system-clock.ts';

const moment = z.union([z.iso.datetime({offset: true}), z.iso.date()]);

/** A flag that takes a time, in ms: ISO-8601, a day (UTC), or a duration from now; `sign` says in which direction. */
const momentFlag = (sign: -1 | 1) =>
  Flags.custom<number>({
    helpValue: 'TIME',
    parse: (text, _context, {name}) => {
      const distanceMs = parseDuration(text);
      if (distanceMs !== undefined) return Promise.resolve(new SystemClock().now() + sign * distanceMs);
      // Not by Date.parse alone, for which the 30th of February is a day in March.
      const isTime = moment.safeParse(text).success;
      if (isTime) return Promise.resolve(Date.parse(text));
      const ago = sign < 0 ? '7d for seven days ago' : '7d for seven days from now';
      throw new InputError('USAGE_INVALID', `--${name} is "${text}", not a time`, {
        field: name,
        hint: `write for example 2026-11-22T18:00:00Z, 2026-11-22, or ${ago}`,
      });
    },
  });

/** Which plans a command is about. */
export const planFilterFlags = {
  status: Flags.option({
    options: PLAN_STATUSES,
    multiple: true,
    helpGroup: 'WHICH',
    summary: 'Only plans in this status; several to choose from.',
  })(),
  symbol: Flags.string({helpGroup: 'WHICH', summary: 'Only plans of this symbol, as the plan writes it.'}),
  side: Flags.option({
    options: ['buy', 'sell'] as const,
    helpGroup: 'WHICH',
    summary: 'Only plans that buy, or that sell.',
  })(),
  group: Flags.string({helpGroup: 'WHICH', summary: 'Only plans of this group.'}),
  since: momentFlag(-1)({helpGroup: 'WHICH', summary: 'Only plans created then or later.'}),
  until: momentFlag(-1)({helpGroup: 'WHICH', summary: 'Only plans created earlier than that.'}),
  'expires-before': momentFlag(1)({
    helpGroup: 'WHICH',
    summary: 'Only plans that expire, and earlier than that.',
  }),
};

type Given = Readonly<{
  status?: readonly PlanStatus[] | undefined;
  symbol?: string | undefined;
  side?: 'buy' | 'sell' | undefined;
  group?: string | undefined;
  since?: number | undefined;
  until?: number | undefined;
  'expires-before'?: number | undefined;
}>;

/** What the flags let pass. */
export function planFilterOf(flags: Given): PlanFilter {
  const {status: statuses, symbol, side, group} = flags;
  const {since: createdFromMs, until: createdBeforeMs, 'expires-before': expiresBeforeMs} = flags;
  return {
    ...(statuses === undefined ? {} : {statuses}),
    ...(symbol === undefined ? {} : {symbol}),
    ...(side === undefined ? {} : {side}),
    ...(group === undefined ? {} : {group}),
    ...(createdFromMs === undefined ? {} : {createdFromMs}),
    ...(createdBeforeMs === undefined ? {} : {createdBeforeMs}),
    ...(expiresBeforeMs === undefined ? {} : {expiresBeforeMs}),
  };
}
