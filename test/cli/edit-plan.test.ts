import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, describe, expect, it, onTestFinished, vi} from 'vitest';
import {editPlan} from '../../src/app/edit-plan.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import DbCheck from '../../src/commands/db/check.ts';
import PlanAdd from '../../src/commands/plan/add.ts';
import PlanCancel from '../../src/commands/plan/cancel.ts';
import PlanEdit from '../../src/commands/plan/edit.ts';
import PlanList from '../../src/commands/plan/list.ts';
import PlanShow from '../../src/commands/plan/show.ts';
import Run from '../../src/commands/run.ts';
import {type Runnable, runCommand} from './in-process.ts';

const TERMS =
  'symbol: XAUUSD\nside: buy\nvolume: 0.01\nstopLoss: 1298\nwhen: {all: [{price: {above: 999999}}]}\n';

const FILES: Readonly<Record<string, string>> = {
  'plan.yaml': `id: gold-dip\n${TERMS}`,
  'nameless.yaml': TERMS.replace('1298', '1297'),
  'moved.yaml': TERMS.replace('1298', '1297').replace('999999', '888888').replace('XAUUSD', 'XAGUSD'),
  'gated.yaml': `${TERMS}takeProfit: 1310\nentry: {type: market, price: 1301.5, tolerance: 0.5}\nnotes: "a \\u0007 note"\n`,
  'bare.yaml': TERMS.replace('stopLoss: 1298\n', ''),
  'other.yaml': `id: other\n${TERMS}`,
  'two.yaml': `- {id: gold-dip, symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
- {symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
`,
  'wrong.yaml': TERMS.replace('buy', 'bye').replace('0.01', '0'),
  'past.yaml': `${TERMS}expiresAt: 2001-01-01T00:00:00Z\n`,
  'at-once.yaml': TERMS.replace('price: {above: 999999}', 'always: true').replace('1298', '1'),
};

let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-cli-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  expect(await run(PlanAdd, 'plan.yaml')).toMatchObject({status: 0});
});

afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
});

const run = (command: Runnable, ...args: string[]) =>
  runCommand(command, [...args, '--db', 'plans.db'], {folder});

const json = async (command: Runnable, ...args: string[]): Promise<unknown> =>
  JSON.parse((await run(command, ...args, '--json')).stdout);

describe('plan edit', () => {
  it('replaces the plan, says what changed, and keeps it in the history', async () => {
    expect(await run(PlanEdit, 'gold-dip', 'moved.yaml')).toEqual({
      status: 0,
      stdout: `edited gold-dip: now version 2
  symbol: XAUUSD → XAGUSD
  stopLoss: 1298 → 1297
  when.all[0].price.above: 999999 → 888888
`,
      stderr: '',
    });
    expect(await json(PlanShow, 'gold-dip')).toMatchObject({
      plan: {symbol: 'XAGUSD', stopLoss: 1297, status: 'pending', version: 2},
      history: [
        {kind: 'added', details: {plan: {symbol: 'XAUUSD', stopLoss: 1298}}},
        {
          kind: 'edited',
          from: 'pending',
          to: 'pending',
          details: {changes: {stopLoss: {from: 1298, to: 1297}}},
        },
      ],
    });
    expect((await run(PlanShow, 'gold-dip')).stdout).toContain(
      'changes.stopLoss.from 1298, changes.stopLoss.to 1297',
    );
    expect(await run(DbCheck)).toMatchObject({status: 0});
  });

  it('gives with --json the plan, each change and each warning', async () => {
    const seen = await runCommand(PlanEdit, ['gold-dip', 'bare.yaml', '--json', '--db', 'plans.db'], {
      folder,
    });
    expect(seen.status).toBe(0);
    const message = 'the plan has no stop loss: its loss is not limited';
    expect(seen.stderr).toBe(`warning gold-dip: ${message}\n`);
    expect(JSON.parse(seen.stdout)).toMatchObject({
      plan: {id: 'gold-dip', version: 2, status: 'pending', stopLoss: null, attempts: 0},
      changes: [{field: 'stopLoss', from: 1298, to: null}],
      warnings: [{id: 'gold-dip', code: 'noStopLoss', message}],
    });
  });

  it('shows fields that come and go, and lets no control character through', async () => {
    expect((await run(PlanEdit, 'gold-dip', 'gated.yaml')).stdout).toBe(`edited gold-dip: now version 2
  entry: {"type":"market"} → {"type":"market","price":1301.5,"tolerance":0.5}
  takeProfit: none → 1310
  notes: none → "a \\u0007 note"
`);
  });

  it('reads standard input', async () => {
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(
      Object.assign(Readable.from([FILES['nameless.yaml'] ?? '']), {
        fd: 0,
      }) as unknown as typeof process.stdin,
    );
    expect(await run(PlanEdit, 'gold-dip', '-')).toMatchObject({
      status: 0,
      stdout: 'edited gold-dip: now version 2\n  stopLoss: 1298 → 1297\n',
    });
  });

  it('writes nothing when the plan says all of it already', async () => {
    expect(await run(PlanEdit, 'gold-dip', 'plan.yaml')).toEqual({
      status: 0,
      stdout: 'unchanged gold-dip: the plan says all this already\n',
      stderr: '',
    });
    expect(await json(PlanShow, 'gold-dip')).toMatchObject({plan: {version: 1, revision: 1}});
  });

  it('is content when it is repeated after its answer was lost', async () => {
    const args = ['gold-dip', 'nameless.yaml', '--if-version', '1'];
    await run(PlanEdit, ...args);
    expect(await run(PlanEdit, ...args)).toMatchObject({status: 0, stderr: ''});
    expect(await json(PlanShow, 'gold-dip')).toMatchObject({plan: {version: 2}});
  });

  it('makes a plan that fires on its new terms', async () => {
    await run(Run, '--once');
    expect(await json(PlanList)).toMatchObject({plans: [{status: 'pending'}]});
    await run(PlanEdit, 'gold-dip', 'at-once.yaml');
    await run(Run, '--once');
    expect(await json(PlanList)).toMatchObject({plans: [{status: 'executed', stopLoss: 1}]});
    const hint = 'its position is open; change its stop loss or take profit at the broker';
    const message = 'Plan "gold-dip" is executed and cannot be edited';
    expect(await json(PlanEdit, 'gold-dip', 'plan.yaml')).toEqual({
      error: {code: 'PLAN_STATE_CONFLICT', message, field: 'status', hint},
    });
  });
});

