import type {PageTerms, PlanFilter} from '../../ports/store.ts';
import {placeOf} from './page-cursor.ts';
import type {PlanRecord} from './plan-record.ts';

/** A statement on `plans` and the values of its parameters. */
export type PlanQuery = Readonly<{sql: string; values: readonly (string | number)[]}>;

/** A row that is found, with its place in the order. */
export type PlacedRecord = PlanRecord & Readonly<{place: number | string}>;

/** Later than any time that a plan may have: what does not expire stands behind all that does. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;
/** As the indexes have it. */
const EXPIRY = `coalesce(expires_at_ms, ${NEVER_MS})`;

const COLUMNS: Readonly<Record<string, string>> = {id: 'id', created: 'created_at_ms', expires: EXPIRY};

/** All plans that pass, by id. */
export function listQuery({statuses, ...filter}: PlanFilter): PlanQuery {
  const {where, values} = conditionsOf(filter);
  if (statuses !== undefined) {
    where.push('status IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(statuses));
  }
  return {sql: `SELECT *, id AS place FROM plans ${whereOf(where)} ORDER BY id`, values};
}

/**
 * The plans of one page, and one more if there are more. Of several statuses each is read by an index of its own
 * and they are merged, so that nothing is sorted.
 *
 * @throws {InputError} USAGE_INVALID when `after` is no cursor of this order.
 */
export function pageQuery(
  {statuses, ...filter}: PlanFilter,
  {limit, after, sort = 'id'}: PageTerms,
): PlanQuery {
  const {where, values} = conditionsOf(filter);
  const isDown = sort.startsWith('-');
  const column = COLUMNS[sort.replace('-', '')] ?? 'id';
  if (after !== undefined) {
    const {key, id} = placeOf(after, sort);
    if (column === 'id') {
      where.push(`id ${isDown ? '<' : '>'} ?`);
      values.push(id);
    } else {
      // The first part says nothing new, but by it an index on an expression is entered at the right place.
      where.push(`${column} ${isDown ? '<=' : '>='} ? AND (${column}, id) ${isDown ? '<' : '>'} (?, ?)`);
      values.push(key, key, id);
    }
  }
  const direction = isDown ? ' DESC' : '';
  const order = column === 'id' ? `id${direction}` : `place${direction}, id${direction}`;
  const each = statuses === undefined ? undefined : [...new Set(statuses)];
  const parts = each?.map(() => ['status = ?', ...where]) ?? [where];
  if (parts.length === 0)
    return {sql: 'SELECT *, id AS place FROM plans WHERE id IS NULL ORDER BY id', values: []};
  const selected = parts
    .map((part) => `*, ${column} AS place FROM plans ${whereOf(part)}`)
    .join(' UNION ALL SELECT ');
  const ofParts = each?.flatMap((status) => [status, ...values]) ?? values;
  return {
    sql: `SELECT ${selected} ORDER BY ${order} LIMIT ?`,
    values: [...ofParts, limit + 1],
  };
}

function conditionsOf(filter: Omit<PlanFilter, 'statuses'>): {where: string[]; values: (string | number)[]} {
  const given = [
    ['symbol = ?', filter.symbol],
    ['side = ?', filter.side],
    ['group_name = ?', filter.group],
    ['created_at_ms >= ?', filter.createdFromMs],
    ['created_at_ms < ?', filter.createdBeforeMs],
    [`${EXPIRY} < ?`, filter.expiresBeforeMs],
  ] as const;
  const set = given.flatMap(([condition, value]) => (value === undefined ? [] : [{condition, value}]));
  return {where: set.map(({condition}) => condition), values: set.map(({value}) => value)};
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
