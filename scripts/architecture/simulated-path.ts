import {bracketStep} from './brackets.ts';
import {partOf, WITHOUT_MACHINE} from './direction.ts';
import type {Finding} from './finding.ts';
import {isGlobal, isKey} from './names.ts';
import {isProperty, type SourceFile} from './source-file.ts';
import {gathersInAnyOrder, machineAskedIn, readsInAnyOrder} from './sql-order.ts';
import {givesOneRow, isPrepared} from './statement-reads.ts';
import type {Token} from './tokenize.ts';
import {wholeTextAt} from './whole-text.ts';

/**
 * What runs inside a simulation: the engine, what it decides with, and what stands between it and the
 * simulated outside. One seed has to give the same run each time, so none of it may ask the machine for
 * anything, or do things in an order that nobody chose. Folders are meant with all that is in them.
 */
export const SIMULATED_PATH: readonly string[] = [
  'src/market',
  'src/condition',
  'src/plan',
  'src/ports',
  'src/link',
  'src/engine',
  'src/store/sqlite',
  'src/broker/gateway',
  'src/broker/matching',
  'src/feed/gateway',
  'src/gateway/clock-measure.ts',
  'src/gateway/listeners.ts',
  'src/gateway/retcodes.ts',
  'src/terminal/order-desk.ts',
  'src/terminal/order-label.ts',
  'src/terminal/order-search.ts',
  'src/terminal/terminal-health.ts',
  'src/simulate',
];

/** The thread of the store: a simulation takes its turns by itself, in `src/simulate/disk`. */
const OFF_THE_PATH = /^src\/store\/sqlite\/(worker|store-worker|restarting-worker)[^/]*$/;

/** Texts that make tables; what they read goes into other tables. */
const SCHEMA = /^src\/store\/sqlite\/schema[^/]*$/;

/** Rules for all of `src` that a simulation rests on as much as on those below. */
const RESTED_ON = new Set(['ambient clock', 'ambient chance', 'environment']);

/** A way of writing after which a run may not repeat from its seed. */
type Unrepeatable = Readonly<{
  rule: string;
  why: string;
  instead: string;
  /** Modules of Node that may not be imported, but for types, with all below them. */
  modules?: readonly string[];
  /** What is written at this token, in words for the message; undefined when nothing is wrong. */
  at?: (tokens: readonly Token[], index: number, path: string) => string | undefined;
}>;

const UNREPEATABLE: readonly Unrepeatable[] = [
  {
    rule: 'simulated path (sockets)',
    why: 'What comes over a network, and when, does not repeat from a seed.',
    instead: 'take the connection as an argument, so that a simulation can pass one of its own',
    modules: ['net', 'http', 'https', 'http2', 'tls', 'dgram', 'dns'],
    at: (tokens, index) => {
      const {type, value = ''} = tokens[index] ?? {};
      const isMeant = type === 'name' && (value === 'fetch' || value === 'WebSocket');
      return isMeant && isGlobal(tokens, index) && !isKey(tokens, index) ? value : undefined;
    },
  },
  {
    rule: 'simulated path (files)',
    why: 'What is on a machine does not repeat from a seed.',
    instead: 'read it off the simulated path, and pass in what was read',
    modules: ['fs', 'os'],
  },
  {
    rule: 'simulated path (threads)',
    why: 'The machine decides when threads and processes run, and no seed repeats that.',
    instead: 'take what runs elsewhere as an argument, so that a simulation can run it in its own turns',
    modules: ['worker_threads', 'child_process', 'cluster'],
  },
  {
    rule: 'simulated path (order)',
    why: 'It also walks through what is inherited, in an order that nobody chose.',
    instead: 'walk through an array, a Map or Object.entries with "for … of"',
    at: (tokens, index) => (isForIn(tokens, index) ? '"for … in"' : undefined),
  },
  {
    rule: 'simulated path (rows)',
    why: 'SQLite may give rows in another order after a new index, new statistics or an update.',
    instead: 'write ORDER BY, or read no more than one row, with "get"',
    at: (tokens, index, path) => (SCHEMA.test(path) ? undefined : unorderedAt(tokens, index)),
  },
  {
    rule: 'simulated path (SQL)',
    why: 'SQLite takes clock and chance from the machine, past the Clock and Random ports.',
    instead: 'pass the value in as a parameter',
    at: (tokens, index) => {
      const asked = machineAskedIn(wholeTextAt(tokens, index) ?? '');
      return asked === undefined ? undefined : `${asked} in SQL`;
    },
  },
];

export function isOnSimulatedPath(path: string): boolean {
  const isMeant = SIMULATED_PATH.some((place) => path === place || path.startsWith(`${place}/`));
  return isMeant && !OFF_THE_PATH.test(path);
}

/** Whether a simulation would not repeat for this finding, whichever family of rules it is from. */
export function isAgainstSimulation({path, rule}: Finding): boolean {
  return rule.startsWith('simulated path ') || (RESTED_ON.has(rule) && isOnSimulatedPath(path));
}

/** What in one file would keep a simulation from repeating, before anything is let pass. */
export function findUnrepeatable(file: SourceFile): Finding[] {
  const {path, tokens} = file;
  if (!isOnSimulatedPath(path)) return [];
  return UNREPEATABLE.flatMap(({modules = [], at, ...rule}) => {
    const found = (line: number, message: string): Finding => ({path, line, message, ...rule});
    return [
      ...importsAmong(file, modules).map(({line, name}) => found(line, `the module "${name}"`)),
      ...tokens.flatMap((token, index) => {
        const message = at?.(tokens, index, path);
        return message === undefined ? [] : [found(token.line, message)];
      }),
    ];
  });
}

function importsAmong({path, imports}: SourceFile, modules: readonly string[]) {
  // There the direction of imports forbids them already, and lets none pass.
  if (WITHOUT_MACHINE.includes(partOf(path))) return [];
  return imports.flatMap(({specifier = '', isTypeOnly, line}) => {
    const name = specifier.replace(/^node:/, '');
    const isMeant = modules.includes(name.split('/')[0] ?? '');
    return isMeant && !isTypeOnly ? [{line, name}] : [];
  });
}

/** Whether a loop begins here whose head has `in` between its variable and what it walks through. */
function isForIn(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]?.value !== 'for' || tokens[index]?.type !== 'name' || isProperty(tokens, index))
    return false;
  if (tokens[index + 1]?.value !== '(') return false;
  for (let at = index + 2, depth = 0; at < tokens.length; at += 1) {
    const {type, value = ''} = tokens[at] ?? {};
    depth += bracketStep(tokens[at]);
    if (value === ';') return false;
    if (depth > 0 || type !== 'name') continue;
    if (value === 'in') return true;
    // `for (const of in x)` has a variable of that name.
    if (value === 'of' && tokens[at + 1]?.value !== 'in') return false;
  }
  return false;
}

function unorderedAt(tokens: readonly Token[], index: number): string | undefined {
  const text = wholeTextAt(tokens, index);
  if (text === undefined) return undefined;
  // In small letters it may be a sentence.
  if (!/\bSELECT\b/.test(text) && !isPrepared(tokens, index)) return undefined;
  if (gathersInAnyOrder(text)) return 'values of many rows put together without ORDER BY in the parentheses';
  return readsInAnyOrder(text) && !givesOneRow(tokens, index) ? 'rows without ORDER BY' : undefined;
}
