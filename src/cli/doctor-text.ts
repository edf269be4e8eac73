import type {DoctorReport} from '../app/doctor/doctor.ts';
import type {FindingState} from '../app/doctor/check.ts';
import {harmless, wrap} from './top/text-width.ts';
import type {Style} from './terminal.ts';

const STATE_WIDTH = 9;
const CHECK_WIDTH = 17;
const INDENT = ' '.repeat(STATE_WIDTH + CHECK_WIDTH);
/** In less than this no text is broken into lines. */
const WIDTH_MIN = 30;

/**
 * A line for each finding and, below what is not well, what mends it; then what could not be looked at, by the
 * reason; last, how many there are.
 */
export function doctorText({findings, failures, warnings}: DoctorReport, style: Style): string {
  const looked = findings.filter(({state}) => state !== 'skipped');
  const lines = looked.flatMap(({check, state, message, remedy}) => {
    const line = lineOf(style, state, check, message);
    return remedy === null ? [line] : [line, `${INDENT}→ ${hanging(remedy, style, '  ')}`];
  });
  const total = `${counted(failures, 'failure')}, ${counted(warnings, 'warning')}`;
  const isWell = failures === 0 && warnings === 0;
  return [
    ...lines,
    ...skippedLines(findings, style),
    '',
    isWell ? style.colour.green('all is well') : total,
  ].join('\n');
}

function skippedLines(findings: DoctorReport['findings'], style: Style): string[] {
  const skipped = findings.filter(({state}) => state === 'skipped');
  return [...new Set(skipped.map(({message}) => message))].map((message) => {
    const names = skipped.filter((one) => one.message === message).map(({check}) => check);
    return lineOf(style, 'skipped', '', `${message}: ${names.join(', ')}`);
  });
}

function lineOf(style: Style, state: FindingState, check: string, message: string): string {
  return `${painted(style, state, state.padEnd(STATE_WIDTH))}${check.padEnd(CHECK_WIDTH)}${hanging(message, style)}`;
}

/** On a terminal a long text goes on below its beginning; elsewhere a line is a line. */
function hanging(text: string, {isTerminal, columns}: Style, more = ''): string {
  const width = columns - INDENT.length - more.length;
  if (!isTerminal || width < WIDTH_MIN) return harmless(text);
  return wrap(harmless(text), width).join(`\n${INDENT}${more}`);
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function painted({colour}: Style, state: FindingState, text: string): string {
  const paint = {ok: colour.green, warning: colour.yellow, failure: colour.red, skipped: colour.dim};
  return paint[state](text);
}
