import type {Style} from '../terminal.ts';
import {cut, harmless, widthOf} from './text-width.ts';

/** What a piece of a line asks of its reader. */
export type Tone = 'plain' | 'bold' | 'dim' | 'good' | 'warn' | 'bad' | 'chosen';

export type Span = Readonly<{text: string; tone: Tone}>;

/** A line of the screen before it is coloured; it may be longer than the screen is wide. */
export type Line = readonly Span[];

export function span(text: string, tone: Tone = 'plain'): Span {
  return {text: harmless(text), tone};
}

/** The line as it is written, in at most so many columns. */
export function written(line: Line, columns: number, {colour}: Style): string {
  const paint: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    bold: colour.bold,
    dim: colour.dim,
    good: colour.green,
    warn: colour.yellow,
    bad: colour.red,
    chosen: colour.inverse,
  };
  let left = columns;
  let text = '';
  for (const {text: whole, tone} of line) {
    const kept = cut(whole, left);
    if (kept !== '') text += paint[tone](kept);
    left -= widthOf(kept);
    if (kept !== whole || left <= 0) break;
  }
  return text;
}

/** What a reader sees of a line. */
export function plainText(line: Line): string {
  return line.map(({text}) => text).join('');
}
