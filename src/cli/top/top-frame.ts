import type {TopAnswer} from '../../app/top-line.ts';
import {lineOf} from '../journal/line-of.ts';
import {explanationLines} from './explanation-lines.ts';
import {HELP} from './help-lines.ts';
import {headLines} from './top-head.ts';
import {type Line, plainText, type Span, span} from './line.ts';
import {PLAIN} from './plain-style.ts';
import {widthOf} from './text-width.ts';
import {tableLines} from './top-table.ts';
import {chosenIndex, sorted, type TopState} from './top-state.ts';

/** Events below the plans, where there is room. */
const EVENTS_MAX = 8;
/** Screens with fewer rows show no events, and of what is usual but little. */
const ROWS_FOR_ALL = 18;
/** And with fewer than these, not even the links. */
const ROWS_FOR_LINKS = 12;
/** A narrower screen names the keys under `?` only. */
const COLUMNS_FOR_KEYS = 54;
/** Of what keeps plans from firing. */
const URGENT_MAX = 3;

type Events = TopAnswer['events'];

type Layout = Readonly<{
  head: readonly Line[];
  /** Rows of plans. */
  rows: number;
  events: readonly Line[];
}>;

/** The whole screen: as many lines as it has rows, none of them coloured yet. */
export function frameOf(state: TopState): readonly Line[] {
  const {page, rows, columns} = state;
  if (page !== 'plans') return textFrame(state);
  const {head, rows: count, events} = layoutOf(state);
  const chosen = chosenIndex(state);
  const plans = sorted(state);
  const from = firstRow(plans.length, chosen, count);
  const table = tableLines(plans, {columns, from, count, chosen});
  const empty = plans.length === 0 ? [[span(emptyText(state), 'dim')]] : [];
  const upper = [titleLine(state), ...head, ...table, ...empty];
  const lower = [...events, footerLine(state)];
  const gap = Math.max(0, rows - upper.length - lower.length);
  return [...upper, ...blank(gap), ...lower].slice(-rows);
}

/** Rows by which a page moves. */
export function pageOf(state: TopState): number {
  return Math.max(1, state.page === 'plans' ? layoutOf(state).rows - 1 : state.rows - 3);
}

/** Lines that can be scrolled away at most. */
export function scrollMax(state: TopState): number {
  return Math.max(0, textOf(state).length - (state.rows - 2));
}

function layoutOf({monitor, rows, problem}: TopState): Layout {
  const isTall = rows >= ROWS_FOR_ALL;
  const {urgent, usual} = monitor === undefined ? {urgent: [], usual: []} : headLines(monitor);
  const head: readonly Line[] = [
    ...(problem === undefined ? [] : [[span(problem, 'warn')]]),
    ...urgent.slice(0, isTall ? URGENT_MAX : 1),
    ...(isTall ? usual : rows >= ROWS_FOR_LINKS ? usual.slice(0, 1) : []),
    ...blank(isTall ? 1 : 0),
  ];
  // Beside it title, head of the table and footer.
  const room = Math.max(0, rows - head.length - 3);
  const events = isTall ? eventLines(monitor?.events ?? [], Math.min(EVENTS_MAX, Math.floor(room / 3))) : [];
  return {head, rows: room - events.length, events};
}

function eventLines(entries: Events, count: number): readonly Line[] {
  const shown = entries.slice(-count);
  if (count < 1 || shown.length === 0) return [];
  const head: Line = [span('EVENTS', 'bold'), span('  newest last, UTC', 'dim')];
  return [
    ...blank(1),
    head,
    ...shown.map((entry) => [span(timeOfDay(entry.at), 'dim'), span(` ${lineOf(entry, PLAIN)}`)]),
  ];
}

/** `12:00:01` of an ISO time. */
function timeOfDay(iso: string): string {
  return iso.slice(11, 19);
}

function firstRow(plans: number, chosen: number, count: number): number {
  // The chosen one stays on the screen, and no row is empty while plans are left.
  return Math.max(0, Math.min(chosen - Math.floor(count / 2), plans - count));
}

function titleLine(state: TopState): Line {
  const {db, isPaused, columns} = state;
  const left: Span[] = [span('vigil top', 'bold'), span(`  ${db}`)];
  const right: Span[] = [...(isPaused ? [span('PAUSED ', 'warn')] : []), ...monitorSpans(state)];
  const used = widthOf(plainText(left)) + widthOf(plainText(right));
  if (used + 1 <= columns) return [...left, span(' '.repeat(columns - used)), ...right];
  // What is said of the monitor counts more than the end of a path.
  return [span('vigil top', 'bold'), span('  '), ...right];
}

/** Whether it runs, and of when what is shown is. */
function monitorSpans({monitor, problem}: TopState): Span[] {
  if (monitor === undefined) return [];
  const state = problem === undefined ? monitor.state : 'no answer since';
  return [span(state, state === 'running' ? 'good' : 'warn'), span(` ${timeOfDay(monitor.asOf)}Z`)];
}

function footerLine({sort, page, columns}: TopState): Line {
  if (page !== 'plans') return [span('Esc back  ↑↓ scroll  q quit', 'dim')];
  const keys = columns < COLUMNS_FOR_KEYS ? '' : '  e explain  p pause';
  return [span(`q quit  s sort: ${sort}${keys}  ? help`, 'dim')];
}

function emptyText({monitor}: TopState): string {
  if (monitor === undefined) return '';
  return monitor.state === 'starting' ? '  the monitor is starting' : '  no plan waits to fire';
}

function textOf(state: TopState): readonly Line[] {
  return state.page === 'help' ? HELP : explanationLines(state);
}

function textFrame(state: TopState): readonly Line[] {
  const {rows} = state;
  const scroll = Math.min(state.scroll, scrollMax(state));
  const shown = textOf(state).slice(scroll, scroll + Math.max(0, rows - 2));
  const gap = Math.max(0, rows - 2 - shown.length);
  return [titleLine(state), ...shown, ...blank(gap), footerLine(state)].slice(-rows);
}

function blank(count: number): Line[] {
  return Array.from({length: count}, () => []);
}
