import type {FactBook} from '../../../src/simulate/judge/fact-book.ts';
import type {Commit, IntentFact, PlanFact} from '../../../src/simulate/judge/facts.ts';
import {type Heard, isMetBy} from '../../../src/simulate/judge/heard.ts';
import type {InvariantId} from '../../../src/simulate/judge/invariants.ts';
import {judgeCommit} from '../../../src/simulate/judge/on-commit.ts';
import type {PlanStatus} from '../../../src/plan/status.ts';
import type {LedgerEntry} from '../../../src/simulate/venue/ledger.ts';
import {NO_LIMITS} from '../../ports/stored-values.ts';
import {
  aHeard,
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

/** One transaction and all by which it is judged; a case names what it is about. */
type Scene = Readonly<{
  before?: PlanFact | undefined;
  after?: PlanFact;
  /** Committed before, and not touched. */
  beside?: readonly PlanFact[];
  intents?: readonly IntentFact[];
  commit?: Partial<Commit>;
  entries?: readonly LedgerEntry[];
  heard?: readonly Heard[];
  limits?: Partial<typeof NO_LIMITS>;
}>;

const HOUR_MS = 3_600_000;
const LEASE = {epoch: 3, holderId: 'monitor 1.1', isReleased: false};

function found(book: FactBook, scene: Scene): readonly string[] {
  const {before, after = aPlan(), beside = [], intents = [], commit = {}, entries = [], heard = []} = scene;
  book.plans.clear();
  book.intents.clear();
  for (const plan of [...beside, after]) book.plans.set(plan.id, plan);
  for (const intent of [...intents, ...(commit.claims ?? [])]) book.intents.set(intent.key, intent);
  const verdict = aVerdict();
  judgeCommit(
    {
      ...{by: 'monitor 1.1', byClockMs: FIRED_MS, methods: [], claims: [], settled: []},
      ...{wasHalted: false, lease: LEASE, plans: [{before, after}]},
      ...commit,
    },
    {
      ...{book, ledger: aLedger(entries), limits: {...NO_LIMITS, ...scene.limits}},
      heardOf: (symbol) => heard.filter((one) => one.symbol === symbol),
      isMet: (plan, level, quote) => isMetBy(plan.written, level, quote),
      violate: verdict.violate,
    },
  );
  return verdict.found;
}

/** A level that goes from one status to another, its order being at the venue where it has one. */
const step = (from: PlanStatus, to: PlanStatus, entry: LedgerEntry | null = null): Scene => ({
  before: aPlan({revision: 4, levels: [aLevel({status: from, key: KEY})]}),
  after: aPlan({levels: [aLevel({status: to, key: KEY})]}),
  entries: entry === null ? [] : [entry],
});

/** The plan is claimed, as it should be. */
function claim({
  plan = {},
  before = {},
  intent = {},
  commit = {},
  heard = {},
  ...scene
}: Omit<Scene, 'before' | 'after' | 'heard'> &
  Partial<{
    plan: Partial<PlanFact>;
    before: Partial<PlanFact> | undefined;
    intent: Partial<IntentFact>;
    heard: Partial<Heard>;
  }> = {}): Scene {
  return {
    before: aPlan({...plan, revision: 4, ...before}),
    after: aPlan({...plan, levels: [aLevel({status: 'executing', key: KEY})]}),
    heard: [aHeard(heard)],
    commit: {methods: ['claim'], claims: [anIntent(intent)], ...commit},
    ...scene,
  };
}

const settled = (outcome: IntentFact['outcome'], entries: readonly LedgerEntry[]): Scene => ({
  commit: {settled: [anIntent({outcome})]},
  intents: [anIntent({outcome})],
  entries,
});

/** A plan of a group gives way to another one. */
const givesWay = (scene: Scene, reason = 'plan "other" of the group "g" has an order'): Scene => ({
  before: aPlan({group: 'g', revision: 4}),
  after: aPlan({group: 'g', levels: [aLevel({status: 'cancelled', reason})]}),
  ...scene,
});
const OTHER = aPlan({id: 'other', group: 'g', levels: [aLevel({status: 'executing', key: OTHER_KEY})]});
const OTHERS_ORDER = {
  beside: [OTHER],
  intents: [anIntent({key: OTHER_KEY, planId: 'other'})],
  entries: [anEntry({key: OTHER_KEY})],
};

const EXECUTED = aPlan({id: 'other', levels: [aLevel({status: 'executed', key: OTHER_KEY})]});
const firedAt = (firedAtMs: number) => anIntent({key: OTHER_KEY, planId: 'other', firedAtMs});
const when = (above: number): Partial<PlanFact> => ({
  written: {...aPlan().written, when: {price: {above}}},
});

const ROWS: readonly (readonly [rule: InvariantId, what: string, broken: Scene, kept: Scene])[] = [
  ['I9', 'a step that its life does not know', step('closed', 'pending'), step('executing', 'pending')],
  ['I9', 'a step back from an order', step('working', 'pending'), step('unresolved', 'pending')],
  ['I9', 'a step out of an end', step('cancelled', 'executing'), step('pending', 'executing')],
  [
    'I9',
    'levels that begin anew without an edit',
    step('cancelled', 'pending'),
    {...step('cancelled', 'pending'), after: aPlan({version: 2})},
  ],
  [
    'I9',
    'a version that falls',
    {before: aPlan({version: 2, revision: 4})},
    {before: aPlan({version: 1, revision: 4}), after: aPlan({version: 2})},
  ],
  ['I9', 'a revision that does not grow', {before: aPlan({revision: 5})}, {before: aPlan({revision: 4})}],

  [
    'I7',
    'executed without an order',
    step('executing', 'executed'),
    step('executing', 'executed', anEntry()),
  ],
  [
    'I7',
    'executed by an order that rests',
    step('executing', 'executed', anEntry({report: {state: 'working', fill: null}})),
    step('executing', 'working', anEntry({report: {state: 'working', fill: null}})),
  ],
  ['I7', 'resting without an order', step('executing', 'working'), step('executing', 'unresolved')],
  [
    'I7',
    'closed with an open position',
    step('executed', 'closed', anEntry()),
    step('executed', 'closed', anEntry({report: {close: CLOSE}})),
  ],
  ['I7', 'settled as accepted', settled('accepted', []), settled('accepted', [anEntry()])],
  ['I12', 'settled as rejected', settled('rejected', [anEntry()]), settled('rejected', [])],
  ['I12', 'settled as not sent', settled('notSent', [anEntry()]), settled('unresolved', [anEntry()])],

  ['E2', 'cancelled for nobody', givesWay({}), givesWay(OTHERS_ORDER)],
  [
    'E2',
    'cancelled for its own order',
    givesWay({...OTHERS_ORDER, intents: [anIntent({key: OTHER_KEY})]}),
    givesWay(OTHERS_ORDER),
  ],
  [
    'E2',
    'cancelled for an order of another group',
    givesWay({...OTHERS_ORDER, beside: [{...OTHER, group: 'h'}]}),
    givesWay(OTHERS_ORDER),
  ],
  ['E2', 'cancelled by a person', givesWay({}), givesWay({}, 'a person')],
  [
    'E2',
    'cancelled again',
    givesWay({}),
    givesWay({before: aPlan({group: 'g', revision: 4, levels: [aLevel({status: 'cancelled'})]})}),
  ],

  ['E5', 'a level that is taken', claim({before: {levels: [aLevel({status: 'executing'})]}}), claim()],
  ['E5', 'a version that is gone', claim({intent: {version: 2}}), claim()],
  [
    'E5',
    'another level that is pending',
    claim({before: {levels: [aLevel({status: 'executing'}), aLevel({level: 2})]}}),
    claim({before: {levels: [aLevel(), aLevel({level: 2, status: 'executing'})]}}),
  ],
  ['E5', 'a plan that nobody has added', {...claim(), before: undefined}, claim()],
  ['I8', 'under an older lease', claim({commit: {lease: {...LEASE, epoch: 4}}}), claim()],
  ['I8', 'under a lease that was let go', claim({commit: {lease: {...LEASE, isReleased: true}}}), claim()],
  ['I8', 'by somebody else', claim({commit: {by: 'monitor 2.1'}}), claim()],
  ['I8', 'without a lease', claim({commit: {lease: undefined}}), claim()],
  [
    'E3',
    'while trading is halted',
    claim({commit: {wasHalted: true}}),
    claim({commit: {wasHalted: true, methods: ['resume', 'claim']}}),
  ],
  ['E7', 'at its expiry', claim({plan: {expiresAtMs: FIRED_MS}}), claim({plan: {expiresAtMs: FIRED_MS + 1}})],
  [
    'E4',
    'one position more than may be',
    claim({beside: [EXECUTED], limits: {openPositions: 1}, entries: [anEntry({key: OTHER_KEY})]}),
    claim({beside: [EXECUTED], limits: {openPositions: 2}, entries: [anEntry({key: OTHER_KEY})]}),
  ],
  [
    'E4',
    'beside one that is in doubt',
    claim({
      beside: [aPlan({id: 'other', levels: [aLevel({status: 'unresolved'})]})],
      limits: {openPositions: 1},
    }),
    claim({
      beside: [aPlan({id: 'other', levels: [aLevel({status: 'failed'})]})],
      limits: {openPositions: 1},
    }),
  ],
  [
    'E4',
    'one order more than an hour may have',
    claim({intents: [firedAt(FIRED_MS - HOUR_MS + 1)], limits: {ordersPerHour: 1}}),
    claim({intents: [firedAt(FIRED_MS - HOUR_MS)], limits: {ordersPerHour: 1}}),
  ],

  ['I6', 'on nothing that was heard', {...claim(), heard: []}, claim()],
  ['I6', 'on a quote of another symbol', claim({heard: {symbol: 'EURUSD'}}), claim()],
  ['I6', 'on another price', claim({heard: {ask: 2000.21}}), claim()],
  ['I6', 'at the price of the other side', claim({intent: {firedPrice: 2000}}), claim()],
  [
    'I6',
    'on a quote of another moment',
    claim({heard: {clockMs: FIRED_MS - 4}}),
    claim({heard: {clockMs: FIRED_MS - 3}}),
  ],
  ['I6', 'on a quote that is stale', claim({heard: {ageMs: 12_501}}), claim({heard: {ageMs: 12_500}})],
  ['I6', 'on a crossed quote', claim({heard: {bid: 2000.21}}), claim({heard: {bid: 2000.2}})],
  ['I6', 'on a price of nothing', claim({heard: {bid: 0}}), claim({heard: {bid: 0.01}})],
  [
    'I6',
    'on a quote from before the plan',
    claim({plan: {createdAtMs: FIRED_MS + 1}}),
    claim({plan: {createdAtMs: FIRED_MS}}),
  ],
  ['I6', 'on a quote that does not meet it', claim({plan: when(2000.2)}), claim({plan: when(2000.19)})],
];

export const onCommitCases = (book: () => FactBook): readonly Case[] =>
  ROWS.map(([rule, what, broken, kept]) => ({
    rule,
    what,
    broken: () => found(book(), broken),
    kept: () => found(book(), kept),
  }));

/** A claim by a seller, at the bid. */
export const soldAtBid = (book: FactBook) => {
  const scene = claim({intent: {side: 'sell', firedPrice: 2000}, plan: {side: 'sell', createdAtMs: MADE_MS}});
  return found(book, scene);
};
