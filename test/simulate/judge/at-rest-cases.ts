import {isWatched} from '../../../src/plan/status.ts';
import {judgeRest, judgeWithdrawals, type RestSight} from '../../../src/simulate/judge/at-rest.ts';
import type {FactBook} from '../../../src/simulate/judge/fact-book.ts';
import type {IntentFact, LevelFact, PlanFact} from '../../../src/simulate/judge/facts.ts';
import type {InvariantId} from '../../../src/simulate/judge/invariants.ts';
import type {LedgerEntry} from '../../../src/simulate/venue/ledger.ts';
import type {OpenMonitor} from '../../../src/simulate/world/monitor-life.ts';
import {
  aLedger,
  aLevel,
  anEntry,
  anIntent,
  aPlan,
  aVerdict,
  type Case,
  CLOSE,
  FIRED_MS,
  KEY,
  MADE_MS,
  OTHER_KEY,
} from './fabricated.ts';

type Census = ReturnType<OpenMonitor['monitor']['census']>;

/** A world at rest; a case names what it is about. */
type Scene = Readonly<{
  plans?: readonly PlanFact[];
  intents?: readonly IntentFact[];
  entries?: readonly LedgerEntry[];
  sight?: Partial<RestSight>;
  /** Other than what the live plans need. */
  census?: Partial<Census>;
  sweptMsAgo?: number;
  gate?: readonly string[];
  calls?: number;
}>;

const NOW_MS = FIRED_MS + 600_000;

/** What a monitor holds that is as it should be. */
function censusOf(plans: readonly PlanFact[]): Census {
  const live = plans.filter(({status}) => isWatched(status));
  const waiting = live.flatMap(({levels}) => levels).filter(({status}) => status === 'pending');
  return {
    plans: live.length,
    desks: new Set(live.map(({symbol}) => symbol)).size,
    wakes: waiting.length,
    studies: 0,
    expiries: live.filter((plan) => plan.expiresAtMs !== null && plan.status === 'pending').length,
    busy: 0,
    heldMutexes: 0,
  };
}

function found(book: FactBook, scene: Scene): readonly string[] {
  const {plans = [aPlan()], intents = [anIntent()], entries = [], sight = {}, census = {}} = scene;
  const {sweptMsAgo = 10_000, gate = [], calls = 0} = scene;
  book.plans.clear();
  book.intents.clear();
  for (const plan of plans) book.plans.set(plan.id, plan);
  for (const intent of intents) book.intents.set(intent.key, intent);
  const survivor = {
    monitor: {
      census: () => ({...censusOf(plans), ...census}),
      lastSweep: {atMs: NOW_MS - sweptMsAgo},
      gateRows: gate.map((reason) => ({reason})),
      explain: () => undefined,
    },
    store: {counters: () => ({waiting: calls})},
  } as unknown as OpenMonitor;
  const verdict = aVerdict();
  judgeRest({
    ...{book, ledger: aLedger(entries), survivor, timers: 16, nowMs: NOW_MS, metBy: () => 0},
    ...{isHalted: false, hasLimits: false, withdrawingForMs: () => 30_000, violate: verdict.violate},
    ...{isOutOfReach: () => false, openForMs: 60_000},
    ...sight,
  });
  return verdict.found;
}

const level = (changes: Partial<LevelFact>, more: Scene = {}): Scene => ({
  plans: [aPlan({levels: [aLevel({key: KEY, ...changes})]})],
  ...more,
});
/** What has become of the order, and what the database says. */
const order = (report: Partial<LedgerEntry['report']>, status: LevelFact['status']): Scene =>
  level({status}, {entries: [anEntry({report})]});
const met = (quotes: number, more: Partial<RestSight> = {}, plans = [aPlan()]): Scene => ({
  plans,
  sight: {metBy: ({id}) => (id === 'plan' ? quotes : 0), ...more},
});
const inGroup = (key: string | null): readonly PlanFact[] => [
  aPlan({group: 'g'}),
  aPlan({id: 'other', group: 'g', levels: [aLevel({status: 'cancelled', key})]}),
];
const expires = (msAgo: number): Scene => ({plans: [aPlan({expiresAtMs: NOW_MS - msAgo})]});
const protection = (report: Partial<LedgerEntry['report']>, wanted: number | null = 1900): Scene =>
  level(
    {status: report.close === undefined ? 'executed' : 'closed'},
    {intents: [anIntent({stopLoss: wanted})], entries: [anEntry({report})]},
  );
const withdrawn = (status: LevelFact['status'], withdrawal: string | null): Scene =>
  level({status, withdrawal});

const WORKING = {state: 'working', fill: null} as const;
const CANCEL_RULE = aPlan({written: {...aPlan().written, cancelWhen: {price: {above: 3000}}}});

