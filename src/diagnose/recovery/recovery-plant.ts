import type {MarketView} from '../../condition/market-view.ts';
import type {VerdictState} from '../../condition/verdict.ts';
import type {Quote} from '../../market/quote.ts';
import type {Broker} from '../../ports/broker.ts';
import type {Journal} from '../../ports/journal.ts';
import type {Store} from '../../ports/store.ts';
import type {WorkerLink} from '../../store/sqlite/restarting-worker.ts';
import type {TurnTaker} from '../../store/sqlite/operation-queue.ts';
import type {OpenRequest} from '../../store/sqlite/worker-messages.ts';
import type {Plant} from '../diagnosis.ts';
import type {LinkClass} from './cut-link.ts';

/** What conditions see through. */
export type Sight = Readonly<{
  /** Is shown each accepted quote, before anybody is asked about it. */
  onQuote: (quote: Quote) => void;
  seen: (view: MarketView) => MarketView;
}>;

/** What the engine is given. */
export type RecoveryParts = Readonly<{store: Store; broker: Broker; journal: Journal}>;

/** A way not to recover that gets into the engine through what it is given. */
export type RecoveryPlant = Plant &
  Readonly<{
    /** Names of the faults that can show it; the run plays only those. */
    faults: readonly string[];
    parts?: (parts: RecoveryParts) => Partial<RecoveryParts>;
    /** What becomes of an evaluation that may fail. */
    evaluation?: (state: () => VerdictState) => VerdictState;
    /** What conditions see in the place of what is there; made anew for each world. */
    sight?: () => Sight;
    link?: LinkClass;
    /** Who does the store's work in a thread, in the place of one that replaces dead threads. */
    taker?: (
      start: () => WorkerLink,
    ) => TurnTaker & Readonly<{open: (options: OpenRequest) => Promise<string>}>;
  }>;
