import {describe, expect, it} from 'vitest';
import {askPlan} from '../../../src/cli/questionnaire/ask-plan.ts';
import type {Problem} from '../../../src/errors.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** Answers in their order; what was asked, and what was said of wrong answers. */
async function asked(...answers: readonly string[]) {
  const questions: string[] = [];
  const explained: string[] = [];
  const rest = [...answers];
  const plan = await askPlan(
    {
      ask: (question) => {
        questions.push(question);
        const answer = rest.shift();
        return answer === undefined
          ? Promise.reject(new Error(`no answer to "${question}"`))
          : Promise.resolve(answer);
      },
      explain: ({message}: Problem) => void explained.push(message),
    },
    () => NOW_MS,
  );
  expect(rest).toEqual([]);
  return {plan, questions, explained};
}

describe('askPlan', () => {
  it('asks for what a plan needs, and for nothing that does not belong to it', async () => {
    const {plan, questions, explained} = await asked('EURUSD', 'sell', '0.1', '', '', '', '', '', '4');
    expect(plan).toEqual({
      ...{symbol: 'EURUSD', side: 'sell', volume: 0.1, entry: {type: 'market'}, when: {always: true}},
    });
    expect(questions).toHaveLength(9);
    expect(explained).toEqual([]);
  });

  it.each([
    [['1', '1301'], {price: {above: 1301}}],
    [['below', '1301'], {price: {below: 1301}}],
    [['3', '1301', '0.5'], {price: {near: 1301, within: 0.5}}],
    [['always'], {always: true}],
    [['spread: {atMost: 0.6}'], {spread: {atMost: 0.6}}],
    [
      ['{"all": [{"always": true}, {"spread": {"atMost": 1}}]}'],
      {all: [{always: true}, {spread: {atMost: 1}}]},
    ],
  ])('takes %j for a condition', async (answers, when) => {
    const {plan} = await asked('XAUUSD', 'buy', '1', 'limit', '1300', '1290', '1320', '24h', ...answers);
    expect(plan).toEqual({
      ...{symbol: 'XAUUSD', side: 'buy', volume: 1, entry: {type: 'limit', price: 1300}},
      ...{stopLoss: 1290, takeProfit: 1320, expiresIn: '24h', when},
    });
  });

  it('explains each wrong answer by the rules of plans, and asks again', async () => {
    const {plan, explained} = await asked(
      ...['', 'XAU USD', 'XAUUSD'],
      ...['long', 'buy'],
      ...['', '0,01', '-1', '0.01'],
      ...['swing', 'market'],
      ...['-5', '1301.5'],
      ...['', '0.5'],
      ...['1301.6', '1298'],
      ...['1290', '1310'],
      ...['soon', '2020-01-01T00:00:00Z', '2026-12-01T18:00', '2026-12-01T18:00:00Z'],
      ...['', 'whenever', '{', 'prise: {above: 3}', 'near'],
      ...['dear', '1301'],
      ...['', '-1', '0.2'],
    );
    expect(plan).toEqual({
      ...{symbol: 'XAUUSD', side: 'buy', volume: 0.01},
      entry: {type: 'market', price: 1301.5, tolerance: 0.5},
      ...{stopLoss: 1298, takeProfit: 1310, expiresAt: '2026-12-01T18:00:00Z'},
      when: {price: {near: 1301, within: 0.2}},
    });
    expect(explained.map((message) => message.split(/[,;:]/)[0])).toEqual([
      'symbol is missing',
      'symbol is "XAU USD"',
      'side is "long"',
      'volume is missing',
      'volume is "0',
      'volume is -1',
      'entry.type is "swing"',
      'entry.price is -5',
      'entry.tolerance is missing',
      'stopLoss is 1301.6',
      'takeProfit is 1290',
      'expiresIn is "soon"',
      'expiresAt is 2020-01-01T00',
      'expiresAt is "2026-12-01T18',
      '"" is no condition',
      '"whenever" is no condition',
      '"{" cannot be read',
      'when.prise is an unknown kind of condition',
      'when.price.near is "dear"',
      'when.price.within is missing',
      'when.price.within is -1',
    ]);
  });
});
