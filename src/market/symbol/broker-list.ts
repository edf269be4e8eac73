import {inputErrorOf, InputError, type Problem} from '../../errors.ts';
import {type ContractFacts, NO_FACTS} from './contract-facts.ts';
import type {Listed} from './listed-symbol.ts';

/** Names of columns, in lower case and letters only, as terminals and exports write them. */
const COLUMNS = {
  symbol: ['symbol', 'name', 'symbolname', 'instrument', 'ticker', 'rawsymbol'],
  digits: ['digits', 'pricedigits', 'precision'],
  contractSize: ['contractsize', 'tradecontractsize', 'lotsize', 'symboltradecontractsize'],
  baseCurrency: ['currencybase', 'basecurrency', 'base', 'symbolcurrencybase'],
  quoteCurrency: [
    'currencyprofit',
    'profitcurrency',
    'quotecurrency',
    'quote',
    'currencyquote',
    'symbolcurrencyprofit',
  ],
} as const;

type Column = keyof typeof COLUMNS;

/**
 * Reads a broker's list: one symbol a line, or CSV with a header that has a column for the symbol and any
 * of digits, contract size, base and quote currency. Cells are parted by commas, semicolons or tabs.
 *
 * @param name What to call the text in messages.
 * @throws {InputError} FILE_FORMAT_UNKNOWN, naming every cell that is no number.
 */
export function parseBrokerList(text: string, name: string): readonly Listed[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({line: line.trim(), number: index + 1}))
    .filter(({line}) => line !== '');
  const [head, ...rest] = lines;
  if (head === undefined) throw new InputError('FILE_FORMAT_UNKNOWN', `"${name}" holds no symbols`);
  const separator = ['\t', ';', ','].find((candidate) => head.line.includes(candidate));
  const columns = separator === undefined ? [head.line] : cellsOf(head.line, separator);
  const at = (column: Column) => indexOf(columns, column);
  if (at('symbol') < 0) {
    if (separator === undefined) return lines.map(({line}) => ({symbol: unquoted(line), facts: NO_FACTS}));
    throw new InputError('FILE_FORMAT_UNKNOWN', `"${name}" has no column for the symbol`, {
      hint: 'write one symbol a line, or a header with "symbol" and any of "digits", "contractSize", "baseCurrency", "quoteCurrency"',
    });
  }
  const problems: Problem[] = [];
  const listed = rest.flatMap(({line, number}): Listed[] => {
    const cells = separator === undefined ? [unquoted(line)] : cellsOf(line, separator);
    const cellOf = (column: Column) => cells[at(column)] || null;
    const numberOf = (column: Column) => {
      const cell = cellOf(column);
      const value = cell === null ? null : Number(cell);
      if (value === null || (Number.isFinite(value) && value >= 0)) return value;
      problems.push({field: `${name}:${number} ${column}`, message: `"${cell}" is not a number`});
      return null;
    };
    const facts: ContractFacts = {
      digits: numberOf('digits'),
      contractSize: numberOf('contractSize'),
      baseCurrency: cellOf('baseCurrency'),
      quoteCurrency: cellOf('quoteCurrency'),
    };
    const symbol = cellOf('symbol');
    return symbol === null ? [] : [{symbol, facts}];
  });
  if (problems.length > 0) throw inputErrorOf('FILE_FORMAT_UNKNOWN', problems);
  if (listed.length === 0) throw new InputError('FILE_FORMAT_UNKNOWN', `"${name}" holds no symbols`);
  return listed;
}

function indexOf(columns: readonly string[], column: Column): number {
  const names: readonly string[] = COLUMNS[column];
  return columns.findIndex((cell) => names.includes(cell.toLowerCase().replaceAll(/[^a-z]/g, '')));
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

function unquoted(line: string): string {
  return line.replace(/^"(.*)"$/, '$1').trim();
}
