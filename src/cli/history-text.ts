import type {ConditionChange, PlanEvent, VerdictChange} from '../ports/store.ts';
import {coloured, type Style} from './terminal.ts';

/** One entry of what `plan history` tells. */
export type Told = Readonly<{event: PlanEvent}> | Readonly<{verdict: VerdictChange}>;

/** Events that write a version of the plan: only then can anything be thought of it. */
const WRITING: ReadonlySet<string> = new Set(['added', 'imported', 'edited', 'armed']);

/**
 * Both by time, each in its own order even where a clock was set. Of what happened at the same time the version
 * comes first, then what was thought of it, then what came of that.
 */
export function inOrder(events: readonly PlanEvent[], verdicts: readonly VerdictChange[]): readonly Told[] {
  const told: Told[] = [];
  const left = [...verdicts];
  for (const event of events) {
    const isLater = ({atMs}: VerdictChange) =>
      WRITING.has(event.kind) ? atMs >= event.atMs : atMs > event.atMs;
    for (let [verdict] = left; verdict !== undefined && !isLater(verdict); [verdict] = left) {
      told.push({verdict});
      left.shift();
    }
    told.push({event});
  }
  return [...told, ...left.map((verdict) => ({verdict}))];
}

/** `unmet → met`, and below it a line for each condition that changed. */
export function verdictText(
  style: Style,
  {from, to, conditions}: VerdictChange,
): readonly [string, ...string[]] {
  const before = from === null || from === to ? '' : `${coloured(style, from)} → `;
  const width = Math.max(0, ...conditions.map(({path}) => path.length));
  return [
    `${before}${coloured(style, to)}`,
    ...conditions.map((change) => `${change.path.padEnd(width)}  ${conditionText(style, change)}`),
  ];
}

/** `unmet → met (28.3, RSI(14) of M15 < 30)` */
function conditionText(style: Style, {from, to}: ConditionChange): string {
  const before = from === null ? '' : `${wordsOf(style, from)} → `;
  if (to === null) return `${before}${style.colour.dim('over')}`;
  const seen = [to.observed, to.threshold].filter((part) => part !== null && part !== '').join(', ');
  return `${before}${wordsOf(style, to)}${seen === '' ? '' : ` (${seen})`}`;
}

/** The verdict, and why where that says more. */
function wordsOf(style: Style, {verdict, reason}: NonNullable<ConditionChange['from']>): string {
  return reason === verdict ? coloured(style, verdict) : `${coloured(style, verdict)}: ${reason}`;
}
