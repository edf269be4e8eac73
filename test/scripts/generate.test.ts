import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {parse} from 'yaml';
import {describe, expect, it, onTestFinished} from 'vitest';
import {z} from 'zod';
import {conditionDocs} from '../../scripts/generate/condition-docs.ts';
import {familyOf, kindsSource} from '../../scripts/generate/kinds-source.ts';
import {planSchema} from '../../scripts/generate/plan-schema.ts';
import {drifted, generateFromRegistry, generateRegistry} from '../../scripts/generate.ts';
import type {ConditionKind} from '../../src/condition/condition-kind.ts';
import {KINDS} from '../../src/condition/kinds.ts';
import {parsePlan} from '../../src/plan/parse.ts';

describe('npm run generate', () => {
  it('finds everything that is committed up to date', async () => {
    expect(drifted([generateRegistry(), ...(await generateFromRegistry())])).toEqual([]);
  });

  it('notices a file that differs, and one that is missing', () => {
    const root = mkdtempSync(join(tmpdir(), 'vigil-generate-'));
    onTestFinished(() => rmSync(root, {recursive: true, force: true}));
    expect(drifted([{path: 'docs/conditions.md', text: 'x'}], root)).toEqual(['docs/conditions.md']);
    expect(drifted([{path: 'docs/conditions.md', text: 'x'}])).toEqual(['docs/conditions.md']);
  });
});

describe('kindsSource', () => {
  it('imports each file once, by name, whatever order they come in', () => {
    const source = kindsSource(['price.ts', 'bb-squeeze.ts']);
    expect(source.split('\n').filter((line) => line.startsWith('import {'))).toEqual([
      `import {kinds as bbSqueeze} from './kinds/bb-squeeze.ts';`,
      `import {kinds as price} from './kinds/price.ts';`,
    ]);
    expect(source).toContain('[bbSqueeze, price].flat().map(');
  });

  it('names a family by its file', () => {
    expect(familyOf('fvg-in-zone.ts')).toBe('fvgInZone');
  });
});

const aPlan = (changes: object = {}): unknown => ({
  symbol: 'XAUUSD',
  side: 'buy',
  volume: 0.01,
  when: {always: true},
  ...changes,
});
const when = (condition: unknown): unknown => aPlan({when: condition});

