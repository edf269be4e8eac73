import {describe, expect, it} from 'vitest';
import {Draw} from '../../../src/diagnose/normalization/draw.ts';
import {FindingList} from '../../../src/diagnose/normalization/finding-list.ts';
import {makeList} from '../../../src/diagnose/normalization/made/make-list.ts';
import type {ResolverOf} from '../../../src/diagnose/normalization/normalization-plant.ts';
import {normalizationFindings} from '../../../src/diagnose/normalization/normalization-verdict.ts';
import {NORMALIZATION_PLANTS} from '../../../src/diagnose/normalization/plants.ts';
import {SpellingRun} from '../../../src/diagnose/normalization/spelling-run.ts';
import {ambiguous, table, UNKNOWN} from '../../../src/diagnose/normalization/tables/table.ts';
import {TradingRun} from '../../../src/diagnose/normalization/trading/trading-run.ts';
import {SymbolResolver} from '../../../src/market/symbol/symbol-resolver.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

const sound: ResolverOf = (listed) => new SymbolResolver(listed);
const refusing: ResolverOf = () => new SymbolResolver([]);

function spellingRun(resolverOf: ResolverOf) {
  const findings = new FindingList();
  return {findings, run: new SpellingRun(resolverOf, new VirtualClock(), findings)};
}

const GOLD = table('gold', 'XAUUSDgr XAUUSD.r XAUUSD.raw EURUSD', {
  EURUSD: 'EURUSD',
  XAUUSD: ambiguous('XAUUSD.r', 'XAUUSD.raw'),
  XAGUSD: UNKNOWN,
});

describe('SpellingRun', () => {
  it('counts what the answers are and what they are worth', () => {
    const {findings, run} = spellingRun(sound);
    run.ask(GOLD, true);
    expect(run.counts).toMatchObject({lists: 1, cases: 3, right: 3, resolved: 1, ambiguous: 1, unknown: 1});
    expect(findings.all()).toEqual([]);
  });

  it('finds a refusal where every answer is a promise', () => {
    const {findings, run} = spellingRun(refusing);
    run.ask(GOLD, true);
    expect(findings.all().map(({code, subject}) => [code, subject])).toEqual([
      ['NOT_FOUND', 'EURUSD'],
      ['OTHER_VERDICT', 'XAUUSD'],
    ]);
    expect(run.refusedShare).toBe(0);
  });

  it('counts refusals in made-up lists of what is listed, and says so when they are too many', () => {
    const {findings, run} = spellingRun(refusing);
    run.ask(GOLD, false);
    expect(findings.all()).toEqual([]);
    expect(run.refusedShare).toBe(100);
    expect(run.refusals).toEqual([
      {topic: 'gold', name: 'EURUSD', symbol: 'EURUSD', why: 'nothing in the list is that for certain'},
    ]);
    const result = {spelling: run, trading: new TradingRun(refusing, findings), own: undefined};
    const options = {lists: 0, scenes: 0, refusedPercent: 2};
    expect(normalizationFindings(result, options)).toEqual([
      {
        code: 'REFUSED_TOO_OFTEN',
        subject: 'made-up lists',
        evidence:
          '100 % of the instruments that are listed were not found; 2 % are let pass; among them "EURUSD" (EURUSD; gold)',
      },
    ]);
    expect(normalizationFindings(result, {...options, refusedPercent: 100})).toEqual([]);
  });

  it('finds nothing wrong in made-up lists', () => {
    const {findings, run} = spellingRun(sound);
    const draw = new Draw(new SeededRandom(11));
    for (let count = 0; count < 40; count += 1) run.ask(makeList(draw), false);
    expect(findings.all()).toEqual([]);
    expect(run.refusedShare).toBeLessThan(5);
  });

  it.each(NORMALIZATION_PLANTS)('sees $name in made-up lists alone', ({resolverOf}) => {
    const {run} = spellingRun(resolverOf);
    const draw = new Draw(new SeededRandom(11));
    for (let count = 0; count < 40; count += 1) run.ask(makeList(draw), false);
    expect(run.counts.wrong + run.counts.unlisted).toBeGreaterThan(3);
  });
});
