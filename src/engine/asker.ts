import type {Explained} from '../condition/verdict.ts';
import {AT_NEXT_QUOTE} from '../condition/wake.ts';
import {messageOf} from '../errors.ts';
import type {Quote} from '../market/quote.ts';
import type {Desk} from './desk.ts';
import type {Witness} from './nearest-miss.ts';
import type {PlanMover} from './plan-mover.ts';
import {type CancelWatch, CellWatch, LevelWatch, type Waiter} from './plan-watch.ts';
import type {TradingGate} from './trading-gate.ts';

/** After a condition could not take note of a quote. */
const FORGETFUL_MS = 1000;

type AskerParts = Readonly<{mover: PlanMover; gate: TradingGate; witness: Witness | undefined}>;

/**
 * Asks who was woken by a quote whether it is met. What is goes to the mover; what is not sleeps again,
 * until something can change. A failure is that of the one who was asked, and of nobody else.
 */
export class Asker {
  readonly #parts: AskerParts;
  readonly #failurePauseMs: number;

  /** @param failurePauseMs After a cancel rule has failed; doubled each time. */
  constructor(parts: AskerParts, failurePauseMs: number) {
    this.#parts = parts;
    this.#failurePauseMs = failurePauseMs;
  }

  ask(waiter: Waiter, desk: Desk, quote: Quote): void {
    if (waiter instanceof LevelWatch) this.#askLevel(waiter, desk, quote);
    else if (waiter instanceof CellWatch) this.#remember(waiter, desk, quote);
    else this.#askToCancel(waiter, desk);
  }

  /** Asks one woken level about the quote in hand: it fires, or sleeps until something can change. */
  #askLevel(level: LevelWatch, desk: Desk, quote: Quote): void {
    if (level.phase !== 'waiting') return;
    level.sleeper = undefined;
    try {
      const view = level.plan.view(desk.workedView);
      if (!level.isReadyFor(quote, view.nowMs)) {
        const atMs = Math.max(level.readyAtMs(view.nowMs), view.nowMs);
        level.sleeper = desk.index.sleep(level, [{on: 'time', atMs}]);
        return;
      }
      const {whole} = level.compiled;
      const state = whole.state(view);
      level.lastEvaluatedMs = view.nowMs;
      if (state === 'met') {
        if (this.#parts.gate.isOpen && desk.isReliable) {
          this.#parts.mover.fire(level, quote, view);
          return;
        }
        level.heldAtQuotes = desk.quotes;
        level.sleeper = desk.index.sleep(level, AT_NEXT_QUOTE);
        return;
      }
      const error = state === 'unknown' ? errorIn(whole.explain(view)) : undefined;
      if (error !== undefined) throw new Error(error);
      level.evaluated();
      const wakes = whole.wakes(view, 'met');
      level.sleeper = desk.index.sleep(level, wakes);
      this.#parts.witness?.asleep(level.plan.id, whole, view, wakes);
    } catch (error) {
      this.#parts.mover.failed(level, level.plan.id, 'evaluate', error);
      level.isEvaluationFailing = true;
      level.sleeper ??= desk.index.sleep(level, AT_NEXT_QUOTE);
    }
  }

  /** Lets a condition take note of the quote in hand; never of one from before its plan was written. */
  #remember(cell: CellWatch, desk: Desk, quote: Quote): void {
    const {plan} = cell;
    cell.sleeper = undefined;
    const {workedView} = desk;
    if (plan.row.plan.createdAtMs > quote.receivedAtMs) {
      cell.sleeper = desk.index.sleep(cell, AT_NEXT_QUOTE);
      return;
    }
    try {
      cell.state = cell.cell.next(cell.state, plan.view(workedView));
      cell.sleeper = desk.index.sleep(cell, cell.cell.wakes(cell.state, plan.view(workedView)));
    } catch (error) {
      // What was not seen is not remembered: it begins anew, and not at every quote.
      cell.state = undefined;
      this.#parts.mover.failed(undefined, plan.id, `remember for ${cell.cell.path}`, error);
      cell.sleeper = desk.index.sleep(cell, [{on: 'time', atMs: workedView.nowMs + FORGETFUL_MS}]);
    }
  }

  /** Asks a plan's own cancel rule about the quote in hand. */
  #askToCancel(cancel: CancelWatch, desk: Desk): void {
    const {plan} = cancel;
    cancel.sleeper = undefined;
    const {cancelWhen} = plan;
    const view = plan.view(desk.workedView);
    const {quote, nowMs} = view;
    if (cancelWhen === undefined || quote === undefined) return;
    // No quote from before the plan was written decides anything about it.
    const isOlder = plan.row.plan.createdAtMs > quote.receivedAtMs;
    const readyAtMs = Math.max(plan.notBeforeMs, cancel.notBeforeMs);
    if (isOlder || readyAtMs > nowMs) {
      cancel.sleeper = desk.index.sleep(cancel, isOlder ? AT_NEXT_QUOTE : [{on: 'time', atMs: readyAtMs}]);
      return;
    }
    try {
      const state = cancelWhen.state(view);
      const error = state === 'unknown' ? errorIn(cancelWhen.explain(view)) : undefined;
      if (error !== undefined) throw new Error(error);
      cancel.failures.recover();
      if (state === 'met') this.#parts.mover.cancel(plan, 'cancelWhen');
      else cancel.sleeper = desk.index.sleep(cancel, cancelWhen.wakes(view, 'met'));
    } catch (error) {
      this.#parts.mover.failed(undefined, plan.id, 'evaluate cancelWhen', error);
      cancel.notBeforeMs = nowMs + cancel.failures.fail(this.#failurePauseMs, messageOf(error));
      cancel.sleeper = desk.index.sleep(cancel, [{on: 'time', atMs: cancel.notBeforeMs}]);
    }
  }
}

/** What made a condition fail; undefined where none did. */
function errorIn(rows: readonly Explained[]): string | undefined {
  const row = rows.find(({reason}) => reason === 'error' || reason.startsWith('error: '));
  return row === undefined ? undefined : `condition ${row.path}: ${row.reason}`;
}