describe('planSchema', () => {
  const validate = new Ajv2020({strict: true, strictRequired: false, validateFormats: false}).compile(
    planSchema(),
  );
  const isParsed = (plan: unknown) => parsePlan(plan, {newId: () => 'id', createdAtMs: 0}).ok;

  it.each([
    ['the least', aPlan()],
    [
      'everything',
      aPlan({
        id: 'gold-dip',
        entry: {type: 'market', price: 1301.5, tolerance: 0.5},
        stopLoss: 1298,
        takeProfit: 1310,
        expiresIn: '24h',
        createdAt: '2026-11-22T18:00:00Z',
        when: {
          all: [
            {price: {near: 1301.5, within: 0.5, of: 'mid'}},
            {any: [{not: {spread: {atMost: 0.6}}}, {price: {crossesAbove: 1300}}]},
            {time: {between: ['07:00', '16:00'], zone: 'Europe/London'}},
          ],
        },
        notes: 'free text',
      }),
    ],
    ['an expiry with an offset', aPlan({expiresAt: '2026-11-22T18:00:00.5+02:00'})],
    ['a duration of several units', aPlan({expiresIn: '1h30m'})],
    ['a window without a zone', when({time: {between: ['22:00', '02:00']}})],
    ['a tolerance of zero', aPlan({entry: {type: 'market', price: 1, tolerance: 0}})],
    ['a limit order', aPlan({entry: {type: 'limit', price: 1300}})],
    ['a stop order in a group', aPlan({entry: {type: 'stop', price: 1300}, group: 'gold-1'})],
    ['market levels', aPlan({entry: {type: 'market', tolerance: 0.5}, levels: [{price: 1300}]})],
    [
      'limit levels with everything',
      aPlan({
        entry: {type: 'limit'},
        levels: [{price: 1300, weight: 2, stopLoss: 1290, takeProfit: 1310}, {price: 1301}],
        cancelWhen: {price: {below: 1280}},
      }),
    ],
    ['deep nesting', when({not: {not: {all: [{any: [{always: true}]}]}}})],
  ])('accepts, as parsing does: %s', (_, plan) => {
    expect(isParsed(plan)).toBe(true);
    expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ['no plan', 'buy'],
    ['a list', [aPlan()]],
    ['no condition', aPlan({when: undefined})],
    ['an unknown key', aPlan({stoploss: 1298})],
    ['an unknown side', aPlan({side: 'long'})],
    ['an id with a space', aPlan({id: 'gold dip'})],
    ['an id that is too long', aPlan({id: 'x'.repeat(65)})],
    ['an empty symbol', aPlan({symbol: ''})],
    ['a symbol with a space', aPlan({symbol: 'XAU USD'})],
    ['no volume', aPlan({volume: 0})],
    ['a volume in quotes', aPlan({volume: '0.01'})],
    ['an unknown entry type', aPlan({entry: {type: 'iceberg', price: 1300}})],
    ['a limit order without price', aPlan({entry: {type: 'limit'}})],
    ['a limit order with a tolerance', aPlan({entry: {type: 'limit', price: 1, tolerance: 1}})],
    ['a stop order without price', aPlan({entry: {type: 'stop'}})],
    ['levels with a price of the entry', aPlan({entry: {type: 'limit', price: 1}, levels: [{price: 2}]})],
    ['market levels without tolerance', aPlan({entry: {type: 'market'}, levels: [{price: 2}]})],
    ['levels of the default entry', aPlan({levels: [{price: 2}]})],
    ['limit levels with a tolerance', aPlan({entry: {type: 'limit', tolerance: 1}, levels: [{price: 2}]})],
    ['an empty list of levels', aPlan({entry: {type: 'limit'}, levels: []})],
    [
      'eleven levels',
      aPlan({entry: {type: 'limit'}, levels: Array.from({length: 11}, (_, index) => ({price: index + 1}))}),
    ],
    ['a level without price', aPlan({entry: {type: 'limit'}, levels: [{weight: 1}]})],
    ['a level of no weight', aPlan({entry: {type: 'limit'}, levels: [{price: 1, weight: 0}]})],
    ['an unknown key of a level', aPlan({entry: {type: 'limit'}, levels: [{price: 1, lots: 1}]})],
    ['a group with a space', aPlan({group: 'gold dip'})],
    ['an unknown kind to cancel by', aPlan({cancelWhen: {prise: {above: 1}}})],
    ['a price without tolerance', aPlan({entry: {type: 'market', price: 1301.5}})],
    ['a tolerance without price', aPlan({entry: {type: 'market', tolerance: 0.5}})],
    ['a negative tolerance', aPlan({entry: {type: 'market', price: 1, tolerance: -0.5}})],
    ['an unknown key of the entry', aPlan({entry: {type: 'market', at: 1}})],
    ['a stop loss of zero', aPlan({stopLoss: 0})],
    ['both expiries', aPlan({expiresIn: '24h', expiresAt: '2026-11-22T18:00:00Z'})],
    ['a duration without unit', aPlan({expiresIn: '24'})],
    ['an expiry without zone', aPlan({expiresAt: '2026-11-22T18:00:00'})],
    ['an expiry on a day that does not exist', aPlan({expiresAt: '2026-02-30T18:00:00Z'})],
    ['notes without end', aPlan({notes: 'x'.repeat(4001)})],
    ['an unknown kind', when({prise: {above: 1}})],
    ['two kinds in one', when({price: {above: 1}, always: true})],
    ['no kind', when({})],
    ['a kind as text', when('always')],
    ['always false', when({always: false})],
    ['an empty list', when({all: []})],
    ['a condition where a list belongs', when({any: {always: true}})],
    ['a list where a condition belongs', when({not: [{always: true}]})],
    ['an unknown parameter', when({price: {above: 1, abuv: 2}})],
    ['an unknown parameter deep inside', when({all: [{not: {any: [{spread: {atmost: 1}}]}}]})],
    ['a price in quotes', when({price: {above: '1300'}})],
    ['an unknown price', when({price: {above: 1, of: 'last'}})],
    ['a negative spread', when({spread: {atMost: -1}})],
    ['no spread', when({spread: {}})],
    ['a window of one time', when({time: {between: ['07:00']}})],
    ['a time that no clock shows', when({time: {between: ['07:00', '24:00']}})],
  ])('refuses, as parsing does: %s', (_, plan) => {
    const written = JSON.parse(JSON.stringify(plan)) as unknown;
    expect(isParsed(written)).toBe(false);
    expect(validate(written)).toBe(false);
  });

  it.each([
    [
      'a stop loss above the entry of a buy',
      aPlan({entry: {type: 'market', price: 2, tolerance: 0}, stopLoss: 3}),
    ],
    ['two levels at one price', aPlan({entry: {type: 'limit'}, levels: [{price: 2}, {price: 2}]})],
    ['a window of no length', when({time: {between: ['07:00', '07:00']}})],
    ['a zone that does not exist', when({time: {between: ['07:00', '08:00'], zone: 'Europe/Londn'}})],
    ['a price between limits that exclude each other', when({price: {above: 2, below: 1}})],
  ])('leaves to parsing what needs a calculation: %s', (_, plan) => {
    expect(isParsed(plan)).toBe(false);
    expect(validate(plan)).toBe(true);
  });

  it('describes every field and every kind of condition', () => {
    const {properties = {}, $defs = {}, ...rest} = planSchema();
    expect(rest).toMatchObject({
      $id: expect.stringMatching(/^urn:/),
      title: expect.any(String),
      description: expect.any(String),
    });
    for (const [name, field] of Object.entries(properties)) expect(field, name).toHaveProperty('description');
    const kinds = ($defs['condition']?.properties ?? {}) as Record<string, {description?: string}>;
    expect(Object.keys(kinds).sort()).toEqual([...KINDS.keys()].sort());
    for (const [name, {description}] of Object.entries(kinds))
      expect(description, name).toBe(KINDS.get(name)?.summary);
    expect(Object.keys($defs)).toEqual(['condition']);
  });
});

