import type {Closers} from '../closers.ts';
import {PaperBroker} from '../broker/paper/paper-broker.ts';
import {linkEntry} from '../engine/link-entry.ts';
import {Monitor} from '../engine/monitor.ts';
import type {Tenure} from '../engine/tenure.ts';
import {InputError, UnavailableError} from '../errors.ts';
import {InstrumentBook, type InstrumentFacts} from '../market/instrument.ts';
import type {Broker, QuoteObserver} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {ExecutionMeter} from '../ports/execution-meter.ts';
import type {Feed} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {LinkReport} from '../ports/link.ts';
import type {Locks} from '../ports/locks.ts';
import type {Random} from '../ports/random.ts';
import type {Source} from '../ports/source.ts';
import type {Store} from '../ports/store.ts';
import {SeededRandom} from '../system/seeded-random.ts';
import {type Gateway, gatewayTermsOf, openGateway} from './gateway.ts';
import {replayFeedOf, simulatedFeedOf} from './local-feeds.ts';
import {matchingRulesOf, monitorOptionsOf} from './options.ts';
import type {Settings} from './settings.ts';
import {readInstruments, symbolsOf} from './symbols.ts';

/** Feed and broker of a monitor, as the settings choose them. */
export type Edges = Readonly<{
  feed: Feed;
  broker: Broker;
  /** Contract facts, by the broker's names. */
  instruments: InstrumentBook;
  /** A broker that fills from the feed's own quotes. */
  quoteObserver: QuoteObserver | undefined;
}>;

type Outside = Readonly<{
  clock: Clock;
  random: Random;
  journal: Journal;
  /** Ends the wait for a terminal; null: it is not waited for. */
  waits: AbortSignal | null;
}>;

/** Between tries to hear from a terminal what it trades. */
const ASK_AGAIN_MS = 500;

/** What the settings say of the edges, checked: nothing is opened that another monitor could be using. */
export type PlannedEdges = Readonly<{
  /** Null: it comes over the gateway. */
  feed: Feed | null;
  /** Null: nothing does. */
  gateway: ReturnType<typeof gatewayTermsOf> | null;
  listed: readonly InstrumentFacts[];
}>;

/**
 * Reads what feed and broker are made of, so that what is wrong with it is said before a database or a
 * lease is touched.
 *
 * @throws {InputError} USAGE_INVALID, FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN
 * @throws {ConfigError} CONFIG_INVALID
 */
export async function planEdges(settings: Settings, clock: Clock): Promise<PlannedEdges> {
  const isBehindGateway = settings.feed.kind === 'gateway' || settings.broker.kind === 'gateway';
  return {
    feed: await localFeedOf(settings, clock),
    gateway: isBehindGateway ? gatewayTermsOf(settings) : null,
    listed: await readInstruments(settings.broker.list),
  };
}

/**
 * Builds feed and broker; what they hold open is closed by the stack. Only for whoever holds the lease: a
 * predecessor's connection to the terminal is ended.
 *
 * What a terminal trades has to be known before plans are given instruments: one that cannot be reached is
 * waited for, if that is wanted.
 *
 * @throws {UnavailableError} BROKER_UNAVAILABLE, FEED_UNAVAILABLE when it cannot be reached, and is not waited for.
 * @throws The signal's reason when it ends the wait.
 */
export async function openEdges(
  settings: Settings,
  planned: PlannedEdges,
  {clock, random, journal, waits}: Outside,
  closers: Closers,
): Promise<Edges> {
  const gateway =
    planned.gateway === null
      ? undefined
      : await openGateway({...planned.gateway, clock, random, takeOver: true});
  if (gateway !== undefined) {
    closers.defer(() => gateway.client.close());
    await untilHeard(gateway, {clock, journal, waits});
  }
  const feed = planned.feed ?? joined(gateway).feed;
  if (settings.broker.kind === 'gateway') {
    const {broker} = joined(gateway);
    closers.defer(() => broker.close());
    const facts = await broker.instruments();
    const instruments = new InstrumentBook(settings.instruments, facts);
    return {feed, broker, instruments, quoteObserver: undefined};
  }
  const {listed} = planned;
  const instruments = new InstrumentBook(settings.instruments, listed, await feed.instruments());
  const broker = await PaperBroker.open({
    path: settings.broker.book ?? `${settings.db}.paper`,
    clock,
    instruments,
    random: new SeededRandom(settings.broker.seed),
    rules: matchingRulesOf(settings),
    listed,
  });
  closers.defer(() => broker.close());
  await broker.connect();
  return {feed, broker, instruments, quoteObserver: broker};
}

type MonitorParts = Readonly<{
  clock: Clock;
  store: Store;
  tenure: Tenure;
  journal: Journal;
  locks?: Locks;
  executions?: ExecutionMeter;
  sources: readonly Source[];
}>;

/** The engine on its edges; not opened yet. */
export async function composeMonitor(
  settings: Settings,
  edges: Edges,
  parts: MonitorParts,
): Promise<Monitor> {
  const {feed, broker, instruments, quoteObserver} = edges;
  const symbols = await symbolsOf(settings, {feed, broker});
  return new Monitor(
    {
      ...parts,
      feed,
      broker,
      instruments,
      symbols,
      ...(quoteObserver === undefined ? {} : {quoteObserver}),
    },
    monitorOptionsOf(settings),
  );
}

function joined(gateway: Gateway | undefined): Gateway {
  if (gateway === undefined) throw new Error('Invariant: what is behind a gateway has one');
  return gateway;
}

/** Waits until the terminal has told what it trades; meanwhile the journal has what becomes of the link. */
async function untilHeard(
  {client, feed}: Gateway,
  {clock, journal, waits}: Pick<Outside, 'clock' | 'journal' | 'waits'>,
): Promise<void> {
  const tell = (report: LinkReport) => journal.record(linkEntry('broker', report, clock.now()));
  const report = client.link.report();
  if (report.state !== 'up') tell(report);
  const leave = client.link.onChange(tell);
  try {
    for (;;) {
      try {
        await feed.instruments();
        return;
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        if (waits === null) throw unreachable(client.link.report().lastError ?? error.message, error);
        await clock.sleep(ASK_AGAIN_MS, waits);
      }
    }
  } finally {
    leave();
  }
}

function unreachable(why: string, cause: UnavailableError): UnavailableError {
  return new UnavailableError('BROKER_UNAVAILABLE', why, {
    hint: 'start the terminal, and check its address and secret',
    cause,
  });
}

async function localFeedOf(settings: Settings, clock: Clock): Promise<Feed | null> {
  const {feed} = settings;
  switch (feed.kind) {
    case 'simulated':
      return simulatedFeedOf(settings, clock);
    case 'replay':
      if (feed.files.length === 0) {
        throw new InputError('USAGE_INVALID', 'The replay feed has no files', {
          field: 'feed.files',
          hint: 'name the recordings with --file',
        });
      }
      return replayFeedOf(settings, clock);
    case 'gateway':
      return null;
  }
}
