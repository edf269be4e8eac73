import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import DbCheck from '../../src/commands/db/check.ts';
import PlanAdd from '../../src/commands/plan/add.ts';
import PlanArm from '../../src/commands/plan/arm.ts';
import PlanCancel from '../../src/commands/plan/cancel.ts';
import PlanConvert from '../../src/commands/plan/convert.ts';
import PlanEdit from '../../src/commands/plan/edit.ts';
import PlanImport from '../../src/commands/plan/import.ts';
import PlanList from '../../src/commands/plan/list.ts';
import PlanResolve from '../../src/commands/plan/resolve.ts';
import PlanShow from '../../src/commands/plan/show.ts';
import {testData} from '../test-data.ts';
import {type Runnable, runCommand} from './in-process.ts';

const GOOD = {
  plan_id: 'good',
  symbol: 'XAUUSDc',
  direction: 'BUY',
  entry_price: 1300,
  stop_loss: 1295,
  take_profit: 1310,
  volume: 0.01,
  conditions: {price_near: 1300, tolerance: 5},
};
const NAMELESS = {...GOOD, plan_id: undefined, stop_loss: 1294};
const DRAFT = {...GOOD, plan_id: 'draft', take_profit: null};
const HOLLOW = {...GOOD, plan_id: 'hollow', conditions: null};
const WRONG = {...GOOD, plan_id: 'wrong', stop_loss: 1300};

type Report = Readonly<{
  imported: {line: number; id: string; warnings: string[]}[];
  needsAttention: {line: number; id: string; why: string}[];
  refused: {line: number; field: string; reason: string; hint: string}[];
}>;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-import-'));
});

afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
});

const run = (command: Runnable, ...args: string[]) =>
  runCommand(command, [...args, '--db', 'plans.db'], {folder});

async function json<Result>(command: Runnable, ...args: string[]): Promise<Result> {
  return JSON.parse((await run(command, ...args, '--json')).stdout) as Result;
}

function write(name: string, ...plans: readonly unknown[]): string {
  writeFileSync(join(folder, name), plans.map((plan) => `${JSON.stringify(plan)}\n`).join(''));
  return name;
}

const idsOf = async () => {
  const {plans} = await json<{plans: {id: string; status: string}[]}>(PlanList);
  return plans.map(({id, status}) => `${id} ${status}`);
};

