import {createHash} from 'node:crypto';
import {ConflictError, messageOf} from '../../errors.ts';
import type {AddRequest, ApiHost, Caller, PlanQuery} from '../../http/api/api-host.ts';
import {
  type AddedView,
  type ExplanationView,
  type HaltView,
  type HistoryView,
  type PlanDetailsView,
  type PlanPageView,
  type ReadinessView,
  readinessView,
} from '../../http/api/schemas.ts';
import {InstrumentBook} from '../../market/instrument.ts';
import type {Clock} from '../../ports/clock.ts';
import type {OutboxEvent} from '../../ports/outbox.ts';
import type {KeyedAnswer, PlanRow, RequestKey, Store} from '../../ports/store.ts';
import {explainIn, explainPath} from '../explain.ts';
import {haltView} from '../halt-view.ts';
import {plansToAdd} from '../new-plans.ts';
import {isoTime, planDetails, planView} from '../plan-view.ts';
import {cancelIn, soundRow} from '../plans.ts';
import type {Settings} from '../settings.ts';
import {sourcedMeasuresOf} from '../sources.ts';
import {goodToken, isGood} from '../tokens.ts';
import {haltBy} from '../trading.ts';
import {EventFollower} from './event-follower.ts';
import type {HttpFigures} from './http-figures.ts';
import {MonitorLine} from './monitor-line.ts';

type Parts = Readonly<{settings: Settings; store: Store; clock: Clock; figures: HttpFigures}>;

/** So long an answer of the monitor serves all who ask. */
const STATUS_AGE_MAX_MS = 500;
const METRICS_AGE_MAX_MS = 1000;

/** The HTTP interface over a store of its own and the line to the running monitor. */
export class StoreApiHost implements ApiHost {
  readonly #settings: Settings;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #figures: HttpFigures;
  readonly #line: MonitorLine;
  readonly #follower: EventFollower;
  readonly #instruments: InstrumentBook;

  constructor({settings, store, clock, figures}: Parts) {
    this.#settings = settings;
    this.#store = store;
    this.#clock = clock;
    this.#figures = figures;
    this.#line = new MonitorLine(settings.db, clock);
    this.#follower = new EventFollower(store, clock);
    this.#instruments = new InstrumentBook(settings.instruments);
  }

