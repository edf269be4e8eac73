import fc from 'fast-check';
import {IANAZone} from 'luxon';
import {describe, expect, it, vi} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import {parsePlan} from '../../src/plan/parse.ts';
import {
  type Entry,
  INSTANT_MAX_MS,
  type Level,
  LEVELS_MAX,
  type Plan,
  writtenForm,
} from '../../src/plan/plan.ts';
import {aConditionAt, SCALES} from '../condition/situations.ts';
import {aPlan, DEFAULTS, NOW_MS, WRITTEN} from './plans.ts';

type Entered = Pick<Plan, 'side' | 'entry' | 'levels' | 'stopLoss' | 'takeProfit'>;

const aSide = fc.constantFrom('buy' as const, 'sell' as const);

const aSingleEntry: fc.Arbitrary<Entered> = fc.record({
  side: aSide,
  entry: fc.constantFrom<Entry>(
    {type: 'market'},
    {type: 'market', price: 1.1, tolerance: 0},
    {type: 'limit', price: 1.1},
    {type: 'stop', price: 0.9},
  ),
  levels: fc.constant(null),
  stopLoss: fc.constant(null),
  takeProfit: fc.constant(null),
});

/** Levels between 2 and 3; exits, where there are any, before and behind them all. */
const severalEntries: fc.Arbitrary<Entered> = aSide.chain((side) => {
  const [stopLoss, takeProfit] = side === 'buy' ? [1, 4] : [4, 1];
  const aLevel: fc.Arbitrary<Level> = fc.record(
    {
      price: fc.double({min: 2, max: 3, noNaN: true}),
      weight: fc.double({min: 0, minExcluded: true, max: 1e6, noNaN: true}),
      stopLoss: fc.constant(stopLoss),
      takeProfit: fc.constant(takeProfit),
    },
    {requiredKeys: ['price']},
  );
  return fc.record({
    side: fc.constant(side),
    entry: fc.constantFrom<Entry>({type: 'market', tolerance: 0.5}, {type: 'limit'}, {type: 'stop'}),
    levels: fc.uniqueArray(aLevel, {minLength: 1, maxLength: LEVELS_MAX, selector: ({price}) => price}),
    stopLoss: fc.option(fc.constant(stopLoss)),
    takeProfit: fc.option(fc.constant(takeProfit)),
  });
});

describe('parsePlan', () => {
  it('reads the plan of the documentation', () => {
    expect(aPlan({expiresIn: '24h', notes: 'free text'})).toEqual({
      id: 'gold-dip',
      symbol: 'XAUUSD',
      side: 'buy',
      volumeLots: 0.01,
      entry: {type: 'market', price: 1301.5, tolerance: 0.5},
      levels: null,
      stopLoss: 1298,
      takeProfit: 1310,
      expiresAtMs: NOW_MS + 86_400_000,
      createdAtMs: NOW_MS,
      when: WRITTEN.when,
      cancelWhen: null,
      group: null,
      notes: 'free text',
    });
  });

  it('fills in what a short plan leaves out', () => {
    const parsed = parsePlan({symbol: 'A', side: 'sell', volume: 1, when: {always: true}}, DEFAULTS);
    expect(parsed).toMatchObject({
      ok: true,
      plan: {
        id: 'p-generated',
        entry: {type: 'market'},
        levels: null,
        stopLoss: null,
        takeProfit: null,
        expiresAtMs: null,
        createdAtMs: NOW_MS,
        cancelWhen: null,
        group: null,
      },
    });
  });

  it.each([
    [{expiresIn: '1h30m'}, NOW_MS + 5_400_000],
    [{expiresIn: '24h', createdAt: '2026-11-20T12:00:00+02:00'}, Date.UTC(2026, 10, 21, 10)],
    [{expiresAt: '2026-11-22T18:00:00+01:00'}, Date.UTC(2026, 10, 22, 17)],
    [{expiresAt: '2026-11-22T18:00:00.250Z'}, Date.UTC(2026, 10, 22, 18, 0, 0, 250)],
  ])('%j expires in time', (written, expiresAtMs) => {
    expect(aPlan(written).expiresAtMs).toBe(expiresAtMs);
  });

  it('asks nothing about time passing', () => {
    expect(aPlan({expiresAt: '1999-01-01T00:00:00Z'}).expiresAtMs).toBe(Date.UTC(1999, 0));
  });

  it('does not measure stop loss and take profit against the entry when there is no entry price', () => {
    expect(aPlan({entry: {type: 'market'}, stopLoss: 5, takeProfit: 6}).stopLoss).toBe(5);
  });

  it('accepts 32 conditions one in the other, and no more', () => {
    const nested = (depth: number) =>
      Array.from({length: depth}).reduce((inner: unknown) => ({all: [inner]}), {always: true});
    expect(parsePlan({...WRITTEN, when: nested(32)}, DEFAULTS).ok).toBe(true);
    expect(parsePlan({...WRITTEN, when: nested(33)}, DEFAULTS).ok).toBe(false);
  });

  it('gives a plan back from its written form', () => {
    const anInstant = fc.integer({min: 0, max: INSTANT_MAX_MS});
    const aCondition = fc.oneof(...SCALES.map(aConditionAt));
    const anyPlan = fc.record({
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      symbol: fc.constantFrom('EURUSD', 'XAUUSD.m', 'Волатильность_75', '#US30'),
      volumeLots: fc.double({min: 0, minExcluded: true, max: 1e9, noNaN: true}),
      expiresAtMs: fc.option(anInstant),
      createdAtMs: anInstant,
      when: aCondition,
      cancelWhen: fc.option(aCondition),
      group: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)),
      notes: fc.option(fc.string({maxLength: 4000, unit: 'binary'})),
    });
    const aValidPlan: fc.Arbitrary<Plan> = fc
      .tuple(anyPlan, fc.oneof(aSingleEntry, severalEntries))
      .map(([plan, entry]) => ({...plan, ...entry}));
    fc.assert(
      fc.property(aValidPlan, (plan) => {
        const stored: unknown = JSON.parse(JSON.stringify(writtenForm(plan)));
        const parsed = parsePlan(stored, {...DEFAULTS, createdAtMs: 1});
        // Two rules on one level can exclude each other; everything else is a valid plan.
        fc.pre(parsed.ok || !parsed.problems.every(({field}) => field?.endsWith('.above')));
        expect(parsed).toEqual({ok: true, plan});
      }),
      {numRuns: 500},
    );
  });

  it('asks the runtime once about a zone, not at every plan: that costs more than all the rest', () => {
    const asked = vi.spyOn(IANAZone, 'isValidZone');
    const when = {time: {between: ['07:00', '16:00'], zone: 'Pacific/Chatham'}};
    for (let count = 0; count < 100; count++) compileCondition(aPlan({when}).when, 'buy');
    // A few times to make the zone, then never again.
    expect(asked.mock.calls.length).toBeLessThan(10);
  });
});
