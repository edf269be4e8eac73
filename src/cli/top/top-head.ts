import type {TopAnswer} from '../../app/top-line.ts';
import {formatDuration} from '../../plan/duration.ts';
import {type Line, span, type Span, type Tone} from './line.ts';

const TONES: Readonly<Record<string, Tone>> = {
  running: 'good',
  up: 'good',
  held: 'good',
  starting: 'warn',
  connecting: 'warn',
  degraded: 'warn',
  lapsed: 'warn',
  lost: 'bad',
  down: 'bad',
};

/** A loop that is later than this keeps quotes waiting. */
const LOOP_DELAY_WARN_MS = 100;

/** What stands above the plans, the most urgent first where there is room for less. */
export function headLines(monitor: TopAnswer): Readonly<{urgent: readonly Line[]; usual: readonly Line[]}> {
  const {links, lease, gate, sweep, desks, loopDelayMs, quotesPerSecond} = monitor;
  const asOfMs = Date.parse(monitor.asOf);
  const link = (which: 'feed' | 'broker') => {
    const state = links?.[which].state ?? 'connecting';
    return [span(` ${monitor[which]} `), span(state, TONES[state] ?? 'plain')];
  };
  const agoText = (at: string) => `${formatDuration(Math.max(0, asOfMs - Date.parse(at)))} ago`;
  const usual: Line[] = [
    [
      ...field('feed'),
      ...link('feed'),
      ...field('   broker'),
      ...link('broker'),
      ...field('   lease'),
      ...(lease === null
        ? [span(' not held yet', 'warn')]
        : [span(' '), span(lease.state, TONES[lease.state] ?? 'plain'), span(`, epoch ${lease.epoch}`)]),
    ],
    [
      ...field('quotes'),
      span(` ${quotesPerSecond === null ? '-' : quotesPerSecond.toFixed(1)}/s`),
      ...field('   desks'),
      span(` ${desksText(desks)}`),
      ...field('   loop'),
      span(
        ` ${loopDelayMs === null ? '-' : `${Math.round(loopDelayMs)} ms late`}`,
        loopDelayMs !== null && loopDelayMs > LOOP_DELAY_WARN_MS ? 'warn' : 'plain',
      ),
      ...field('   sweep'),
      span(sweep === null ? ' none yet' : ` ${agoText(sweep.at)}`),
    ],
    [...field('plans'), span(` ${plansText(monitor)}`)],
  ];
  return {urgent: urgentLines(monitor, gate), usual};
}

function urgentLines(monitor: TopAnswer, gate: TopAnswer['gate']): Line[] {
  const lines: Line[] = gate.map(({reason, observed}) => [
    span(reason === 'halted' ? 'HALTED' : 'SHUT', 'bad'),
    span(` ${observed}`),
  ]);
  for (const which of ['feed', 'broker'] as const) {
    const link = monitor.links?.[which];
    if (link === undefined || link.state === 'up' || link.lastError === null) continue;
    lines.push([
      span(`${which} link ${link.state}`, TONES[link.state] ?? 'bad'),
      span(`: ${link.lastError}`),
    ]);
  }
  const troubles = [
    [monitor.missedByEvents, 'missed by events'],
    [monitor.quarantined, 'failing again and again'],
    [monitor.notListed, 'without an instrument'],
    [monitor.plans['unresolved'] ?? 0, 'in doubt'],
  ] as const;
  const told = troubles.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  if (told.length > 0) lines.push([span(told.join(', '), 'warn'), span('; see `vigil doctor`', 'dim')]);
  return lines;
}

function plansText({plans, waiting, nearest}: TopAnswer): string {
  const counts = Object.entries(plans).map(([status, count]) => `${count} ${status}`);
  const shown = nearest.length < waiting ? `; the nearest ${nearest.length} of ${waiting} that wait` : '';
  return `${counts.length === 0 ? 'none' : counts.join(', ')}${shown}`;
}

/** `3`, or `3 (1 stale)` where not all are fresh. */
function desksText({count, states}: TopAnswer['desks']): string {
  const others = Object.entries(states).filter(([state]) => state !== 'fresh');
  const words: Readonly<Record<string, string>> = {marketClosed: 'closed', noQuote: 'without a quote'};
  if (others.length === 0) return String(count);
  return `${count} (${others.map(([state, of]) => `${of} ${words[state] ?? state}`).join(', ')})`;
}

function field(name: string): Span[] {
  return [span(name, 'dim')];
}
