import {describe, expect, it} from 'vitest';
import {type Answer, judgeAnswer, type Judgement} from '../../../src/diagnose/normalization/judge-answer.ts';
import type {Expected} from '../../../src/diagnose/normalization/spelling-list.ts';
import {listOf} from '../../../src/diagnose/normalization/tables/table.ts';

const resolved = (symbol: string): Answer => ({verdict: 'resolved', symbol, candidates: [symbol]});
const ambiguous = (...candidates: string[]): Answer => ({verdict: 'ambiguous', symbol: null, candidates});
const unknown = (...candidates: string[]): Answer => ({verdict: 'unknown', symbol: null, candidates});

const GOLD: Expected = {verdict: 'resolved', symbol: 'XAUUSD'};
const EITHER: Expected = {verdict: 'ambiguous', candidates: ['XAUUSD', 'XAUUSDgr']};
const LISTED = listOf('XAUUSD XAUUSDgr', 'test');

describe('judgeAnswer', () => {
  it.each<[Expected, Answer, Judgement]>([
    [GOLD, resolved('XAUUSD'), 'right'],
    [GOLD, resolved('XAUUSDgr'), 'wrong'],
    [GOLD, resolved('xauusd'), 'unlisted'],
    [GOLD, ambiguous('XAUUSD', 'XAUUSDgr'), 'refused'],
    [GOLD, unknown('XAUUSD'), 'refused'],
    [EITHER, ambiguous('XAUUSDgr', 'XAUUSD'), 'right'],
    [EITHER, ambiguous('XAUUSD'), 'otherwise'],
    [EITHER, ambiguous('XAUUSD', 'XAUEUR'), 'otherwise'],
    [EITHER, unknown(), 'otherwise'],
    [EITHER, resolved('XAUUSD'), 'wrong'],
    [{verdict: 'unknown'}, unknown('XAUUSDgr'), 'right'],
    [{verdict: 'unknown'}, ambiguous('XAUUSDgr'), 'otherwise'],
    [{verdict: 'unknown'}, resolved('XAUUSDgr'), 'wrong'],
    [{verdict: 'refused'}, ambiguous('XAUUSDgr'), 'right'],
    [{verdict: 'refused'}, unknown(), 'right'],
    [{verdict: 'refused'}, resolved('XAUUSDgr'), 'wrong'],
  ])('of %o, the answer %o is %s', (expected, answer, judgement) => {
    expect(judgeAnswer(expected, answer, LISTED)).toBe(judgement);
  });
});
