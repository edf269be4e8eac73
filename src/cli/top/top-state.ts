import type {TopAnswer} from '../../app/top-line.ts';
import type {PlanExplanation} from '../../engine/explain-plan.ts';
import type {Key} from './keys.ts';
import type {NearPlan} from '../../engine/nearest-plans.ts';

export const SORTS = ['distance', 'symbol', 'id'] as const;
export type Sort = (typeof SORTS)[number];

/** Everything that the screen shows, and where its reader is. */
export type TopState = Readonly<{
  db: string;
  columns: number;
  rows: number;
  sort: Sort;
  page: 'plans' | 'explanation' | 'help';
  /** Plan and level that was chosen; undefined: whichever comes first. */
  chosen: string | undefined;
  /** Lines of the explanation or the help that are above the screen. */
  scroll: number;
  isPaused: boolean;
  /** The last answer; undefined before the first, and when no monitor runs. */
  monitor: TopAnswer | undefined;
  /** Why there is no newer answer; undefined while there is. */
  problem: string | undefined;
  /** Of which plan the explanation is; undefined while none was asked for. */
  explainedId: string | undefined;
  /** Undefined before it is there, and when the monitor does not hold the plan. */
  explanation: PlanExplanation | undefined;
  isDone: boolean;
}>;

/** What happens to the screen. */
export type TopEvent =
  | Readonly<{type: 'key'; key: Key}>
  | Readonly<{type: 'resized'; columns: number; rows: number}>
  | Readonly<{type: 'answered'; monitor: TopAnswer | null}>
  | Readonly<{type: 'failed'; problem: string}>
  | Readonly<{type: 'explained'; planId: string; explanation: PlanExplanation | undefined}>;

export function firstState(db: string, {columns, rows}: Pick<TopState, 'columns' | 'rows'>): TopState {
  return {
    db,
    columns,
    rows,
    sort: 'distance',
    page: 'plans',
    chosen: undefined,
    scroll: 0,
    isPaused: false,
    monitor: undefined,
    problem: 'asking the monitor',
    explainedId: undefined,
    explanation: undefined,
    isDone: false,
  };
}

export function keyOf({planId, level}: NearPlan): string {
  return `${planId}#${level}`;
}

/** The plans in the order in which they are shown; the monitor sends them nearest first. */
export function sorted({monitor, sort}: Pick<TopState, 'monitor' | 'sort'>): readonly NearPlan[] {
  const nearest = monitor?.nearest ?? [];
  switch (sort) {
    case 'distance':
      return nearest;
    case 'symbol':
      // Of one symbol as they were: nearest first.
      return [...nearest].sort((a, b) => order(a.symbol, b.symbol));
    case 'id':
      return [...nearest].sort((a, b) => order(a.planId, b.planId) || a.level - b.level);
  }
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Place of the chosen row among those that are shown; the first when what was chosen has gone. */
export function chosenIndex(state: TopState): number {
  return Math.max(
    0,
    sorted(state).findIndex((near) => keyOf(near) === state.chosen),
  );
}

/**
 * What becomes of the screen.
 *
 * @param page Rows that one page has: of plans, or of the text that is shown.
 */
export function step(state: TopState, event: TopEvent, page: number): TopState {
  switch (event.type) {
    case 'resized':
      return {...state, columns: event.columns, rows: event.rows};
    case 'answered':
      return event.monitor === null
        ? {
            ...state,
            monitor: undefined,
            problem: 'no monitor runs on this database; start one with `vigil run`',
          }
        : {...state, monitor: event.monitor, problem: undefined};
    case 'failed':
      return {...state, problem: event.problem};
    case 'explained':
      return event.planId === state.explainedId ? {...state, explanation: event.explanation} : state;
    case 'key':
      return pressed(state, event.key, page);
  }
}

function pressed(state: TopState, key: Key, page: number): TopState {
  if (key === 'q' || key === 'ctrl-c') return {...state, isDone: true};
  if (key === 'p') return {...state, isPaused: !state.isPaused};
  const moved = MOVES[key]?.(page);
  if (state.page !== 'plans') {
    if (moved !== undefined) return {...state, scroll: Math.max(0, Math.min(1e6, state.scroll + moved))};
    // Whatever has opened it closes it again.
    if (['escape', 'enter', 'e', '?'].includes(key)) return {...state, page: 'plans', scroll: 0};
    return state;
  }
  if (moved !== undefined) return {...state, chosen: neighbour(state, moved)};
  switch (key) {
    case 's':
      return {...state, sort: SORTS[(SORTS.indexOf(state.sort) + 1) % SORTS.length] ?? 'distance'};
    case '?':
      return {...state, page: 'help', scroll: 0};
    case 'e':
    case 'enter': {
      const near = sorted(state)[chosenIndex(state)];
      if (near === undefined) return state;
      const isSame = near.planId === state.explainedId;
      const explanation = isSame ? state.explanation : undefined;
      return {...state, page: 'explanation', scroll: 0, explainedId: near.planId, explanation};
    }
    default:
      return state;
  }
}

const MOVES: Readonly<Record<Key, (page: number) => number>> = {
  up: () => -1,
  down: () => 1,
  k: () => -1,
  j: () => 1,
  pageUp: (page) => -page,
  pageDown: (page) => page,
  home: () => -1e6,
  end: () => 1e6,
};

function neighbour(state: TopState, by: number): string | undefined {
  const rows = sorted(state);
  const index = Math.min(rows.length - 1, Math.max(0, chosenIndex(state) + by));
  const near = rows[index];
  return near === undefined ? state.chosen : keyOf(near);
}