describe('plan edit, refused', () => {
  const conflict = 'PLAN_STATE_CONFLICT';

  it.each<[string, readonly string[], string, string]>([
    [
      'an unknown id',
      ['gold-dib', 'nameless.yaml'],
      'PLAN_NOT_FOUND',
      'There is no plan "gold-dib"\n  → did you mean "gold-dip"?',
    ],
    [
      'an id that is like no other',
      ['xyz', 'nameless.yaml'],
      'PLAN_NOT_FOUND',
      'There is no plan "xyz"\n  → see `vigil plan list`',
    ],
    [
      'the plan of another id',
      ['gold-dip', 'other.yaml'],
      'PLAN_INVALID',
      'id is "other", and the plan to be edited is "gold-dip"\n  → the id of a plan cannot be changed: leave it out, or cancel the plan and add another',
    ],
    [
      'two plans',
      ['gold-dip', 'two.yaml'],
      'PLAN_INVALID',
      'two.yaml has 2 plans, and an edit takes one\n  → edit one plan at a time',
    ],
    [
      'a plan that breaks rules',
      ['gold-dip', 'wrong.yaml'],
      'PLAN_INVALID',
      '2 things to mend\n  side is "bye", not one of buy, sell\n    → give buy or sell\n  volume is 0, not above zero\n    → give the size in lots, such as 0.01',
    ],
    [
      'a missing file',
      ['gold-dip', 'none.yaml'],
      'FILE_NOT_READABLE',
      '"none.yaml" cannot be read: there is no such file\n  → check the path and its permissions',
    ],
    [
      'another version than the present one',
      ['gold-dip', 'nameless.yaml', '--if-version', '5'],
      conflict,
      'Plan "gold-dip" has version 1; there is no version 5\n  → look at it with `vigil plan show gold-dip` and edit version 1',
    ],
    [
      'a version that is none',
      ['gold-dip', 'nameless.yaml', '--if-version', '0'],
      'USAGE_INVALID',
      '--if-version: Expected an integer greater than or equal to 1 but received: 0',
    ],
    ['no file', ['gold-dip'], 'USAGE_INVALID', 'Missing argument: file\n  → see --help'],
  ])('%s: exit 2, and nothing is written', async (_, args, code, text) => {
    const before = await json(PlanShow, 'gold-dip');
    expect(await run(PlanEdit, ...args)).toEqual({status: 2, stdout: '', stderr: `Error: ${text}\n`});
    expect(await json(PlanEdit, ...args)).toMatchObject({error: {code}});
    expect(await json(PlanShow, 'gold-dip')).toEqual(before);
  });

  it('a plan that has expired by its new version', async () => {
    vi.useFakeTimers({now: Date.UTC(2026, 10, 22, 0, 3), toFake: ['Date']});
    onTestFinished(() => void vi.useRealTimers());
    const {status, stderr} = await run(PlanEdit, 'gold-dip', 'past.yaml');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Error: expiresAt is 2001-01-01T00:00:00.000Z, 9456d 3m ago: the plan could never fire\n {2}→ give a later expiresAt/,
    );
  });

  it('an edit of a version that somebody else has edited meanwhile', async () => {
    await run(PlanEdit, 'gold-dip', 'nameless.yaml');
    expect(await run(PlanEdit, 'gold-dip', 'moved.yaml', '--if-version', '1')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'Error: Plan "gold-dip" was edited meanwhile: it has version 2, not 1\n  → look at it with `vigil plan show gold-dip` and edit version 2\n',
    });
    expect(await json(PlanShow, 'gold-dip')).toMatchObject({plan: {version: 2, symbol: 'XAUUSD'}});
  });

  it('an edit that was overtaken by another while its text was read', async () => {
    const settings = {...settingsSchema.parse({}), db: join(folder, 'plans.db')};
    const textOf = (name: string) => ({text: FILES[name] ?? '', name});
    const slow = editPlan(settings, {
      planId: 'gold-dip',
      textOf: async () => {
        await editPlan(settings, {planId: 'gold-dip', textOf: async () => textOf('nameless.yaml')});
        return textOf('moved.yaml');
      },
    });
    await expect(slow).rejects.toMatchObject({code: conflict, field: 'version'});
    expect(await json(PlanShow, 'gold-dip')).toMatchObject({plan: {version: 2, symbol: 'XAUUSD'}});
  });

  it('a plan that was cancelled', async () => {
    await run(PlanCancel, 'gold-dip');
    expect(await run(PlanEdit, 'gold-dip', 'nameless.yaml')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'Error: Plan "gold-dip" is cancelled and cannot be edited\n  → nothing can happen to it any more; add another plan\n',
    });
  });
});
