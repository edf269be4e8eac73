import type {Explained, VerdictState} from '../../condition/verdict.ts';
import {missingText} from '../condition-table.ts';
import {type Line, span, type Tone} from './line.ts';
import {reasonWords} from './near-row.ts';
import {wrap} from './text-width.ts';
import type {TopState} from './top-state.ts';

const TONES: Readonly<Record<VerdictState, Tone>> = {met: 'good', unmet: 'warn', unknown: 'bad'};
const INDENT = '        ';

/** What the chosen plan waits for: a line for each condition and, below it, what was seen and what is wanted. */
export function explanationLines({explainedId, explanation, columns}: TopState): readonly Line[] {
  if (explanation === undefined || explainedId === undefined) {
    return [
      [span(`plan ${explainedId ?? ''}`, 'bold')],
      [span('the monitor does not hold this plan now', 'dim')],
    ];
  }
  const {row, verdict, conditions, levels} = explanation;
  const {plan} = row;
  const failing = levels.filter(
    ({lastError, consecutiveFailures}) => lastError !== null && consecutiveFailures > 0,
  );
  return [
    [
      span(plan.id, 'bold'),
      span(`  ${plan.side} ${plan.volumeLots} ${plan.symbol}  ${row.status}  `),
      span(verdict, TONES[verdict]),
    ],
    ...(row.reason === null ? [] : wrapped(row.reason, '', columns)),
    ...failing.flatMap(({level, consecutiveFailures, lastError}) =>
      wrapped(`level ${level} failed ${consecutiveFailures} times in a row: ${lastError}`, '', columns),
    ),
    [],
    ...conditions.flatMap((condition) => conditionLines(condition, columns)),
  ];
}

function conditionLines(condition: Explained, columns: number): Line[] {
  const {path, kind, verdict} = condition;
  const head: Line = [span(verdict.padEnd(INDENT.length), TONES[verdict]), span(path)];
  // What only combines others has nothing of its own to see.
  if (kind === 'all' || kind === 'any' || kind === 'not') return [head];
  return [
    head,
    ...wrapped(missingText({...condition, reason: reasonWords(condition.reason)}), INDENT, columns),
  ];
}

function wrapped(text: string, indent: string, columns: number): Line[] {
  return wrap(text, Math.max(8, columns - indent.length)).map((line) => [span(`${indent}${line}`, 'dim')]);
}
