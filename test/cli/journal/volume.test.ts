import {Writable} from 'node:stream';
import {describe, expect, it} from 'vitest';
import {StreamJournal} from '../../../src/cli/journal/stream-journal.ts';
import {Monitor} from '../../../src/engine/monitor.ts';
import {MONITOR_DEFAULTS} from '../../../src/engine/monitor-options.ts';
import {LOOP_DEFAULTS, MonitorLoops} from '../../../src/engine/monitor-loops.ts';
import {Tenure, TENURE_DEFAULTS} from '../../../src/engine/tenure.ts';
import {SupervisedLink} from '../../../src/link/supervised-link.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {Clock} from '../../../src/ports/clock.ts';
import type {FeedEvent} from '../../../src/ports/feed.ts';
import type {LogLevel} from '../../../src/ports/journal.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {aPlan, ScriptedBroker} from '../../engine/monitor-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT_MS = Date.UTC(2026, 0, 6);
const PLANS = 1000;
const SYMBOLS = 20;
/** A quote of each symbol: the pace does not show in the log, and the test is to take seconds. */
const QUOTE_MS = 20_000;
/** The clock of the source is behind ours by so much, and is measured so often. */
const OFFSET_MS = 7_200_000;
const MEASURE_MS = MINUTE_MS;

/** Each begins at so many hours of the day, and lasts so many minutes. */
const OUTAGES = [
  {atHour: 2.5, minutes: 0.2},
  {atHour: 7, minutes: 1},
  {atHour: 13, minutes: 10},
  {atHour: 22, minutes: 60},
];

type Outage = Readonly<{atHour: number; minutes: number}>;

const isOut = (nowMs: number, outages: readonly Outage[]) =>
  outages.some(({atHour, minutes}) => {
    const sinceMs = nowMs - MIDNIGHT_MS - atHour * HOUR_MS;
    return sinceMs >= 0 && sinceMs < minutes * MINUTE_MS;
  });

/** A link of the real kind to something that is not there during outages. */
function linkOver(clock: Clock, seed: number, outages: readonly Outage[]): SupervisedLink {
  return new SupervisedLink({
    clock,
    random: new SeededRandom(seed),
    connect: () => {
      if (isOut(clock.now(), outages))
        return Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:5151'));
      const {promise: lost, resolve} = Promise.withResolvers<string>();
      const next = outages.find(({atHour}) => MIDNIGHT_MS + atHour * HOUR_MS > clock.now());
      const timer =
        next === undefined
          ? undefined
          : clock.at(MIDNIGHT_MS + next.atHour * HOUR_MS, () =>
              resolve('the line was closed by the terminal'),
            );
      const close = () => {
        timer?.cancel();
        resolve('closed');
      };
      return Promise.resolve({lost, close, onTrouble: () => undefined});
    },
  });
}

/** Quotes far from every plan, with a gap told of each symbol after an outage, and the source's clock. */
async function* quietDay(
  clock: Clock,
  signal: AbortSignal,
  outages: readonly Outage[],
): AsyncGenerator<FeedEvent> {
  const random = new SeededRandom(3);
  let wasOut = false;
  let measuredMs = 0;
  for (;;) {
    try {
      await clock.sleep(QUOTE_MS, signal);
    } catch {
      return;
    }
    const receivedAtMs = clock.now();
    const out = isOut(receivedAtMs, outages);
    if (out) {
      wasOut = true;
      continue;
    }
    if (receivedAtMs - measuredMs >= MEASURE_MS) {
      measuredMs = receivedAtMs;
      yield {type: 'clock', sourceMs: receivedAtMs - OFFSET_MS, atMs: receivedAtMs, errorMs: 20};
    }
    for (let index = 0; index < SYMBOLS; index++) {
      const symbol = `SYMBOL${index}`;
      if (wasOut) yield {type: 'gap', symbol, reason: 'the line was down'};
      const bid = 1300 + Math.round(random.next() * 100) / 100;
      yield {
        type: 'quote',
        quote: {symbol, bid, ask: bid + 0.5, timeMs: receivedAtMs - OFFSET_MS, receivedAtMs},
      };
    }
    wasOut = false;
  }
}