const ROWS: readonly (readonly [rule: InvariantId, what: string, broken: Scene, kept: Scene])[] = [
  [
    'E8',
    'an order whose withdrawal was asked for long ago',
    withdrawn('working', 'a person'),
    {...withdrawn('working', 'a person'), sight: {withdrawingForMs: () => 29_999}},
  ],
  ['E8', 'an order that rests', withdrawn('working', 'a person'), withdrawn('working', null)],
  [
    'E8',
    'an order that was to be withdrawn',
    withdrawn('working', 'a person'),
    withdrawn('executed', 'a person'),
  ],
  ['I3b', 'a level that executes', level({status: 'executing'}), level({status: 'executed'})],
  ['I3b', 'a level that is in doubt', level({status: 'unresolved'}), level({status: 'failed'})],
  ['I5a', 'a plan whose time is over', expires(5001), expires(5000)],
  ['I5b', 'a plan that was met', met(5), met(4)],
  ['I5b', 'a plan that was met while nothing was halted', met(5), met(5, {isHalted: true})],
  ['I5b', 'a plan that was met where there is room', met(5), met(5, {hasLimits: true})],
  [
    'I5b',
    'a plan that was met first of its group',
    met(5, {}, [...inGroup(null)]),
    met(5, {}, [...inGroup(OTHER_KEY)]),
  ],
  ['I5b', 'a gate that is shut', {gate: ['clockUnsure']}, {gate: []}],

  ['I3', 'an order that belongs to nothing', {entries: [anEntry({key: OTHER_KEY})]}, order({}, 'executed')],
  [
    'I3',
    'an order of a level that is not there',
    level({level: 2, status: 'executed'}, {entries: [anEntry()]}),
    level({level: 1, status: 'executed'}, {entries: [anEntry()]}),
  ],
  ['I3', 'an order that rests', order(WORKING, 'executed'), order(WORKING, 'working')],
  ['I3', 'an order that was filled', order({}, 'failed'), order({}, 'executed')],
  ['I3', 'a position that was closed', order({close: CLOSE}, 'executed'), order({close: CLOSE}, 'closed')],
  [
    'I3',
    'a part that was filled',
    order({state: 'cancelled'}, 'cancelled'),
    order({state: 'cancelled'}, 'executed'),
  ],
  [
    'I3',
    'an order that was cancelled',
    order({state: 'cancelled', fill: null}, 'expired'),
    order({state: 'cancelled', fill: null}, 'cancelled'),
  ],
  [
    'I3',
    'an order that expired',
    order({state: 'expired', fill: null}, 'cancelled'),
    order({state: 'expired', fill: null}, 'expired'),
  ],
  [
    'I3',
    'an order that was turned away in the end',
    order({state: 'rejected', fill: null}, 'pending'),
    order({state: 'rejected', fill: null}, 'failed'),
  ],
  ['E9', 'a position without a stop', protection({stopLoss: null}), protection({stopLoss: 1900})],
  ['E9', 'a position that wants one', protection({stopLoss: null}), protection({stopLoss: null}, null)],
  ['E9', 'a position that is open', protection({}), protection({close: CLOSE})],
  [
    'E9',
    'a stop that the price has not passed',
    protection({stopLoss: null}),
    {...protection({stopLoss: null}), sight: {isOutOfReach: () => true}},
  ],

  ['I4', 'no monitor at all', {sight: {survivor: undefined}}, {}],
  ['I4', 'a plan too many', {census: {plans: 2}}, {census: {plans: 1}}],
  [
    'I4',
    'a plan that has ended',
    {...level({status: 'closed'}), census: {plans: 1}},
    level({status: 'closed'}),
  ],
  [
    'I4',
    'a plan that is a draft',
    {...level({status: 'draft'}), census: {plans: 1}},
    level({status: 'draft'}),
  ],
  ['I4', 'a desk of no plan', {census: {desks: 2}}, {census: {desks: 1}}],
  ['I4', 'a timer for an expiry that is none', {census: {expiries: 1}}, {census: {expiries: 0}}],
  [
    'I4',
    'no timer for an expiry',
    {...expires(-1), census: {expiries: 0}},
    {...expires(-1), census: {expiries: 1}},
  ],
  ['I4', 'something under way', {census: {busy: 1}}, {census: {busy: 0}}],
  ['I4', 'a lock that is held', {census: {heldMutexes: 1}}, {census: {heldMutexes: 0}}],
  ['I4', 'a level that sleeps for good', {census: {wakes: 0}}, {census: {wakes: 1}}],
  [
    'I4',
    'a waiter too many',
    {plans: [CANCEL_RULE], census: {wakes: 3}},
    {plans: [CANCEL_RULE], census: {wakes: 2}},
  ],
  ['I4', 'a call without an answer', {calls: 1}, {calls: 0}],
  ['I4', 'a timer too many', {sight: {timers: 17}}, {sight: {timers: 16}}],
  ['I11', 'a sweep long ago', {sweptMsAgo: 35_001}, {sweptMsAgo: 35_000}],
  ['I11', 'a sweep that is to come', {sweptMsAgo: -35_001}, {sweptMsAgo: -35_000}],
];

export const atRestCases = (book: () => FactBook): readonly Case[] =>
  ROWS.map(([rule, what, broken, kept]) => ({
    rule,
    what,
    broken: () => found(book(), broken),
    kept: () => found(book(), kept),
  }));

/** What is found of withdrawals before the markets move on. */
export function foundOfWithdrawals(book: FactBook, status: LevelFact['status']): readonly string[] {
  book.plans.clear();
  book.plans.set('plan', aPlan({createdAtMs: MADE_MS, levels: [aLevel({status, withdrawal: 'a person'})]}));
  const verdict = aVerdict();
  judgeWithdrawals({book, withdrawingForMs: () => 30_000, violate: verdict.violate});
  return verdict.found;
}
