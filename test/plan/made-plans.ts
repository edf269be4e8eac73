import fc from 'fast-check';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {KINDS} from '../../src/condition/kinds.ts';
import {parsePlan} from '../../src/plan/parse.ts';
import type {Plan} from '../../src/plan/plan.ts';

/** The example of every kind that there is, alone. */
const EXAMPLES: readonly Condition[] = [...KINDS.values()].map(({name, example}) => ({[name]: example}));

const {when} = fc.letrec<{when: Condition}>((tie) => ({
  when: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.constantFrom(...EXAMPLES),
    fc
      .constantFrom('all', 'any')
      .chain((kind) =>
        fc.array(tie('when'), {minLength: 1, maxLength: 3}).map((parts): Condition => ({[kind]: parts})),
      ),
    tie('when').map((part): Condition => ({not: part})),
  ),
}));

/** Text that notations like to take for something else. */
const awkward = fc.oneof(
  fc.string({unit: 'grapheme', maxLength: 40}),
  fc.constantFrom(
    'yes',
    'null',
    '07:00',
    '1e3',
    '- a',
    '# no',
    'a: b',
    ' lead',
    'two\nlines\n',
    '"',
    "'",
    '\t',
    '{}',
    '金',
    '2026-01-01',
  ),
);

/**
 * Plans that every structural rule accepts: all kinds of condition, levels, groups, and texts that notations
 * have trouble with.
 *
 * @param nowMs They are created before, and expire after it.
 */
export function madePlans(nowMs: number): fc.Arbitrary<Plan> {
  const written = fc.record({
    id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    symbol: fc.oneof(
      fc.constantFrom('XAUUSD', 'NO', '1e5', 'on', '~', '0x1F'),
      fc.stringMatching(/^[!-~]{1,64}$/),
    ),
    buys: fc.boolean(),
    volume: fc.constantFrom(0.01, 1e-7, 0.1 + 0.2, 1e21, 3),
    entry: fc.constantFrom(
      {type: 'market'},
      {type: 'market', price: 100, tolerance: 0.5},
      {type: 'limit', price: 100.25},
      {type: 'stop', price: 99.75},
    ),
    hasLevels: fc.boolean(),
    when,
    cancelWhen: fc.option(when, {nil: undefined}),
    group: fc.option(fc.constantFrom('g', 'true', '-', '0'), {nil: undefined}),
    notes: fc.option(awkward, {nil: undefined}),
    createdAt: fc.integer({min: 0, max: nowMs}),
    expiresAt: fc.option(fc.integer({min: nowMs + 86_400_000, max: Date.UTC(9999, 0)}), {nil: undefined}),
  });
  return written.map(({buys, hasLevels, createdAt, expiresAt, entry, ...rest}) => {
    const parsed = parsePlan(
      JSON.parse(
        JSON.stringify({
          ...rest,
          side: buys ? 'buy' : 'sell',
          ...(hasLevels
            ? {
                entry: {type: 'limit'},
                levels: [
                  {price: 100, weight: 2},
                  {price: 101, takeProfit: buys ? 130 : 70},
                ],
              }
            : {entry}),
          stopLoss: buys ? 90 : 110,
          takeProfit: buys ? 120 : 80,
          createdAt: new Date(createdAt).toISOString(),
          ...(expiresAt === undefined ? {} : {expiresAt: new Date(expiresAt).toISOString()}),
        }),
      ),
      {newId: () => 'none', createdAtMs: 0},
    );
    if (!parsed.ok) throw new Error(`a made plan breaks a rule: ${JSON.stringify(parsed.problems)}`);
    return parsed.plan;
  });
}