/** One day of the real monitor with its loops, its lease and links that are lost; what its log weighs. */
async function dayOfLog(level: LogLevel, outages: readonly Outage[] = OUTAGES) {
  const clock = new VirtualClock(MIDNIGHT_MS);
  let bytes = 0;
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      lines.push(String(chunk));
      done();
    },
  });
  const journal = new StreamJournal(stream as unknown as NodeJS.WriteStream, level, clock);
  const store = await SqliteStore.open({
    path: ':memory:',
    clock,
    random: new SeededRandom(1),
    databaseId: 'test',
  });
  const plans = Array.from({length: PLANS}, (_, index) =>
    aPlan({id: `plan-${index}`, symbol: `SYMBOL${index % SYMBOLS}`, when: {price: {above: 9000 + index}}}),
  );
  await store.add(plans, MIDNIGHT_MS);
  const processes = {host: 'here', pid: 1, processStart: '1', isGone: () => false};
  const tenure = await Tenure.take({clock, store, processes, journal}, {holderId: 'me', ...TENURE_DEFAULTS});
  const stop = new AbortController();
  const holding = tenure.hold(stop.signal);
  const links = {feed: linkOver(clock, 4, outages), broker: linkOver(clock, 5, outages)};
  const broker = new ScriptedBroker();
  broker.link = links.broker;
  const feed = {
    ...{link: links.feed, subscribe: () => undefined, unsubscribe: () => undefined},
    ...{neverCloses: true, past: undefined},
  };
  const monitor = new Monitor(
    {clock, store, broker, tenure, journal, feed, instruments: new InstrumentBook()},
    {...MONITOR_DEFAULTS, sourceClock: {...MONITOR_DEFAULTS.sourceClock, offsetMs: 'measured'}},
  );
  links.feed.start();
  links.broker.start();
  await monitor.open();
  // Rarer than in life: what they say in a quiet market is nothing, which is held below, and they cost time.
  const loops = new MonitorLoops(monitor, clock, journal, {...LOOP_DEFAULTS, syncMs: 5000, sweepMs: 600_000});
  const ran = loops.run(quietDay(clock, stop.signal, outages), stop.signal);
  await clock.advance(DAY_MS);
  const {accepted} = monitor.quoteCounts;
  stop.abort();
  const ended = new AbortController();
  const ending = Promise.all([ran, holding, links.feed.close(), links.broker.close()])
    .then(() => monitor.close())
    .finally(() => ended.abort());
  // Long work is done in slices, between which some time passes.
  while (!ended.signal.aborted) await clock.advance(1);
  await ending;
  await store.close();
  const kinds: Record<string, number> = {};
  for (const line of lines) {
    const {kind} = JSON.parse(line) as {kind: string};
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return {bytes, kinds, accepted, lastSweep: monitor.lastSweep};
}

describe('a day of the log', () => {
  it('of 1,000 plans in a quiet market weighs less than 1 MB, though links are lost', async () => {
    const {bytes, kinds, accepted, lastSweep} = await dayOfLog('info');
    process.stdout.write(`a quiet day of ${PLANS} plans: ${bytes} bytes of log, ${JSON.stringify(kinds)}\n`);
    // The day has happened: all plans were watched and asked, and the links were lost each time.
    expect(lastSweep).toMatchObject({due: PLANS, evaluated: PLANS, missedByEvents: 0});
    expect(accepted).toBeGreaterThan(80_000);
    expect(kinds['link']).toBeGreaterThanOrEqual(4 * OUTAGES.length);
    // One line a renewal, a measurement or a sweep would be another kind, or many more.
    expect(kinds).toMatchObject({lease: 1, clock: 1, feed: SYMBOLS * OUTAGES.length});
    expect(Object.keys(kinds).sort()).toEqual(['clock', 'feed', 'lease', 'link']);
    expect(bytes).toBeLessThan(1_000_000);
  });

  it('on which nothing can be reached weighs little, and still says so now and then', async () => {
    const {bytes, kinds} = await dayOfLog('info', [{atHour: 0, minutes: 24 * 60}]);
    process.stdout.write(`a day without a terminal: ${bytes} bytes of log, ${JSON.stringify(kinds)}\n`);
    expect(bytes).toBeLessThan(20_000);
    // Both links, and the tries that are powers of two.
    expect(kinds['link']).toBeGreaterThan(2 * 10);
  });
});