/** A database of the old program with these columns, in this order. */
function oldDatabase(
  name: string,
  columns: readonly string[],
  rows: readonly Record<string, unknown>[],
): string {
  const database = new Database(join(folder, name));
  database.pragma('journal_mode = WAL');
  database.exec(`CREATE TABLE trade_plans (${columns.join(', ')})`);
  const insert = database.prepare(
    `INSERT INTO trade_plans (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  for (const row of rows)
    insert.run(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
  database.close();
  return name;
}

const COLUMNS = [
  'plan_id',
  'symbol',
  'direction',
  'entry_price',
  'stop_loss',
  'take_profit',
  'volume',
  'conditions',
  'created_at',
  'status',
];
const STORED = {
  ...GOOD,
  conditions: JSON.stringify(GOOD.conditions),
  created_at: '2026-01-05T10:00:00+00:00',
  status: 'pending',
};

describe('plan import', () => {
  it('imports, makes drafts, and says so for each line', async () => {
    const file = write('old.jsonl', GOOD, NAMELESS, DRAFT);
    const ran = await run(PlanImport, file);
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain('imported line 1 good\n');
    expect(ran.stdout).toContain(
      'needs attention line 3 draft: take_profit is missing: give the take profit\n',
    );
    expect(ran.stdout).toContain('2 imported, 1 need attention (drafts), 0 refused; 3 added\n');
    expect(await idsOf()).toEqual([
      'draft draft',
      'good pending',
      expect.stringMatching(/^legacy-[0-9a-f]{16} pending$/),
    ]);
    expect(await run(DbCheck)).toMatchObject({status: 0});
  });

  it('adds nothing the second time', async () => {
    const file = write('old.jsonl', GOOD, NAMELESS, DRAFT);
    await run(PlanImport, file);
    const before = await idsOf();
    const report = await json<Report>(PlanImport, file);
    expect(report).toMatchObject({
      imported: [
        {line: 1, id: 'good', warnings: ['it was imported before; nothing was added']},
        {line: 2, warnings: ['it was imported before; nothing was added']},
      ],
      needsAttention: [{line: 3, id: 'draft'}],
      refused: [],
    });
    expect((await run(PlanImport, file)).stdout).toContain('0 added\n');
    expect(await idsOf()).toEqual(before);
  });

  it('imports nothing of a file with a plan that is refused, unless it may in part', async () => {
    const file = write('old.jsonl', GOOD, WRONG, 'no plan');
    const ran = await run(PlanImport, file, '--json');
    expect(ran).toMatchObject({
      status: 1,
      stderr: 'nothing was imported: mend what is refused, or give --partial\n',
    });
    expect(JSON.parse(ran.stdout)).toEqual({
      imported: [{line: 1, id: 'good', warnings: []}],
      needsAttention: [],
      refused: [
        {
          line: 2,
          field: 'stop_loss',
          reason: 'stop_loss is 1300, not below the entry price, which is 1300',
          hint: 'the stop_loss of a buy must be below its entry: mend the price, or the direction',
        },
        {
          line: 3,
          field: 'line',
          reason: 'the line is no plan',
          hint: 'write an object with the fields of a plan',
        },
      ],
    });
    expect(await idsOf()).toEqual([]);
    expect(await run(PlanImport, file, '--partial')).toMatchObject({status: 1, stderr: ''});
    expect(await idsOf()).toEqual(['good pending']);
  });

  it('refuses another plan under an id that is taken, in the file and in the database', async () => {
    const other = {...GOOD, stop_loss: 1290};
    expect(await json<Report>(PlanImport, write('two.jsonl', GOOD, other, GOOD), '--partial')).toMatchObject({
      imported: [{line: 1}, {line: 3, warnings: ['the same plan as on line 1']}],
      refused: [{line: 2, field: 'plan_id', reason: 'plan_id "good" is that of another plan, on line 1'}],
    });
    const alone = await run(PlanImport, write('one.jsonl', other, NAMELESS), '--json');
    expect(alone.status).toBe(1);
    expect(JSON.parse(alone.stdout)).toMatchObject({
      refused: [
        {line: 1, field: 'plan_id', reason: 'plan_id "good" is that of another plan in the database'},
      ],
    });
    expect(await idsOf()).toEqual(['good pending']);
  });

  it.each<[string, string, readonly number[]]>([
    ['a list', JSON.stringify([GOOD, DRAFT], null, 2), [1, 2]],
    ['one plan', JSON.stringify(GOOD, null, 2), [1]],
    ['plans under a name', JSON.stringify({plans: [GOOD, DRAFT]}), [1, 2]],
    [
      'lines with blank ones, and a mark before them',
      `\uFEFF${JSON.stringify(GOOD)}\r\n\r\n${JSON.stringify(DRAFT)}`,
      [1, 3],
    ],
  ])('reads %s', async (_, text, lines) => {
    writeFileSync(join(folder, 'old.json'), text);
    const {imported, needsAttention} = await json<Report>(PlanImport, 'old.json');
    expect([...imported, ...needsAttention].map(({line}) => line)).toEqual(lines);
  });

  it.each([
    ['a line that is no JSON', `${JSON.stringify(GOOD)}\n{"plan_id": "x",\n`, 'the line is not JSON'],
    [
      'a key that is there twice',
      `${JSON.stringify(GOOD)}\n{"stop_loss": 1, "stop_loss": 2}\n`,
      'the line has the key "stop_loss" twice',
    ],
  ])('refuses %s', async (_, text, reason) => {
    writeFileSync(join(folder, 'old.jsonl'), text);
    const {refused} = await json<Report>(PlanImport, 'old.jsonl');
    expect(refused).toMatchObject([
      {line: 2, field: 'line', reason: expect.stringContaining(reason) as string},
    ]);
  });

  it('takes the symbol of plans that name none from the command', async () => {
    const file = write('old.jsonl', {...GOOD, symbol: undefined});
    expect(await json<Report>(PlanImport, file)).toMatchObject({refused: [{field: 'symbol'}]});
    expect(await run(PlanImport, file, '--symbol', 'GOLD')).toMatchObject({status: 0});
    expect(await json(PlanShow, 'good')).toMatchObject({plan: {symbol: 'GOLD'}});
  });

  it('keeps the old plan and its status in the history', async () => {
    await run(PlanImport, write('old.jsonl', {...GOOD, status: 'Valid', ticket: 7}));
    expect(await json(PlanShow, 'good')).toMatchObject({
      plan: {status: 'draft'},
      history: [
        {
          kind: 'imported',
          details: {
            from: {file: 'old.jsonl', line: 1},
            legacyStatus: 'Valid',
            legacy: {plan_id: 'good', ticket: 7},
          },
        },
      ],
    });
  });
});

describe('plan import of a database', () => {
  it('reads by the names of the columns, whatever their order', async () => {
    const shuffled = oldDatabase('shuffled.db', COLUMNS.toReversed(), [STORED]);
    expect(await json<Report>(PlanImport, shuffled)).toMatchObject({imported: [{line: 1, id: 'good'}]});
    const inOrder = oldDatabase('in-order.db', COLUMNS, [STORED]);
    expect(await json<Report>(PlanImport, inOrder)).toMatchObject({
      imported: [{warnings: ['it was imported before; nothing was added']}],
    });
    expect(await json(PlanShow, 'good')).toMatchObject({
      plan: {entry: {price: 1300}, stopLoss: 1295, takeProfit: 1310},
    });
  });

  it('does with columns that are missing, empty or of a later time', async () => {
    const few = COLUMNS.filter((column) => column !== 'created_at' && column !== 'status');
    const rows = [
      {...STORED, volume: null},
      {...STORED, plan_id: 'broken', conditions: '{"choch_bull": '},
    ];
    const file = oldDatabase('few.db', [...few, 'level_zone_entry'], rows);
    expect(await json<Report>(PlanImport, file, '--partial')).toMatchObject({
      imported: [
        {line: 1, id: 'good', warnings: [expect.stringContaining('0.01 lots were filled in') as string]},
      ],
      refused: [{line: 2, field: 'conditions'}],
    });
  });

  it('tells what became of a trade, and ends what is in doubt by a word', async () => {
    const columns = [...COLUMNS, 'ticket', 'executed_at', 'exit_price', 'close_time', 'profit_loss'];
    const trade = {ticket: 4711, executed_at: '2026-01-05T10:30:00+00:00'};
    const file = oldDatabase('trades.db', columns, [
      {
        ...STORED,
        ...trade,
        plan_id: 'over',
        status: 'closed',
        exit_price: 1310,
        close_time: '2026-01-05T11:00:00+00:00',
        profit_loss: 12.5,
      },
      {...STORED, ...trade, plan_id: 'open', status: 'executed'},
    ]);
    expect(await run(PlanImport, file)).toMatchObject({status: 0});
    expect(await json(PlanShow, 'over')).toMatchObject({
      plan: {status: 'closed', closeReason: 'takeProfit', exitPrice: 1310, profit: 12.5, positionId: '4711'},
    });
    expect(await run(DbCheck)).toMatchObject({status: 0});
    const resolved = await run(PlanResolve, 'open', '--not-placed');
    expect(resolved).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('was not placed by Vigil') as string,
    });
    expect(await run(PlanCancel, 'open')).toMatchObject({status: 0});
    expect(await json(PlanShow, 'open')).toMatchObject({plan: {status: 'cancelled'}});
    expect(await run(DbCheck)).toMatchObject({status: 0});
  });

  it('writes nothing to the database, nor beside it', async () => {
    const file = oldDatabase('old.db', COLUMNS, [STORED]);
    const path = join(folder, file);
    const [bytes, {mtimeMs}] = [readFileSync(path), statSync(path)];
    await run(PlanImport, file);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(folder).filter((name) => name.startsWith('old.db'))).toEqual(['old.db']);
  });

  it('sees what is only in the log of a database that is open', async () => {
    oldDatabase('open.db', COLUMNS, []);
    const database = new Database(join(folder, 'open.db'));
    database
      .prepare(`INSERT INTO trade_plans (plan_id, symbol, direction, entry_price, stop_loss, take_profit, conditions)
      VALUES ('good', 'XAUUSD', 'BUY', 1300, 1295, 1310, '{"price_near": 1300}')`)
      .run();
    expect(existsSync(join(folder, 'open.db-wal'))).toBe(true);
    expect(await json<Report>(PlanImport, 'open.db')).toMatchObject({imported: [{id: 'good'}]});
    database.close();
  });

  it.each([
    [
      'has no plans',
      () => new Database(join(folder, 'x.db')).exec('CREATE TABLE other (a)').close(),
      'has no table trade_plans',
    ],
    [
      'is damaged',
      () => writeFileSync(join(folder, 'x.db'), `SQLite format 3\0${'x'.repeat(5000)}`),
      'cannot be read',
    ],
  ])('refuses one that %s', async (_, make, message) => {
    make();
    const ran = await run(PlanImport, 'x.db');
    expect(ran).toMatchObject({status: 73, stderr: expect.stringContaining(message) as string});
  });

  const REAL = testData('legacy', 'auto_execution.db');
  it.skipIf(REAL === undefined)('has a verdict for every plan of a real one', async () => {
    const report = await json<Report>(PlanImport, REAL ?? '', '--partial');
    const lines = [...report.imported, ...report.needsAttention, ...report.refused].map(({line}) => line);
    expect(lines.toSorted((a, b) => a - b)).toEqual(Array.from({length: 130}, (_, index) => index + 1));
    expect(report.imported.length).toBeGreaterThanOrEqual(60);
    expect((await idsOf()).length).toBe(report.imported.length + report.needsAttention.length);
    expect(await run(DbCheck)).toMatchObject({status: 0});
    const again = await run(PlanImport, REAL ?? '', '--partial');
    expect(again.stdout).toContain('; 0 added\n');
  });
});

describe('plan arm', () => {
  it('lets a draft fire, as the next version', async () => {
    await run(PlanImport, write('old.jsonl', DRAFT));
    expect(await run(PlanArm, 'draft')).toMatchObject({status: 0, stdout: 'armed draft: now pending\n'});
    expect(await json(PlanShow, 'draft')).toMatchObject({
      plan: {status: 'pending', version: 2},
      history: [{kind: 'imported'}, {kind: 'armed', from: 'draft', to: 'pending'}],
    });
    expect(await run(PlanArm, 'draft')).toMatchObject({
      status: 0,
      stdout: 'unchanged draft: it is pending already\n',
    });
    expect(await run(DbCheck)).toMatchObject({status: 0});
  });

  it('refuses a draft in which the condition is missing, and one that has expired', async () => {
    await run(
      PlanImport,
      write('old.jsonl', HOLLOW, {
        ...DRAFT,
        expires: '2026-01-05T10:00:00Z',
        plan_id: 'late',
        status: 'Valid',
      }),
    );
    const ran = await run(PlanArm, 'hollow', '--json');
    expect(ran.status).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: {code: 'PLAN_INVALID', hint: expect.stringContaining('vigil plan edit hollow') as string},
    });
    expect(await run(PlanArm, 'late')).toMatchObject({status: 2});
    expect(await idsOf()).toEqual(['hollow draft', 'late draft']);
    writeFileSync(
      join(folder, 'new.yaml'),
      'symbol: XAUUSD\nside: buy\nvolume: 0.01\nstopLoss: 1295\nwhen: {price: {above: 1300}}\n',
    );
    expect(await run(PlanEdit, 'hollow', 'new.yaml')).toMatchObject({status: 0});
    expect(await idsOf()).toEqual(['hollow pending', 'late draft']);
  });

  it('refuses what is no draft, and what is not there', async () => {
    await run(PlanImport, write('old.jsonl', {...GOOD, status: 'cancelled'}));
    expect(await run(PlanArm, 'good')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is cancelled and cannot be armed') as string,
    });
    expect(await run(PlanArm, 'goot')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean "good"?') as string,
    });
  });
});

describe('plan convert', () => {
  const OLD = '{"choch_bull": true, "timeframe": "M5", "price_near": 1300, "tolerance": 5}';

  it('prints the new form', async () => {
    expect(await run(PlanConvert, OLD)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^entry:\n {2}type: market\n {2}price: 1300\n {2}tolerance: 5\nwhen:\n {2}choch:\n {4}timeframe: M5\n/,
      ) as string,
      stderr: '',
    });
  });

  it('reads a file, also a whole plan, and gives with --json what is to be looked at', async () => {
    write('plan.json', {...GOOD, conditions: {execute_immediately: true}});
    expect(await json(PlanConvert, 'plan.json')).toEqual({
      when: {always: true},
      entry: null,
      group: null,
      needsAttention: [expect.stringContaining('next quote')],
      warnings: [],
    });
  });

  it('prints what `plan add` takes', async () => {
    const {when, entry} = await json<{when: unknown; entry: unknown}>(
      PlanConvert,
      OLD,
      '--side',
      'buy',
      '--symbol',
      'XAUUSD',
    );
    write('plan.json', {symbol: 'XAUUSD', side: 'buy', volume: 0.01, entry, stopLoss: 1290, when});
    expect(await run(PlanAdd, 'plan.json')).toMatchObject({status: 0});
  });

  it('refuses what is unknown or contradictory, with all of it', async () => {
    const ran = await run(PlanConvert, '{"choch_bul": true, "price_above": 2, "price_below": 1}', '--json');
    expect(ran.status).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: {
        code: 'PLAN_INVALID',
        problems: [
          {field: 'conditions.choch_bul', hint: 'did you mean "choch_bull"?'},
          {field: 'conditions.price_above'},
        ],
      },
    });
    expect(await run(PlanConvert, '{"choch_bull"')).toMatchObject({status: 2});
  });
});