  async caller(tokenId: string, secret: string): Promise<Caller | undefined> {
    const token = await goodToken(this.#store, {id: tokenId, secret}, this.#clock.now());
    return token === undefined ? undefined : {tokenId, name: token.name, scopes: token.scopes};
  }

  async isGood(tokenId: string): Promise<boolean> {
    const token = await this.#store.token(tokenId);
    return token !== undefined && isGood(token, this.#clock.now());
  }

  async readiness(): Promise<ReadinessView> {
    try {
      const text = await this.#line.text('/readyz', STATUS_AGE_MAX_MS);
      if (text !== undefined) return readinessView.parse(JSON.parse(text));
      return notReady('no monitor runs on this database');
    } catch (error) {
      return notReady(messageOf(error));
    }
  }

  async metrics(): Promise<string> {
    const own = await this.#figures.text(this.#follower.streams);
    try {
      const monitor = await this.#line.text('/metrics', METRICS_AGE_MAX_MS);
      // An error is JSON, and would spoil all that is scraped.
      const isUp = monitor !== undefined && !monitor.startsWith('{');
      return `${own}${upText(isUp)}${isUp ? monitor : ''}`;
    } catch {
      // A scrape has to say that the monitor does not answer, and not fail.
      return `${own}${upText(false)}`;
    }
  }

  async status(): Promise<Readonly<Record<string, unknown>> | null> {
    const text = await this.#line.text('/v1/status', STATUS_AGE_MAX_MS);
    return text === undefined ? null : (JSON.parse(text) as Record<string, unknown>);
  }

  async listPlans({filter, terms}: PlanQuery): Promise<PlanPageView> {
    const {rows, broken, next} = await this.#store.page(filter, terms);
    return {
      plans: rows.map((row) => summaryOf(row)),
      broken: broken.map(({id, problems}) => ({id, problems: [...problems]})),
      next,
    };
  }

  async addPlans({text, tokenId, idempotencyKey}: AddRequest): Promise<AddedView & {isRepeated: boolean}> {
    const key = idempotencyKey === undefined ? undefined : keyOf(tokenId, idempotencyKey, text);
    // Before the plans are looked at: what was good then may have expired since, and was added all the same.
    const before = key === undefined ? undefined : await this.#store.keyedAnswer(key);
    if (before !== undefined) return addedBy(before, idempotencyKey);
    const read = plansToAdd(
      {text, name: 'body.json'},
      {instruments: this.#instruments, sourced: sourcedMeasuresOf(this.#settings)},
    );
    const plans = read.map(({plan}) => plan);
    const warnings = read.flatMap(({plan: {id}, warnings: own}) => own.map((one) => ({planId: id, ...one})));
    const nowMs = this.#clock.now();
    const answer: KeyedAnswer =
      key === undefined
        ? {as: 'added', rows: await this.#store.add(plans, nowMs), remarks: warnings}
        : await this.#store.addKeyed(key, plans, warnings, nowMs);
    return addedBy(answer, idempotencyKey);
  }

  async showPlan(planId: string): Promise<PlanDetailsView> {
    return detailsOf(await soundRow(this.#store, planId));
  }

  async cancelPlan(planId: string, reason: string): Promise<PlanDetailsView> {
    return detailsOf(await cancelIn(this.#store, planId, reason));
  }

  async explainPlan(planId: string): Promise<ExplanationView> {
    const live = await this.#line.explain(explainPath(planId));
    const {conditions, levels, fired, ...rest} = await explainIn(this.#store, planId, live);
    return {
      ...rest,
      conditions: [...conditions],
      levels: levels === null ? null : [...levels],
      fired: [...fired],
    };
  }

  async planHistory(planId: string): Promise<HistoryView> {
    const {status} = await soundRow(this.#store, planId);
    const events = await this.#store.history(planId);
    const verdicts = await this.#store.verdictChanges(planId);
    return {
      id: planId,
      status,
      events: events.map(({planId: _, atMs, ...event}) => ({...event, at: isoTime(atMs)})),
      verdicts: verdicts.map(({planId: _, atMs, conditions, ...change}) => ({
        ...change,
        at: isoTime(atMs),
        conditions: [...conditions],
      })),
    };
  }

  async halt(reason: string, flatten: boolean): Promise<HaltView> {
    return haltBy({reason, flatten}, this.#settings.db, (halt) => this.#store.halt(halt));
  }

  async resume(): Promise<HaltView> {
    await this.#store.resume(this.#clock.now());
    return haltView(await this.#store.halted());
  }

  events(after: number, signal: AbortSignal): AsyncIterable<readonly OutboxEvent[]> {
    return this.#follower.follow(after, signal);
  }

  async eventRange(): Promise<Readonly<{firstId: number | undefined; lastId: number}>> {
    // The last first: of an event that comes between, the first must not be taken for one after a gap.
    const lastId = await this.#store.lastEventId();
    return {firstId: await this.#store.firstEventId(), lastId};
  }
}

function notReady(message: string): ReadinessView {
  return {ready: false, checks: [{name: 'monitor', ok: false, message}]};
}

function upText(isUp: boolean): string {
  return `# HELP vigil_up Whether the monitor answers.\n# TYPE vigil_up gauge\nvigil_up ${isUp ? 1 : 0}\n`;
}

function keyOf(tokenId: string, key: string, text: string): RequestKey {
  return {caller: tokenId, key, digest: createHash('sha256').update(text).digest('hex')};
}

/** @throws {ConflictError} IDEMPOTENCY_KEY_REUSED */
function addedBy(answer: KeyedAnswer, key: string | undefined): AddedView & {isRepeated: boolean} {
  if (answer.as !== 'otherRequest') {
    return {
      plans: answer.rows.map((row) => summaryOf(row)),
      warnings: answer.remarks as AddedView['warnings'],
      isRepeated: answer.as === 'repeated',
    };
  }
  throw new ConflictError('IDEMPOTENCY_KEY_REUSED', `The key "${key}" was used for another request`, {
    field: 'Idempotency-Key',
    hint: 'give each request a key of its own; a request that is repeated has the same body to the byte',
  });
}

function summaryOf(row: PlanRow): AddedView['plans'][number] {
  const {levels, ...view} = planView(row);
  return {...view, levels: [...levels]};
}

function detailsOf(row: PlanRow): PlanDetailsView {
  const {levels, when, cancelWhen, ...view} = planDetails(row);
  return {
    ...view,
    levels: [...levels],
    when: {...when},
    cancelWhen: cancelWhen === null ? null : {...cancelWhen},
  };
}
