import type {Explained} from '../condition/verdict.ts';
import {formatDuration} from '../plan/duration.ts';
import {coloured, type Style, table} from './terminal.ts';

/** What conditions saw, a line for each. */
export function conditionTable(style: Style, conditions: readonly Explained[]): string {
  const rows = conditions.map(({path, verdict, observed, threshold, distance, ageMs, reason}) => [
    path,
    coloured(style, verdict),
    observed === null ? '-' : String(observed),
    threshold,
    distance === undefined ? '-' : distanceText(distance),
    ageMs === null ? '-' : formatDuration(ageMs),
    reason,
  ]);
  return table(style, ['CONDITION', 'VERDICT', 'OBSERVED', 'THRESHOLD', 'DISTANCE', 'AGE', 'REASON'], rows);
}

/** `1301.92 (|ask − 1301.5| ≤ 0.5, 0.08 away)`. */
export function missingText({observed, threshold, distance, verdict, reason}: Explained): string {
  const seen = observed === null ? reason : String(observed);
  const away = distance === undefined ? '' : `, ${distanceText(distance)} away`;
  const why = verdict === 'unknown' && observed !== null ? `, ${reason}` : '';
  return `${seen} (${threshold}${away}${why})`;
}

function distanceText(distance: number): string {
  return String(Number(distance.toPrecision(6)));
}
