import type {FactBook} from '../../../src/simulate/judge/fact-book.ts';
import type {IntentFact, PlanFact} from '../../../src/simulate/judge/facts.ts';
import type {InvariantId} from '../../../src/simulate/judge/invariants.ts';
import {type AcceptanceSight, judgeAcceptance} from '../../../src/simulate/judge/on-acceptance.ts';
import type {LedgerEntry} from '../../../src/simulate/venue/ledger.ts';
import {
  aLedger,
  aLevel,
  anEntry,
  anIntent,
  aPlan,
  aVerdict,
  type Case,
  FIRED_MS,
  KEY,
  OTHER_KEY,
} from './fabricated.ts';

/** An order that the venue accepts, 50 ms after its claim unless a case says otherwise. */
type Scene = Readonly<{
  plans?: readonly PlanFact[];
  intents?: readonly IntentFact[];
  /** What the venue has accepted before. */
  earlier?: readonly LedgerEntry[];
  entry?: LedgerEntry;
  claimed?: Partial<NonNullable<ReturnType<AcceptanceSight['claimedAt']>>>;
}>;

const CLAIMED_MS = 10_000;
const EXECUTING = aPlan({levels: [aLevel({status: 'executing', key: KEY})]});

function found(book: FactBook, scene: Scene): readonly string[] {
  const {plans = [EXECUTING], intents = [anIntent()], earlier = [], entry = anEntry(), claimed = {}} = scene;
  book.plans.clear();
  book.intents.clear();
  for (const plan of plans) book.plans.set(plan.id, plan);
  for (const intent of intents) book.intents.set(intent.key, intent);
  const verdict = aVerdict();
  judgeAcceptance(entry, {
    ...{book, ledger: aLedger([...earlier, entry]), violate: verdict.violate},
    claimedAt: () => ({atMs: CLAIMED_MS, clockMoved: false, clockMs: FIRED_MS + 50, ...claimed}),
  });
  return verdict.found;
}

/** A plan of two levels, of which the second gets its order now. */
const ofTwo = (lots: number, volumeLots: number, level = 1): Scene => ({
  plans: [
    aPlan({
      volumeLots,
      levels: [
        aLevel({status: 'executed', key: OTHER_KEY}),
        aLevel({level: 2, status: 'executing', key: KEY}),
      ],
    }),
  ],
  intents: [anIntent({level: 2}), anIntent({key: OTHER_KEY, level, outcome: 'accepted'})],
  earlier: [anEntry({ticket: '1', key: OTHER_KEY, lots})],
  entry: anEntry({ticket: '2', lots: 0.2}),
});

/** Another plan has an order already. */
const besideAnother = (group: string | null, report: Partial<LedgerEntry['report']> = {}): Scene => ({
  plans: [
    {...EXECUTING, group: 'g'},
    aPlan({id: 'other', group, levels: [aLevel({status: 'executed', key: OTHER_KEY})]}),
  ],
  intents: [anIntent(), anIntent({key: OTHER_KEY, planId: 'other', outcome: 'accepted'})],
  earlier: [anEntry({key: OTHER_KEY, report})],
  entry: anEntry({ticket: '2'}),
});

const expires = (expiresAtMs: number, clockMoved = false): Scene => ({
  plans: [{...EXECUTING, expiresAtMs}],
  claimed: {clockMs: FIRED_MS + 300, clockMoved},
});
const after = (ms: number, clockMoved = false): Scene => ({
  entry: anEntry({acceptedAtMs: CLAIMED_MS + ms}),
  claimed: {clockMoved},
});

const ROWS: readonly (readonly [rule: InvariantId, what: string, broken: Scene, kept: Scene])[] = [
  ['I2', 'an order of which nothing is committed', {intents: []}, {}],
  ['I2', 'an order that is settled', {intents: [anIntent({outcome: 'notSent'})]}, {}],
  ['I2', 'an order that is parked', {intents: [anIntent({outcome: 'unresolved'})]}, {}],
  ['I2', 'an order of a level that waits', {plans: [aPlan()]}, {}],
  [
    'I2',
    'an order of a level that waits, beside one that executes',
    {plans: [aPlan({levels: [aLevel(), aLevel({level: 2, status: 'executing'})]})]},
    {plans: [aPlan({levels: [aLevel({status: 'executing'}), aLevel({level: 2})]})]},
  ],
  ['I1', 'a second order of a level', ofTwo(0.1, 1, 2), ofTwo(0.1, 1, 1)],
  ['E6', 'more than the plan wants', ofTwo(0.11, 0.3), ofTwo(0.1, 0.3)],
  ['E1', 'a second order of a group', besideAnother('g'), besideAnother('h')],
  ['E1', 'beside an order of the group that fills', besideAnother('g'), besideAnother(null)],
  [
    'E1',
    'beside an order of the group that rests',
    besideAnother('g', {state: 'working', fill: null}),
    besideAnother('g', {state: 'cancelled', fill: null}),
  ],
  ['E7', 'after the expiry of the plan', expires(FIRED_MS - 1), expires(FIRED_MS)],
  ['E7', 'by a clock that was set', expires(FIRED_MS - 1), expires(FIRED_MS - 1, true)],
  ['E10', 'later than it may be sent', after(5301), after(5300)],
  ['E10', 'later than it may be sent, by a clock that was set', after(5301, true), after(5300, true)],
];

export const onAcceptanceCases = (book: () => FactBook): readonly Case[] =>
  ROWS.map(([rule, what, broken, kept]) => ({
    rule,
    what,
    broken: () => found(book(), broken),
    kept: () => found(book(), kept),
  }));
