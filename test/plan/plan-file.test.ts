import {describe, expect, it} from 'vitest';
import {readPlans} from '../../src/plan/plan-file.ts';
import {DEFAULTS} from './plans.ts';

const YAML = 'id: gold-dip\nsymbol: XAUUSD\nside: buy\nvolume: 0.01\nwhen:\n  price: {above: 1300}\n';
const JSON_PLAN =
  '{"id":"gold-dip","symbol":"XAUUSD","side":"buy","volume":0.01,"when":{"price":{"above":1300}}}';
const other = (text: string) => text.replace('gold-dip', 'gold-top');
const indented = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;

function idsOf(text: string, name: string): string[] {
  const read = readPlans(text, {name, defaults: DEFAULTS});
  if (!read.ok) throw new Error(read.problems.map(({message}) => message).join('\n'));
  return read.plans.map(({id}) => id);
}

function problemsOf(
  text: string,
  name: string,
): (readonly [string | undefined, string, string | undefined])[] {
  const read = readPlans(text, {name, defaults: DEFAULTS});
  return read.ok ? [] : read.problems.map(({field, message, hint}) => [field, message, hint]);
}

describe('readPlans', () => {
  it.each([
    ['one YAML plan', YAML, 'p.yaml', 1],
    ['a YAML list', indented(YAML) + indented(other(YAML)), 'p.yml', 2],
    ['YAML documents', `${YAML}---\n${other(YAML)}`, 'p.yaml', 2],
    [
      'YAML documents with nothing between some',
      `---\n${YAML}---\n---\n# only a remark\n---\n${other(YAML)}---\n`,
      'p.yaml',
      2,
    ],
    ['YAML with a byte order mark', `\uFEFF${YAML}`, 'p.yaml', 1],
    ['YAML with Windows line ends', YAML.replaceAll('\n', '\r\n'), 'p.yaml', 1],
    ['YAML with an anchor', `${YAML.replace('when:', 'when: &w')}---\n${other(YAML)}`, 'p.yaml', 2],
    [
      'YAML that borrows a condition',
      `- &a ${JSON_PLAN}\n- {id: gold-top, symbol: X, side: buy, volume: 1, when: &w {always: true}}\n- {id: c, symbol: X, side: sell, volume: 1, when: *w}\n`,
      'p.yaml',
      3,
    ],
    ['one JSON plan', JSON_PLAN, 'p.json', 1],
    ['a JSON list', `[${JSON_PLAN},\n${other(JSON_PLAN)}]`, 'P.JSON', 2],
    ['JSON with a byte order mark', `\uFEFF${JSON_PLAN}`, 'p.json', 1],
    ['JSONL', `${JSON_PLAN}\n\n${other(JSON_PLAN)}\r\n  \n`, 'p.jsonl', 2],
    ['YAML from the standard input', YAML, '-', 1],
    ['JSON from the standard input', `  [${JSON_PLAN}]\n`, '-', 1],
    ['indented JSON from the standard input', JSON.stringify(JSON.parse(JSON_PLAN), null, 2), '-', 1],
    ['JSONL from the standard input', `\n${JSON_PLAN}\r\n${other(JSON_PLAN)}`, '-', 2],
    [
      'flow YAML from the standard input',
      '{id: a, symbol: X, side: buy, volume: 1,\n when: {always: true}}',
      '-',
      1,
    ],
    ['a file of an unknown ending', JSON_PLAN, 'plans.txt', 1],
  ])('reads %s', (_name, text, name, count) => {
    const ids = idsOf(text, name);
    expect(ids).toHaveLength(count);
    if (count === 2) expect(ids).toEqual(['gold-dip', 'gold-top']);
  });

  it('reads times of day and dates in YAML as they are written', () => {
    const text = `${YAML.replace('price: {above: 1300}', 'time: {between: [07:00, 16:00]}')}expiresAt: 2026-11-22T18:00:00Z\n`;
    const read = readPlans(text, {name: 'p.yaml', defaults: DEFAULTS});
    expect(read).toMatchObject({ok: true, plans: [{expiresAtMs: Date.UTC(2026, 10, 22, 18)}]});
  });

  it.each([
    ['YAML', `plans:\n${indented(YAML)}`, 'p.yaml'],
    ['JSON', `{"plans": [${JSON_PLAN}]}`, 'p.json'],
  ])('tells who wraps the list in an object, in %s, that and nothing else', (_name, text, name) => {
    expect(problemsOf(text, name)).toEqual([
      [
        'plans',
        expect.stringContaining('the list of plans is inside "plans"') as unknown,
        'begin with the list itself: leave "plans" out',
      ],
    ]);
  });

  it('names the field alone where there is one plan', () => {
    expect(problemsOf(YAML.replace('0.01', '0'), 'plans.yaml')).toEqual([
      ['volume', 'volume is 0, not above zero', 'give the size in lots, such as 0.01'],
    ]);
  });

  it('names file, plan and field where there are several, and lists all problems of all plans', () => {
    const text = `${YAML}---\n${other(YAML).replace('0.01', '0').replace('buy', 'by')}---\n${YAML.replace('id: gold-dip\n', 'sl: 1\n')}---\n5\n`;
    expect(problemsOf(text, 'plans.yaml')).toEqual([
      [
        'plans.yaml, plan 2 (gold-top): side',
        'plans.yaml, plan 2 (gold-top): side is "by", not one of buy, sell',
        'did you mean "buy"?',
      ],
      [
        'plans.yaml, plan 2 (gold-top): volume',
        'plans.yaml, plan 2 (gold-top): volume is 0, not above zero',
        'give the size in lots, such as 0.01',
      ],
      ['plans.yaml, plan 3: sl', 'plans.yaml, plan 3: sl is not a known key', 'did you mean "stopLoss"?'],
      [
        'plans.yaml, plan 4',
        'plans.yaml, plan 4: the plan is 5, not an object with named fields',
        'write an object with symbol, side, volume and when',
      ],
    ]);
  });

  it.each([
    // The same id twice.
    [
      `[${JSON_PLAN},${other(JSON_PLAN)},${JSON_PLAN}]`,
      'p.json',
      'p.json, plan 3 (gold-dip): id',
      'p.json, plan 3 (gold-dip): id is "gold-dip", as in plan 1',
      'give each plan an id of its own',
    ],
    [
      `${JSON_PLAN}\n\n${JSON_PLAN}`,
      'p.jsonl',
      'p.jsonl, line 3 (gold-dip): id',
      'p.jsonl, line 3 (gold-dip): id is "gold-dip", as in line 1',
      'give each plan an id of its own',
    ],
    // The same key twice.
    [
      `${YAML}volume: 1\n`,
      'p.yaml',
      'p.yaml, line 7',
      'p.yaml, line 7 has the key "volume" twice',
      'keep one of them',
    ],
    [
      '{\n"side":"buy",\n"a":{"side":"{,\\""},\n"\\u0073ide":"sell"}',
      'p.json',
      'p.json, line 4',
      'p.json, line 4 has the key "side" twice',
      'keep one of them',
    ],
    [
      `${JSON_PLAN}\n${other(JSON_PLAN).replace('}}}', '},"price":{}}}')}`,
      'p.jsonl',
      'p.jsonl, line 2',
      'p.jsonl, line 2 has the key "price" twice',
      'keep one of them',
    ],
    // Broken notation.
    [
      'symbol: X\n\tside: buy\n',
      'p.yaml',
      'p.yaml, line 2',
      'p.yaml, line 2 is not YAML: Tabs are not allowed as indentation',
      'indent with spaces',
    ],
    ['symbol: X\nwhen: [1\n', 'p.yaml', 'p.yaml, line 3', undefined, undefined],
    [
      'symbol: !secret X\n',
      'p.yaml',
      'p.yaml, line 1',
      'p.yaml, line 1 is not YAML: Unresolved tag: !secret',
      undefined,
    ],
    [
      '? {a: 1}\n: 2\n',
      'p.yaml',
      'p.yaml, line 1',
      'p.yaml, line 1 is not YAML: With stringKeys, all keys must be strings',
      undefined,
    ],
    ['{"symbol":"X",\n"side":}', 'p.json', 'p.json, line 1', undefined, undefined],
    ['{"symbol":"X",\n"side": "buy"', 'p.json', 'p.json, line 2', undefined, undefined],
    [`${JSON_PLAN}\n{"symbol"\n`, 'p.jsonl', 'p.jsonl, line 2', undefined, undefined],
    ['', 'p.json', 'p.json, line 1', 'p.json, line 1 is not JSON: Unexpected end of JSON input', undefined],
    ['a\u0000b', 'p.yaml', 'p.yaml', 'p.yaml is not a text file', 'save it as UTF-8'],
    // Nothing to add.
    ['', '-', 'standard input', 'standard input has no plan in it', 'write one plan, or a list of plans'],
    [
      '# only a remark\n',
      'p.yaml',
      'p.yaml',
      'p.yaml has no plan in it',
      'write one plan, or a list of plans',
    ],
    ['[]', 'p.json', 'p.json', 'p.json has no plan in it', 'write one plan, or a list of plans'],
    ['\n\n', 'p.jsonl', 'p.jsonl', 'p.jsonl has no plan in it', 'write one plan, or a list of plans'],
    [
      'null',
      'p.json',
      undefined,
      'the plan is null, not an object with named fields',
      'write an object with symbol, side, volume and when',
    ],
  ])('refuses %j as %s', (text, name, field, message, hint) => {
    const problems = problemsOf(text, name);
    expect(problems).toHaveLength(1);
    const [problem] = problems;
    expect(problem?.[0]).toBe(field);
    if (message !== undefined) expect(problem?.[1]).toBe(message);
    expect(problem?.[2]).toBe(hint);
  });

  it.each([
    ['JSON brackets', '['.repeat(100_000) + ']'.repeat(100_000), 'p.json'],
    ['YAML brackets', '['.repeat(100_000) + ']'.repeat(100_000), 'p.yaml'],
    ['YAML lists in lists', `${'- '.repeat(10_000)}a`, 'p.yaml'],
    ['a condition that contains itself', `${YAML.replace('when:', 'when: &w')}  not: *w\n`, 'p.yaml'],
    [
      'a condition',
      `{"symbol":"X","side":"buy","volume":1,"when":${'{"not":'.repeat(10_000)}1${'}'.repeat(10_001)}`,
      'p.json',
    ],
    [
      'YAML that grows when it is read',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefghi'
          .split('')
          .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
      ].join('\n'),
      'p.yaml',
    ],
  ])('answers %s without end', (_name, text, name) => {
    expect(problemsOf(text, name).length).toBeGreaterThan(0);
  });

  it('keeps control characters of a file out of its messages', () => {
    const [problem] = problemsOf(
      `${JSON_PLAN}\n${JSON_PLAN.replace('gold-dip', 'a\\u001b[31mb')}`,
      'p.jsonl',
    );
    expect(problem?.[1]).toMatch(/^p\.jsonl, line 2 \(a\?\[31mb\): id is "a\\u001b\[31mb"/);
  });
});
