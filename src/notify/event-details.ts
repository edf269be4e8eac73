import {formatDuration} from '../plan/duration.ts';

type Details = Readonly<Record<string, unknown>>;

/** Of any text: what comes from a broker or a person may be long. */
const TEXT_MAX = 1000;

/** Reads the details of an event, of which nobody knows which version of the program has written them. */
export class EventDetails {
  readonly #details: Details;

  constructor(details: Details) {
    this.#details = details;
  }

  /** A text or a number, as text; `?` where there is none. */
  text(name: string): string {
    return this.optional(name) ?? '?';
  }

  optional(name: string): string | undefined {
    const value = this.#details[name];
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value !== 'string' || value === '') return undefined;
    return value.length <= TEXT_MAX ? value : `${value.slice(0, TEXT_MAX).toWellFormed()}…`;
  }

  number(name: string): number | undefined {
    const value = this.#details[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  is(name: string): boolean {
    return this.#details[name] === true;
  }

  /** What is below; empty where there is nothing. */
  in(name: string): EventDetails {
    const value = this.#details[name];
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return new EventDetails(isGroup ? (value as Details) : {});
  }

  has(name: string): boolean {
    const value = this.#details[name];
    return value !== undefined && value !== null;
  }

  names(): readonly string[] {
    return Object.keys(this.#details);
  }

  /** How many there are in a list. */
  count(name: string): number {
    const value = this.#details[name];
    return Array.isArray(value) ? value.length : 0;
  }

  /** A time that is stored in epoch ms. */
  time(name: string): string | undefined {
    const ms = this.number(name);
    return ms === undefined ? undefined : timeText(ms);
  }

  duration(name: string): string | undefined {
    const ms = this.number(name);
    return ms === undefined ? undefined : formatDuration(ms);
  }
}

/** Dates that a calendar knows end here. */
const INSTANT_MAX_MS = 8.64e15;

/** `2026-11-22 12:00:01 UTC` */
export function timeText(ms: number): string {
  if (!(Math.abs(ms) <= INSTANT_MAX_MS)) return `${ms} ms`;
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
