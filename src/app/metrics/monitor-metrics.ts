import type {Clock} from '../../ports/clock.ts';
import type {ExecutionMeter} from '../../ports/execution-meter.ts';
import type {Journal} from '../../ports/journal.ts';
import type {LoopDelay} from '../../system/loop-delay.ts';
import type {StatusParts} from '../status.ts';
import {clockMetrics} from './clock-metrics.ts';
import {conditionMetrics} from './condition-metrics.ts';
import {databaseMetrics} from './database-metrics.ts';
import {executionMetrics} from './execution-metrics.ts';
import {gateMetrics} from './gate-metrics.ts';
import {journalMetrics} from './journal-metrics.ts';
import {leaseMetrics} from './lease-metrics.ts';
import {linkMetrics} from './link-metrics.ts';
import {lockMetrics} from './lock-metrics.ts';
import {loopMetrics} from './loop-metrics.ts';
import {MetricBook, type MetricDescription} from './metric-book.ts';
import {momentOf} from './moment.ts';
import {notifyMetrics} from './notify-metrics.ts';
import {planMetrics} from './plan-metrics.ts';
import {processMetrics} from './process-metrics.ts';
import {quoteMetrics} from './quote-metrics.ts';
import {reconciliationMetrics} from './reconciliation-metrics.ts';
import {sweepMetrics} from './sweep-metrics.ts';

/**
 * Series that one monitor has at most, however many plans and symbols there are. A plan is never a label; symbols
 * are, up to `SYMBOLS_MAX`; all other labels have values that are written down in this repository.
 */
export const SERIES_MAX = 1000;

type MetricParts = Readonly<{
  clock: Clock;
  loopDelay: Pick<LoopDelay, 'delays'>;
  /** The monitor as it stands, in whatever state. */
  parts: () => StatusParts;
}>;

/** Everything that a monitor can be measured by, for Prometheus. */
export class MonitorMetrics {
  /** For the engine. */
  readonly executions: ExecutionMeter;
  readonly #book = new MetricBook();
  readonly #parts: () => StatusParts;
  readonly #counting: Journal;

  constructor({clock, loopDelay, parts}: MetricParts) {
    this.#parts = parts;
    const book = this.#book;
    gateMetrics(book);
    leaseMetrics(book);
    linkMetrics(book);
    clockMetrics(book);
    planMetrics(book);
    conditionMetrics(book);
    quoteMetrics(book);
    this.executions = executionMetrics(book, clock);
    sweepMetrics(book);
    reconciliationMetrics(book);
    loopMetrics(book);
    databaseMetrics(book);
    notifyMetrics(book);
    lockMetrics(book);
    this.#counting = journalMetrics(book);
    processMetrics(book, loopDelay);
  }

  /** A journal that counts what it hands on. */
  counted(journal: Journal): Journal {
    return {
      record: (entry) => {
        this.#counting.record(entry);
        journal.record(entry);
      },
    };
  }

  /** All metrics now, in the text format of Prometheus. */
  async exposition(): Promise<Readonly<{contentType: string; body: string}>> {
    const body = await this.#book.text(momentOf(this.#parts()));
    return {contentType: this.#book.registry.contentType, body};
  }

  /** Every metric, by name. */
  describe(): readonly MetricDescription[] {
    return this.#book.describe();
  }
}
