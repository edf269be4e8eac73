import type {ChannelView, DeadLetterView} from '../app/notify.ts';
import {coloured, type Style, table} from './terminal.ts';

/** Dead letters of a channel that are shown; all of them are in `--json`. */
const LETTERS_SHOWN_MAX = 20;

/** The channels, a row each, and below them what is wrong. */
export function channelsText(style: Style, channels: readonly ChannelView[]): string {
  const head = ['CHANNEL', 'KIND', 'STATE', 'DELIVERED', 'LAST', 'WAITING', 'DEAD'];
  const rows = channels.map((view) => [
    view.name,
    view.kind,
    coloured(style, stateOf(view)),
    String(view.delivered),
    view.deliveredAt ?? '-',
    String(view.undelivered),
    String(view.deadLetters.length),
  ]);
  const troubles = channels.flatMap((view) => troubleLines(style, view));
  return [table(style, head, rows), ...troubles].join('\n');
}

/** One word for how a channel fares. */
function stateOf({cursor, failingSince, undelivered}: ChannelView): 'new' | 'down' | 'pending' | 'ok' {
  if (cursor === null) return 'new';
  if (failingSince !== null) return 'down';
  return undelivered > 0 ? 'pending' : 'ok';
}

function troubleLines(style: Style, view: ChannelView): readonly string[] {
  const {name, failingSince, lastError, nextAt, oldestUndeliveredAt, deadLetters} = view;
  const {colour} = style;
  const lines: string[] = [];
  const parts = [
    ...(failingSince === null ? [] : [`fails since ${failingSince}: ${lastError ?? 'no reason is known'}`]),
    ...(failingSince === null || nextAt === null ? [] : [`next try ${nextAt}`]),
    ...(oldestUndeliveredAt === null ? [] : [`the oldest that waits is of ${oldestUndeliveredAt}`]),
  ];
  if (parts.length > 0) lines.push(`${colour.bold(name)} ${parts.join('; ')}`);
  if (deadLetters.length === 0) return lines;
  const shown = deadLetters.slice(-LETTERS_SHOWN_MAX);
  const rows = shown.map(letterCells);
  const more = deadLetters.length - shown.length;
  const rest = more === 0 ? '' : `; the ${more} before them are in --json`;
  return [
    ...lines,
    `${colour.bold(name)} was given up on; \`vigil notify retry ${name}\` has it tried again${rest}:`,
    table(style, ['ID', 'TIME', 'EVENT', 'PLAN', 'TRIES', 'ERROR'], rows),
  ];
}

function letterCells({id, time, kind, planId, attempts, error, due}: DeadLetterView): readonly string[] {
  return [String(id), time, kind, planId ?? '-', `${attempts}${due ? ', again' : ''}`, error];
}
