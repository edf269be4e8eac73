/**
 * What the text of an SQL statement says of the order of what it gives. Not a parser: what it cannot tell
 * counts as several rows in any order, and a comment in the code may say that it does not matter.
 */

const AGGREGATE = '<aggregate>';
const GATHERED = '<gathered>';
const INNER = '<inner>';

/** Functions of many rows that come to the same in every order. */
const ORDER_FREE = new Set(['COUNT', 'SUM', 'TOTAL', 'AVG', 'MAX', 'MIN']);
/** Functions of many rows that keep the order in which they met them. */
const GATHERING = new Set(['GROUP_CONCAT', 'STRING_AGG', 'JSON_GROUP_ARRAY', 'JSON_GROUP_OBJECT']);

/** Whether it reads rows, possibly more than one, and does not say in which order. */
export function readsInAnyOrder(sql: string): boolean {
  const outline = outlineOf(sql);
  if (!/^SELECT\b.*\bFROM\b/.test(outline.replace(/^WITH\b.*?\b(?=SELECT|INSERT|UPDATE|DELETE)/, ''))) {
    return false;
  }
  return !/\bORDER BY\b/.test(outline) && !isOneRow(outline);
}

/** Whether it makes one value of many rows, with their order in it, and does not say which order. */
export function gathersInAnyOrder(sql: string): boolean {
  return outlineOf(sql).includes(GATHERED);
}

/** The clock or the chance that it takes from the machine; undefined when it takes none. */
export function machineAskedIn(sql: string): string | undefined {
  if (!/\b(SELECT|INSERT|UPDATE|DELETE|VALUES|DEFAULT)\b/.test(sql)) return undefined;
  const chance = /\brandom(blob)?(?=\s*\()/i.exec(sql)?.[0];
  const clock = /\bcurrent_(timestamp|date|time)\b/i.exec(sql)?.[0];
  const now = /\b(strftime|datetime|date|time|julianday|unixepoch|timediff)\s*\([^()]*'now'/i.exec(sql)?.[1];
  const implied = /\b(datetime|date|time|julianday|unixepoch)(?=\s*\(\s*\))/i.exec(sql)?.[0];
  return chance ?? clock ?? now ?? implied;
}

function isOneRow(outline: string): boolean {
  if (/\bLIMIT 1(?! ?[,\d])/.test(outline)) return true;
  if (/\b(UNION|INTERSECT|EXCEPT)\b/.test(outline)) return false;
  if (/\bSINGLE = 1\b/.test(outline) && !/\bOR\b/.test(outline)) return true;
  const [columns = ''] = outline.split(/\bFROM\b/);
  return isAggregate(columns) && !/\bGROUP BY\b/.test(outline);
}

/**
 * The statement in capitals, on one line, with a mark for each pair of parentheses: an ORDER BY or a LIMIT
 * that is left is its own and no subquery's.
 */
function outlineOf(sql: string): string {
  let outline = sql
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .toUpperCase()
    .replaceAll('=', ' = ');
  for (let before = ''; before !== outline; ) {
    before = outline;
    outline = outline.replaceAll(/(\w*)\(([^()]*)\)/g, (_, name: string, inside: string) =>
      marked(name, inside),
    );
  }
  return outline.replaceAll(/\s+/g, ' ').trim();
}

/** What stands for `name(inside)`, where `inside` has no parentheses any more. */
function marked(name: string, inside: string): string {
  const isGathering = GATHERING.has(name) && !/\bORDER BY\b/.test(inside);
  if (isGathering || inside.includes(GATHERED)) return ` ${GATHERED} `;
  // With two arguments, max and min are of one row.
  if (ORDER_FREE.has(name) && !inside.includes(',')) return ` ${AGGREGATE} `;
  if (isAggregate(inside) && !/\bSELECT\b/.test(inside)) return ` ${AGGREGATE} `;
  return `${name} ${INNER} `;
}

/** Whether a value of many rows is in it, and not one that a window gives to each row. */
function isAggregate(expression: string): boolean {
  return new RegExp(`${AGGREGATE}(?!\\s*(FILTER\\s*${INNER}\\s*)?OVER\\b)`).test(expression);
}
