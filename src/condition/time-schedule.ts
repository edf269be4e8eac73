import {zoneNamed} from './zone-named.ts';

/** At least one of the three; they hold together. */
export type TimeParams = Readonly<{
  between?: readonly [string, string] | undefined;
  after?: string | undefined;
  before?: string | undefined;
  zone: string;
}>;

const MINUTE_MS = 60_000;

/** "07:30" as ms since midnight. */
export function clockMs(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE_MS;
}

/** When a condition of the time holds. */
export type Schedule = Readonly<{
  holds: (ms: number) => boolean;
  /** An instant no later than the next change of `holds`; undefined where none is left. */
  nextChangeMs: (ms: number) => number | undefined;
  /** No instant is in all of it. */
  isNever: boolean;
}>;

export function scheduleOf({between, after, before, zone: zoneName}: TimeParams): Schedule {
  const fromMs = after === undefined ? Number.NEGATIVE_INFINITY : Date.parse(after);
  const toMs = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
  const daily = between === undefined ? ALL_DAY : dailyWindow(between, zoneName);
  const holds = (ms: number) => ms >= fromMs && ms < toMs && daily.isOpen(ms);
  const nextChangeMs = (ms: number) => {
    if (ms < fromMs && daily.isOpen(fromMs)) return fromMs;
    const nextMs = daily.nextChangeMs(Math.max(ms, fromMs));
    // An end comes as a change only while it holds.
    if (nextMs < toMs) return nextMs;
    return holds(ms) && toMs !== Number.POSITIVE_INFINITY ? toMs : undefined;
  };
  const isNever = () => {
    for (let ms = fromMs; ms < toMs; ms = daily.nextChangeMs(ms)) if (daily.isOpen(ms)) return false;
    return true;
  };
  return {holds, nextChangeMs, isNever: Number.isFinite(fromMs) && Number.isFinite(toMs) && isNever()};
}

/** A window of every day; its next change may be said too early where the clock is set. */
type DailyWindow = Readonly<{isOpen: (ms: number) => boolean; nextChangeMs: (ms: number) => number}>;

const ALL_DAY: DailyWindow = {isOpen: () => true, nextChangeMs: () => Number.POSITIVE_INFINITY};

function dailyWindow(between: readonly [string, string], zoneName: string): DailyWindow {
  const zone = zoneNamed(zoneName);
  if (zone === undefined) throw new Error(`Invariant: "${zoneName}" is a zone that passed the schema`);
  const [from, to] = [clockMs(between[0]), clockMs(between[1])];
  const contains = (ms: number) => (from < to ? ms >= from && ms < to : ms >= from || ms < to);
  const isOpen = (ms: number) => contains(zone.timeOfDayMs(ms));
  return {isOpen, nextChangeMs: (ms) => zone.nextTimeOfDay(ms, isOpen(ms) ? to : from)};
}
