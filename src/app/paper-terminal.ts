import {readFileSync} from 'node:fs';
import {InputError, messageOf} from '../errors.ts';
import type {GatewayAddress} from '../gateway/gateway-connection.ts';
import {InstrumentBook} from '../market/instrument.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import {SeededRandom} from '../system/seeded-random.ts';
import {SystemClock} from '../system/system-clock.ts';
import {issueText} from '../gateway/operations.ts';
import {PaperTerminal} from '../terminal/paper-terminal.ts';
import {type SwitchSettings, switchesSchema} from '../terminal/switches.ts';
import type {TerminalTimes} from '../terminal/terminal-session.ts';
import type {SettleRule} from '../terminal/order-search.ts';
import {replayFeedOf, simulatedFeedOf} from './local-feeds.ts';
import {matchingRulesOf} from './options.ts';
import type {Settings} from './settings.ts';
import {readInstruments} from './symbols.ts';
import {makeSecret, readSecret} from './terminal-secret.ts';

export type RunTerminalOptions = Readonly<{
  settings: Settings;
  book: string;
  address: GatewayAddress;
  /** Left out: beside the book, made on the first start. */
  secretFile?: string;
  isNetting: boolean;
  /** Of the orders, how many are filled in parts, and in how many. */
  partialFills?: Readonly<{share: number; parts: number}>;
  /** Without a feed prices come over the wire, which needs test switches. */
  hasFeed: boolean;
  hasTestSwitches: boolean;
  /** JSON file with the switches that are set at the start. */
  faultsFile?: string;
  settle?: Partial<SettleRule>;
  times?: Partial<TerminalTimes>;
  signal: AbortSignal;
  /** Called once, when it listens. */
  onListening: (where: GatewayAddress, secretFile: string) => void;
}>;

/** Where the secret of a book's terminal lies if nothing else is said. */
export function secretFileOf(book: string): string {
  return `${book}.secret`;
}

/**
 * Runs a paper terminal until the signal.
 *
 * @throws {BusyError} STORE_BUSY when another terminal has the book.
 * @throws {StorageError} when the book or its journal is damaged or cannot be opened.
 * @throws {UnavailableError} BROKER_UNAVAILABLE when the port is taken.
 */
export async function runPaperTerminal(options: RunTerminalOptions): Promise<void> {
  const {settings, book, address, signal, onListening, hasTestSwitches, settle, times} = options;
  const clock = new SystemClock();
  const secretFile = options.secretFile ?? secretFileOf(book);
  if (options.secretFile === undefined) makeSecret(secretFile);
  const listed = await readInstruments(settings.broker.list);
  const feed = options.hasFeed ? await feedOf(settings, clock) : null;
  const terminal = await PaperTerminal.open({
    ...{path: book, address, clock, feed, listed, hasTestSwitches},
    secret: readSecret(secretFile),
    random: new SeededRandom(settings.broker.seed),
    instruments: new InstrumentBook(settings.instruments, listed),
    rules: {
      ...matchingRulesOf(settings),
      positionMode: options.isNetting ? 'netting' : 'hedging',
      ...(options.partialFills === undefined ? {} : {partialFills: options.partialFills}),
    },
    ...(settle === undefined ? {} : {settle}),
    ...(times === undefined ? {} : {times}),
    ...(options.faultsFile === undefined ? {} : {switches: readSwitches(options.faultsFile)}),
  });
  try {
    onListening(terminal.address, secretFile);
    await terminal.run(signal);
  } finally {
    await terminal.close();
  }
}

function readSwitches(path: string): SwitchSettings {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError('FILE_NOT_READABLE', `"${path}" cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const parsed = switchesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError('USAGE_INVALID', `"${path}" holds no fault switches: ${issueText(parsed.error)}`);
}

function feedOf(settings: Settings, clock: Clock): Promise<Feed> {
  return settings.feed.files.length === 0 ? simulatedFeedOf(settings, clock) : replayFeedOf(settings, clock);
}
