import {Chalk, type ChalkInstance, supportsColor} from 'chalk';
import Table from 'cli-table3';

/** How to write to a stream: colours and frames for a person at a terminal, plain text for a pipe. */
export type Style = Readonly<{isTerminal: boolean; colour: ChalkInstance; columns: number}>;

export function styleOf(stream: NodeJS.WriteStream): Style {
  const isTerminal = stream.isTTY === true;
  const isColoured = isTerminal && (process.env['NO_COLOR'] ?? '') === '';
  return {
    isTerminal,
    colour: new Chalk({level: isColoured ? (supportsColor ? supportsColor.level : 1) : 0}),
    columns: stream.columns ?? 80,
  };
}

/** Rows under a head: framed on a terminal; in a pipe one line a row, cells parted by tabs. */
export function table(style: Style, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (!style.isTerminal) return [head, ...rows].map((row) => row.join('\t')).join('\n');
  // The head is a row like the others: a head of the library's own is followed by an empty line.
  const aligned = new Table({
    chars: BARE,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 1},
  });
  aligned.push(
    head.map((cell) => style.colour.bold(cell)),
    ...rows.map((row) => [...row]),
  );
  return aligned
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n')
    .replaceAll(/[ \t]+$/gm, '');
}

/** Nothing drawn between cells and rows: alignment alone makes the table. */
const BARE = {
  ...Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid']
      .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
      .map((part) => [part, '']),
  ),
  middle: ' ',
};

/** Colour of a status or verdict, by what it asks of the reader. */
export function coloured({colour}: Style, word: string): string {
  switch (word) {
    case 'executed':
    case 'closed':
    case 'met':
    case 'ok':
    case 'running':
    case 'up':
    case 'fresh':
      return colour.green(word);
    case 'pending':
    case 'working':
    case 'executing':
    case 'unmet':
    case 'connecting':
    case 'degraded':
    case 'stale':
      return colour.yellow(word);
    case 'failed':
    case 'unresolved':
    case 'error':
    case 'down':
    case 'silent':
      return colour.red(word);
    default:
      return colour.dim(word);
  }
}
