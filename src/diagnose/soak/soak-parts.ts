import type {Monitor, MonitorPorts} from '../../engine/monitor.ts';
import type {InstrumentBook} from '../../market/instrument.ts';
import type {Broker, QuoteObserver} from '../../ports/broker.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Feed, FeedPast} from '../../ports/feed.ts';
import type {Journal} from '../../ports/journal.ts';
import type {Store} from '../../ports/store.ts';
import type {Symbols} from '../../ports/symbols.ts';
import type {Plant} from '../diagnosis.ts';

/** What the engine is given. */
export type SoakParts = Readonly<{
  clock: Clock;
  store: Store;
  broker: Broker;
  feed: Pick<Feed, 'subscribe' | 'unsubscribe' | 'link' | 'neverCloses'> & Readonly<{past: FeedPast}>;
  journal: Journal;
  tenure: MonitorPorts['tenure'];
  instruments: InstrumentBook;
  quoteObserver: QuoteObserver;
  symbols: Symbols;
}>;

/** A leak that gets into the engine through what it is given, or by being made of it. */
export type SoakPlant = Plant &
  Readonly<{
    /** Parts that leak, in the place of those that do not. */
    parts?: (parts: SoakParts) => Partial<SoakParts>;
    /** An engine that leaks. */
    engine?: typeof Monitor;
  }>;
