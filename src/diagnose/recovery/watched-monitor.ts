import {messageOf} from '../../errors.ts';
import {Monitor} from '../../engine/monitor.ts';
import type {SweepReport} from '../../engine/sweeper.ts';
import type {Quote} from '../../market/quote.ts';

/** The real engine, of which every pass is counted. */
export class WatchedMonitor extends Monitor {
  passes = 0;
  /** Passes over plans that did not account for each of them. */
  readonly incomplete: string[] = [];
  /** Passes of a quote that an exception has ended. */
  readonly aborted: string[] = [];
  /** Plans that a sweep found met although nothing kept them from firing when their quote was worked. */
  missed = 0;
  #wasShut = false;
  /** A fault of the timer that expires plans. */
  expiryFault: (() => void) | undefined;

  override async sweep(): Promise<SweepReport> {
    this.passes += 1;
    let report: SweepReport;
    try {
      report = await super.sweep();
    } catch (error) {
      this.incomplete.push(`a sweep was ended by an exception: ${messageOf(error)}`);
      throw error;
    }
    const {due, evaluated, skipped, failed} = report;
    // What could not fire at the quote because nothing may fire, the sweep finds when that is over.
    if (!this.#wasShut) this.missed += report.missedByEvents;
    const skips = Object.values(skipped).reduce((sum, count) => sum + count, 0);
    if (due !== evaluated + skips + failed) {
      this.incomplete.push(`${due} were due; ${evaluated} evaluated, ${skips} skipped, ${failed} failed`);
    }
    return report;
  }

  override work(quote: Quote): boolean {
    this.passes += 1;
    this.#wasShut = this.gateRows.length > 0;
    try {
      return super.work(quote);
    } catch (error) {
      this.aborted.push(`a quote’s pass was ended by an exception: ${messageOf(error)}`);
      throw error;
    }
  }

  override expireDue(): void {
    const isDue = (this.nextExpiryMs ?? Number.POSITIVE_INFINITY) <= this.nowMs();
    super.expireDue();
    if (isDue) this.expiryFault?.();
  }

  /** Set by whoever owns the clock. */
  nowMs: () => number = () => Number.NEGATIVE_INFINITY;
}
