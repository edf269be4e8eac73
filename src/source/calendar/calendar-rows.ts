import {messageOf, type Problem} from '../../errors.ts';

const FIELDS = ['time', 'currency', 'country', 'impact', 'title'] as const;

type Field = (typeof FIELDS)[number];

/** One event as it is written: its fields that are not empty, and where it stands, such as `news.csv:3`. */
export type Row = Readonly<{at: string; fields: Readonly<Partial<Record<Field, string>>>}>;

type Rows = Readonly<{rows: readonly Row[]; problems: readonly Problem[]}>;
type Line = Readonly<{at: string; text: string}>;

/** The rows of a calendar, in JSON Lines or CSV; of lines that are neither what is wrong with them. */
export function rowsOf(content: string, name: string): Rows {
  const lines = content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index): Line => ({at: `${name}:${index + 1}`, text: text.trim()}))
    .filter(({text}) => text !== '');
  const [first, ...rest] = lines;
  if (first === undefined) return {rows: [], problems: []};
  if (first.text.startsWith('[')) {
    const hint = 'write one object a line: JSON Lines';
    return {rows: [], problems: [{field: first.at, message: `${first.at} begins a list`, hint}]};
  }
  return first.text.startsWith('{') ? together(lines.map(jsonRow)) : csvRows(first, rest);
}

type Read = Row | Problem;

function together(read: readonly Read[]): Rows {
  const isRow = (one: Read): one is Row => 'fields' in one;
  return {rows: read.filter(isRow), problems: read.filter((one): one is Problem => !isRow(one))};
}

function jsonRow({at, text}: Line): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {field: at, message: `${at} is not JSON: ${messageOf(error)}`, hint: 'write one object a line'};
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {field: at, message: `${at} is ${text}, not an object`, hint: 'write one object a line'};
  const written: Readonly<Record<string, unknown>> = {...value};
  const fields: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const content = written[field];
    if (content === undefined || content === null) continue;
    if (typeof content !== 'string') {
      const message = `${at} ${field} is ${JSON.stringify(content)}, which is not text`;
      return {field: `${at} ${field}`, message, hint: 'write it in quotes'};
    }
    if (content.trim() !== '') fields[field] = content.trim();
  }
  return {at, fields};
}

/** The columns may stand in any order; those with other names are not looked at. */
function csvRows(header: Line, lines: readonly Line[]): Rows {
  const names = cellsOf(header.text)?.map((cell) => cell.toLowerCase()) ?? [];
  const needed = ['time', 'impact', 'title'].filter((name) => !names.includes(name));
  if (!names.includes('currency') && !names.includes('country')) needed.push('currency');
  const twice = FIELDS.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (needed.length > 0 || twice !== undefined) {
    const what = twice === undefined ? `no column ${needed.join(', ')}` : `two columns ${twice}`;
    const message = `${header.at} is ${JSON.stringify(header.text)}, and names ${what}`;
    const hint = 'name the columns in the first line, such as time,currency,impact,title';
    return {rows: [], problems: [{field: header.at, message, hint}]};
  }
  return together(lines.map((line) => csvRow(line, names)));
}

function csvRow({at, text}: Line, names: readonly string[]): Read {
  const cells = cellsOf(text);
  if (cells === undefined) {
    const message = `${at} is ${JSON.stringify(text)}, in which a quote does not enclose a cell`;
    return {field: at, message, hint: 'put the whole cell in quotes; inside them write a quote twice'};
  }
  if (cells.length !== names.length) {
    const message = `${at} has ${cells.length} cells, and the first line names ${names.length}`;
    return {field: at, message, hint: 'give each column one cell; put text with commas in quotes'};
  }
  const given = FIELDS.flatMap((field) => {
    const cell = cells[names.indexOf(field)] ?? '';
    return cell === '' ? [] : [[field, cell] as const];
  });
  return {at, fields: Object.fromEntries(given)};
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** The cells of one line of CSV; undefined when a quote does not end, or does not enclose its cell. */
function cellsOf(line: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    CELL.lastIndex = at;
    const match = CELL.exec(line);
    if (match === null) return undefined;
    const [whole, quoted, plain = '', end] = match;
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === '') return cells;
    at += whole.length;
  }
}
