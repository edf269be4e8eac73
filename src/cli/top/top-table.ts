import type {NearPlan} from '../../engine/nearest-plans.ts';
import {type Line, span} from './line.ts';
import {type NearRow, nearRow} from './near-row.ts';
import {fit, harmless, widthOf} from './text-width.ts';

type Column = Readonly<{
  field: Exclude<keyof NearRow, 'key' | 'planId'>;
  head: string;
  align: 'left' | 'right';
  /** Shown on screens of at least so many columns. */
  from: number;
  widest: number;
}>;

/** The last one takes what is left. */
const COLUMNS: readonly Column[] = [
  {field: 'plan', head: 'PLAN', align: 'left', from: 0, widest: 24},
  {field: 'symbol', head: 'SYMBOL', align: 'left', from: 0, widest: 12},
  {field: 'side', head: 'SIDE', align: 'left', from: 0, widest: 4},
  {field: 'status', head: 'STATUS', align: 'left', from: 90, widest: 9},
  {field: 'price', head: 'PRICE', align: 'right', from: 76, widest: 12},
  {field: 'distance', head: 'DISTANCE', align: 'right', from: 0, widest: 10},
  {field: 'share', head: 'SHARE', align: 'right', from: 54, widest: 9},
  {field: 'points', head: 'POINTS', align: 'right', from: 120, widest: 9},
  {field: 'missing', head: 'MISSING', align: 'left', from: 54, widest: 1000},
];

/** Of a narrow screen the plan's name may take so much. */
const NARROW_PLAN = 13;
const MARK = '> ';

/**
 * The plans as a table of `columns` columns, its head first; the chosen one is marked, so that it is seen
 * without colours too.
 *
 * @param from The first row that is shown, and `count` how many are at most.
 */
export function tableLines(
  plans: readonly NearPlan[],
  {columns, from, count, chosen}: Readonly<{columns: number; from: number; count: number; chosen: number}>,
): Line[] {
  const rows = plans.slice(from, from + count).map(nearRow);
  const shown = COLUMNS.filter((column) => columns >= column.from);
  const widths = widthsOf(shown, rows, columns);
  const cells = (textOf: (column: Column) => string) =>
    shown.map((column, index) => fit(harmless(textOf(column)), widths[index] ?? 0, column.align)).join(' ');
  return [
    [span(`${' '.repeat(MARK.length)}${cells(({head}) => head)}`, 'bold')],
    ...rows.map((row, index): Line => {
      const isChosen = from + index === chosen;
      const text = `${isChosen ? MARK : '  '}${cells(({field}) => row[field])}`;
      return [span(text, isChosen ? 'chosen' : 'plain')];
    }),
  ];
}

function widthsOf(shown: readonly Column[], rows: readonly NearRow[], columns: number): number[] {
  const natural = shown.map(({field, head, widest}) => {
    const widths = rows.map((row) => widthOf(harmless(row[field])));
    const most = field === 'plan' && columns < 54 ? NARROW_PLAN : widest;
    return Math.min(most, Math.max(widthOf(head), ...widths));
  });
  const last = shown.length - 1;
  // Figures stay beside the rest; only text takes all that is left.
  if (shown[last]?.field !== 'missing') return natural;
  const before = natural.slice(0, last).reduce((sum, width) => sum + width + 1, MARK.length);
  return natural.map((width, index) => (index === last ? Math.max(0, columns - before) : width));
}
