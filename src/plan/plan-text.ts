import {LineCounter, parseAllDocuments, type YAMLError} from 'yaml';
import {messageOf, type Problem} from '../errors.ts';
import {duplicateKeysOf} from './json-duplicates.ts';
import {shown, shownName} from './shown.ts';

/** A plan as it was written, not judged yet. */
export type WrittenValue = Readonly<{
  value: unknown;
  /** Where it stands among the others: `plan 3`, or `line 7` in JSONL. */
  where: string;
}>;

export type WrittenValues = Readonly<{values: readonly WrittenValue[]; problems: readonly Problem[]}>;

type Format = 'yaml' | 'json' | 'jsonl';

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['json', 'json'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
]);

/**
 * The written plans of a text: YAML (a plan, a list, or several documents), JSON (a plan or a list) or
 * JSONL (one on each line). The ending of the name says which; else the text itself does.
 *
 * Problems are those of the notation only, each with its line.
 */
export function writtenValuesOf(text: string, name: string): WrittenValues {
  // Editors on Windows put a byte order mark before the first character.
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (plain.includes('\u0000')) {
    return {
      values: [],
      problems: [{field: name, message: `${name} is not a text file`, hint: 'save it as UTF-8'}],
    };
  }
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  switch (FORMATS.get(ending) ?? formatOf(plain)) {
    case 'json':
      return jsonValues(plain, name);
    case 'jsonl':
      return jsonlValues(plain, name);
    case 'yaml':
      return yamlValues(plain, name);
  }
}

/** What a text of no known ending is. JSON that is broken is left to YAML, which contains it. */
function formatOf(text: string): Format {
  const start = text.trimStart();
  if (!start.startsWith('{') && !start.startsWith('[')) return 'yaml';
  if (isJson(text)) return 'json';
  return isJson(start.slice(0, start.search(/\r?\n|$/))) ? 'jsonl' : 'yaml';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // A SyntaxError is the answer.
    return false;
  }
}

function jsonValues(text: string, name: string): WrittenValues {
  const read = readJson(text, name, 1);
  if (read.problems.length > 0) return {values: [], problems: read.problems};
  return {values: listed([read.value]), problems: []};
}

function jsonlValues(text: string, name: string): WrittenValues {
  const values: WrittenValue[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readJson(line, name, index + 1);
    if (read.problems.length > 0) problems.push(...read.problems);
    else values.push({value: read.value, where: `line ${index + 1}`});
  }
  return {values, problems};
}

function readJson(
  text: string,
  name: string,
  firstLine: number,
): Readonly<{value: unknown; problems: readonly Problem[]}> {
  const lineAt = (offset: number) => firstLine + newlinesBefore(text, offset);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = message.startsWith('Unexpected end') ? text.length : Number(position ?? 0);
    // The engine repeats a part of the text behind its reason.
    const reason = message.replace(/,? (\.\.\.)?"[^]*$/, '').replace(/ in JSON at position[^]*$/, '');
    return {value: undefined, problems: [problemAt(name, lineAt(offset), `is not JSON: ${reason}`)]};
  }
  const problems = duplicateKeysOf(text).map(({key, offset}) => duplicateKey(name, lineAt(offset), key));
  return {value, problems};
}

function newlinesBefore(text: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function yamlValues(text: string, name: string): WrittenValues {
  const lines = new LineCounter();
  const values: unknown[] = [];
  const problems: Problem[] = [];
  const documents = parseAllDocuments(text, {lineCounter: lines, stringKeys: true, prettyErrors: false});
  for (const document of documents) {
    // What follows the first mistake is often only its consequence.
    const mistake = document.errors[0] ?? document.warnings[0];
    if (mistake !== undefined) {
      problems.push(yamlProblem(mistake, text, name, lines.linePos(mistake.pos[0]).line));
      continue;
    }
    // Nothing between two separators is no plan; a written `null` has a place in the text.
    if (document.contents === null || isNothing(document.contents.range)) continue;
    try {
      values.push(document.toJS());
    } catch (error) {
      const {line} = lines.linePos(document.contents.range[0]);
      problems.push(problemAt(name, line, `cannot be read: ${messageOf(error)}`));
    }
  }
  return {values: listed(values), problems};
}

function isNothing(range: readonly [number, number, number] | null | undefined): boolean {
  return range === null || range === undefined || range[0] === range[1];
}

function yamlProblem(error: YAMLError, text: string, name: string, line: number): Problem {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^["']?([^"'\s:]*)/.exec(text.slice(error.pos[0], error.pos[0] + 100))?.[1] ?? '';
    return duplicateKey(name, line, key);
  }
  const problem = problemAt(name, line, `is not YAML: ${error.message.split('\n')[0] ?? ''}`);
  return error.code === 'TAB_AS_INDENT' ? {...problem, hint: 'indent with spaces'} : problem;
}

function duplicateKey(name: string, line: number, key: string): Problem {
  return {...problemAt(name, line, `has the key ${shown(key)} twice`), hint: 'keep one of them'};
}

function problemAt(name: string, line: number, what: string): Problem {
  return {
    field: `${name}, line ${line}`,
    message: `${name}, line ${line} ${shownName(what, 200)}`,
  };
}

/** A list stands for the plans in it. */
function listed(roots: readonly unknown[]): WrittenValue[] {
  return roots.flat().map((value, index) => ({value, where: `plan ${index + 1}`}));
}
