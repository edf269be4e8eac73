import type {Condition} from '../../../condition/condition-kind.ts';
import type {WrittenPlan} from '../../../plan/plan.ts';
import type {PlanMemory} from '../../../ports/store.ts';
import type {DeskGiven, Moment} from './given.ts';
import {lookerOf} from './naive-condition.ts';
import {isOfBars} from './naive-studies.ts';
import {MET} from './states.ts';

const REMEMBERING: ReadonlySet<string> = new Set(['holdFor', 'sequence']);

/** A version of a plan, and since when it can have been looked at. */
export type Version = Readonly<{
  id: string;
  version: number;
  written: WrittenPlan;
  createdAtMs: number;
  /** When it was committed, since the beginning of the run. */
  committedAtMs: number;
}>;

/** What a condition looks back at: closed bars, and how many parts of it remember something. */
export function lookingBack(condition: Condition): Readonly<{atBars: boolean; cells: number}> {
  const names = namesIn(condition);
  return {atBars: names.some(isOfBars), cells: names.filter((name) => REMEMBERING.has(name)).length};
}

/** Of all that is inside. No parameter is called as a condition that looks back is. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => [name, ...namesIn(inside)]);
}

/** How a plan may have come to be met. */
export type Explanation = Readonly<{
  /** Only with what an earlier process had remembered. */
  isRemembered: boolean;
}>;

/**
 * How the condition of a plan may have been met at the last of what a process was given; undefined: in no way.
 *
 * Whoever looks may have begun at any quote since the version was written: when the monitor heard of it, when it forgot
 * what it remembered for a clock that was set. It may have gone on from what it was told to remember, too, at the first.
 */
export function explanationOf(version: Version, {moments, remembered}: DeskGiven): Explanation | undefined {
  const {when, side} = version.written;
  const seen = momentsOf(version, moments);
  const worked = new Map<object, Map<Moment, number>>();
  const isMetFrom = (start: number, states: PlanMemory['states']) => {
    const look = lookerOf(when, {side, remembered: states, worked});
    let last = 0;
    for (const moment of seen.slice(start)) last = look(moment);
    return (last & MET) !== 0;
  };
  // Without anything to remember only the last one counts.
  const starts = lookingBack(when).cells === 0 ? [seen.length - 1] : [...seen.keys()];
  if (starts.some((start) => isMetFrom(start, {}))) return {isRemembered: false};
  const memory = remembered[version.id];
  const isKept = memory?.version === version.version && isMetFrom(0, memory.states);
  return isKept ? {isRemembered: true} : undefined;
}

/** At how many of some moments a plan was met in any case, whenever somebody began to look before the first of them. */
export function timesSurelyMet(
  version: Version,
  {moments, remembered}: DeskGiven,
  among: ReadonlySet<Moment>,
): number {
  const {when, side} = version.written;
  const seen = momentsOf(version, moments);
  const first = seen.findIndex((moment) => among.has(moment));
  if (first < 0) return 0;
  const worked = new Map<object, Map<Moment, number>>();
  const timesFrom = (start: number, states: PlanMemory['states']) => {
    const look = lookerOf(when, {side, remembered: states, worked});
    return seen.slice(start).filter((moment) => look(moment) === MET && among.has(moment)).length;
  };
  if (lookingBack(when).cells === 0) return timesFrom(first, {});
  const anew = Array.from({length: first + 1}, (_, start) => timesFrom(start, {}));
  const memory = remembered[version.id];
  const kept = memory?.version === version.version ? [timesFrom(0, memory.states)] : [];
  return Math.min(...anew, ...kept);
}

function momentsOf({createdAtMs, committedAtMs}: Version, moments: readonly Moment[]): readonly Moment[] {
  return moments.filter(({nowMs, atMs}) => nowMs >= createdAtMs && atMs >= committedAtMs);
}
