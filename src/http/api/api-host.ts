import type {Scope} from '../../ports/access.ts';
import type {OutboxEvent} from '../../ports/outbox.ts';
import type {PageTerms, PlanFilter} from '../../ports/store.ts';
import type {
  AddedView,
  ExplanationView,
  HaltView,
  HistoryView,
  PlanDetailsView,
  PlanPageView,
  ReadinessView,
} from './schemas.ts';

/** Whoever shows a token that is good. */
export type Caller = Readonly<{tokenId: string; name: string; scopes: readonly Scope[]}>;

export type PlanQuery = Readonly<{filter: PlanFilter; terms: PageTerms}>;

export type AddRequest = Readonly<{
  /** JSON: one plan, or a list. */
  text: string;
  tokenId: string;
  /** The same key with the same text adds once. */
  idempotencyKey: string | undefined;
}>;

/**
 * What the HTTP interface can do, which is all that it can do: it reads, writes plans, and stops and resumes
 * claims. Nothing here places an order.
 */
export interface ApiHost {
  /** The bearer of a token, or undefined when it is unknown, revoked or has expired. */
  caller(tokenId: string, secret: string): Promise<Caller | undefined>;
  /** Whether a token that was shown before is still good. */
  isGood(tokenId: string): Promise<boolean>;

  readiness(): Promise<ReadinessView>;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** The running monitor's own word; null: none answers. */
  status(): Promise<Readonly<Record<string, unknown>> | null>;

  listPlans(query: PlanQuery): Promise<PlanPageView>;
  /** @throws {ConflictError} IDEMPOTENCY_KEY_REUSED, PLAN_DUPLICATE. @throws {InputError} PLAN_INVALID. */
  addPlans(request: AddRequest): Promise<AddedView & Readonly<{isRepeated: boolean}>>;
  /** @throws {NotFoundError} PLAN_NOT_FOUND */
  showPlan(planId: string): Promise<PlanDetailsView>;
  /** @throws {NotFoundError} PLAN_NOT_FOUND. @throws {ConflictError} PLAN_STATE_CONFLICT. */
  cancelPlan(planId: string, reason: string): Promise<PlanDetailsView>;
  /** @throws {NotFoundError} PLAN_NOT_FOUND */
  explainPlan(planId: string): Promise<ExplanationView>;
  /** @throws {NotFoundError} PLAN_NOT_FOUND */
  planHistory(planId: string): Promise<HistoryView>;

  halt(reason: string, flatten: boolean): Promise<HaltView>;
  resume(): Promise<HaltView>;

  /**
   * Those after an id, oldest first; waits while there are none, and ends with the signal. An empty page now and
   * then shows that the line is alive.
   *
   * @throws {BusyError} STREAMS_TOO_MANY at once, when as many are followed as may be.
   */
  events(after: number, signal: AbortSignal): AsyncIterable<readonly OutboxEvent[]>;
  /** The oldest event that is kept, and the newest there ever was. */
  eventRange(): Promise<Readonly<{firstId: number | undefined; lastId: number}>>;
}
