import {instantOf} from '../../condition/legacy/instant.ts';
import type {OldFields} from './old-fields.ts';

const HOUR_MS = 3_600_000;
const HOURS = /^(\d+(?:\.\d+)?) *h(?:ours?)?(?: remaining)?$/i;

/**
 * When the plan ends, epoch ms; null: never. A number of hours counts from the plan's creation, one that was left
 * when a list was printed from now.
 */
export function expiryOf(
  fields: OldFields,
  {createdMs, nowMs}: Readonly<{createdMs: number; nowMs: number}>,
): number | null {
  const {name, value} = fields.first('expires_at', 'expires');
  if (value === undefined) return hoursFrom(fields, createdMs);
  const text = typeof value === 'string' ? value.trim() : '';
  const instant = instantOf(text.replace(/ *\(.*\)$/, ''));
  if (instant !== undefined) {
    if (!instant.hasZone) fields.warnings.push(`${name} names no zone; it was read as UTC`);
    return instant.ms;
  }
  const hours = HOURS.exec(text)?.[1];
  if (hours !== undefined) {
    fields.warnings.push(`${name} is "${text}"; it was counted from now`);
    return Math.round(nowMs + Number(hours) * HOUR_MS);
  }
  fields.refuse(
    name,
    `is ${JSON.stringify(value)}, which is no time`,
    'write an ISO time with a zone, such as "2026-11-22T18:00:00Z"',
  );
  return null;
}

function hoursFrom(fields: OldFields, createdMs: number): number | null {
  const {value} = fields.first('expires_hours');
  if (value === undefined) return null;
  if (typeof value === 'number' && value > 0) return Math.round(createdMs + value * HOUR_MS);
  fields.refuse('expires_hours', `is ${JSON.stringify(value)}`, 'write a number of hours above zero');
  return null;
}

/** When the plan was made, epoch ms; now, where it does not say. */
export function creationOf(fields: OldFields, nowMs: number): number {
  const {value} = fields.first('created_at');
  if (value === undefined) return nowMs;
  const instant = instantOf(value);
  if (instant === undefined) {
    fields.refuse(
      'created_at',
      `is ${JSON.stringify(value)}, which is no time`,
      'write an ISO time with a zone',
    );
    return nowMs;
  }
  if (!instant.hasZone) fields.warnings.push('created_at names no zone; it was read as UTC');
  return Math.min(instant.ms, nowMs);
}
