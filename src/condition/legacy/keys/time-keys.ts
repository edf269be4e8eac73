import type {Condition} from '../../condition-kind.ts';
import {instantOf} from '../instant.ts';
import type {LegacyKey} from '../legacy-key.ts';
import type {OldConditions} from '../old-conditions.ts';

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * `time_after` and `time_before`: an instant, or a time of day. Two times of day are one window, which the first
 * of the two makes.
 */
export function timeKeys(): readonly LegacyKey[] {
  return (['time_after', 'time_before'] as const).map((name) => ({
    name,
    aliases: [],
    value: 'ISO time, or `HH:MM`',
    example: '2026-11-22T18:00:00Z',
    beside: {},
    role: {as: 'condition', convert: (old) => (old.has(name) ? timeOf(old, name) : undefined)},
  }));
}

function timeOf(old: OldConditions, name: 'time_after' | 'time_before'): Condition | undefined {
  const value = old.value(name);
  if (typeof value === 'string' && CLOCK.test(value)) return window(old, name);
  const instant = instantOf(value);
  if (instant === undefined) {
    old.refuse(
      name,
      `is ${JSON.stringify(value)}, which is no time`,
      'write an ISO time with a zone, such as "2026-11-22T18:00:00Z"',
    );
    return undefined;
  }
  if (!instant.hasZone) old.warn(`${name} names no zone; it was read as UTC`);
  return {time: {[name === 'time_after' ? 'after' : 'before']: new Date(instant.ms).toISOString()}};
}

function window(old: OldConditions, name: 'time_after' | 'time_before'): Condition | undefined {
  const [after, before] = [clock(old, 'time_after'), clock(old, 'time_before')];
  old.lookAt(`${name} is a time of day without a zone; UTC was filled in`);
  if (name === 'time_before' && after !== undefined) return undefined;
  return {time: {between: [after ?? '00:00', before ?? '00:00'], zone: 'UTC'}};
}

function clock(old: OldConditions, name: string): string | undefined {
  const value = old.value(name);
  return typeof value === 'string' && CLOCK.test(value) ? value : undefined;
}
