import type {TopReport} from '../../app/top.ts';
import {lineOf} from '../journal/line-of.ts';
import {type Style, table} from '../terminal.ts';
import {plainText} from './line.ts';
import {PLAIN} from './plain-style.ts';
import {nearRow} from './near-row.ts';
import {harmless} from './text-width.ts';
import {headLines} from './top-head.ts';

/** Events in a text; with --json there are more. */
const EVENTS_MAX = 10;

/** One look at the monitor as text: for pipes, logs and `--once`. */
export function topText({db, monitor}: TopReport, style: Style): string {
  if (monitor === null) return `database  ${db}\nmonitor   not running; start it with \`vigil run\``;
  const {urgent, usual} = headLines(monitor);
  const rows = monitor.nearest
    .map(nearRow)
    .map(({plan, symbol, side, status, price, distance, share, missing}) => [
      plan,
      symbol,
      side,
      status,
      price,
      distance,
      share,
      harmless(missing),
    ]);
  const head = ['PLAN', 'SYMBOL', 'SIDE', 'STATUS', 'PRICE', 'DISTANCE', 'SHARE', 'MISSING'];
  return [
    `database  ${db}`,
    `monitor   ${monitor.state}, process ${monitor.pid}, since ${monitor.since}`,
    ...[...urgent, ...usual].map(plainText),
    '',
    rows.length === 0 ? 'no plan waits to fire' : table(style, head, rows),
    ...(monitor.events.length === 0 ? [] : ['', 'events']),
    ...monitor.events.slice(-EVENTS_MAX).map((event) => `${event.at} ${harmless(lineOf(event, PLAIN))}`),
  ].join('\n');
}