describe('conditionDocs', () => {
  it('gives every kind a row, a section and an example that can be used as it stands', () => {
    const docs = conditionDocs(KINDS);
    const examples = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, text]) => parse(text ?? '') as object,
    );
    expect(examples).toHaveLength(KINDS.size);
    for (const example of examples) {
      const plan = {symbol: 'XAUUSD', side: 'buy', volume: 1, ...example};
      expect(parsePlan(plan, {newId: () => 'id', createdAtMs: 0})).toMatchObject({ok: true});
    }
    for (const {name, summary} of KINDS.values()) {
      expect(docs).toContain(`| [\`${name}\`](#${name.toLowerCase()}) | ${summary} |`);
      expect(docs).toContain(`## ${name}\n\n${summary}\n`);
    }
  });

  it('says type, default and meaning of every parameter', () => {
    const kind = {
      name: 'sample',
      summary: 'Is a sample.',
      example: {count: 3},
      params: () =>
        z.strictObject({
          count: z.int().min(1).max(9).describe('How many | of them.'),
          share: z.number().positive().optional().describe('Of the whole.'),
          line: z.enum(['bid', 'ask']).default('ask').describe('Which.'),
          on: z.boolean().optional().describe('Whether.'),
        }),
    } as unknown as ConditionKind;
    expect(conditionDocs(new Map([['sample', kind]]))).toContain(
      [
        '| parameter | type | default | meaning |',
        '| --- | --- | --- | --- |',
        '| `count` | whole number, at least 1, at most 9 | required | How many \\| of them. |',
        '| `share` | number, above 0 |  | Of the whole. |',
        '| `line` | `bid`, `ask` | `"ask"` | Which. |',
        '| `on` | `true` or `false` |  | Whether. |',
      ].join('\n'),
    );
  });
});
