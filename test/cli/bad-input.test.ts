import {chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it, onTestFinished, vi} from 'vitest';
import DbCheck from '../../src/commands/db/check.ts';
import PlanAdd from '../../src/commands/plan/add.ts';
import PlanCancel from '../../src/commands/plan/cancel.ts';
import PlanExplain from '../../src/commands/plan/explain.ts';
import PlanList from '../../src/commands/plan/list.ts';
import PlanShow from '../../src/commands/plan/show.ts';
import PlanValidate from '../../src/commands/plan/validate.ts';
import Replay from '../../src/commands/replay.ts';
import Run from '../../src/commands/run.ts';
import Status from '../../src/commands/status.ts';
import {type Runnable, runCommand} from './in-process.ts';

const GOOD = 'id: good\nsymbol: XAUUSD\nside: buy\nvolume: 0.01\nstopLoss: 1\nwhen: {always: true}\n';

/** What stands in the folder that every command here runs in. */
const FILES: Readonly<Record<string, string>> = {
  'good.yaml': GOOD,
  'not.yaml': 'id: "good\nsymbol: [',
  'prose.yaml': 'buy some gold tomorrow',
  'empty.yaml': '',
  'three.yaml': `- {id: one, symbol: XAUUSD, side: bye, volume: 0.01, when: {always: true}}
- {id: two, symbol: XAUUSD, side: buy, volume: 0, stopLos: 1298, when: {price: {abov: 1301}}}
- {id: three, symbol: XAUUSD, side: buy, volume: 0.01, stopLoss: 1, when: {always: true}}
`,
  'past.yaml': `${GOOD}expiresAt: 2001-01-01T00:00:00Z\n`,
  'pair.yaml': `- {id: left, symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
- {id: right, symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
`,
  'pair-and-one.yaml': `- {id: left, symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
- {id: new, symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
- {id: right, symbol: A, side: buy, volume: 1, stopLoss: 0.1, when: {always: true}}
`,
  'wrong-key.yaml':
    'qoutes: {ageMaxMs: 5}\nfeed: {kind: simulatd, tickms: 5}\nmonitor: {syncMs: soon, attemptsMax: 0}\n',
  'list.yaml': '- a\n',
  'broken.yaml': 'db: [\n',
  'quotes.csv':
    'time,symbol,bid,ask\n2026-01-05T12:00:00Z,XAUUSD,1300,1300.2\nnonsense\n2026-01-05T12:00:02Z,XAUUSD,1301,x\n2026-01-05T12:00:03Z,XAUUSD,1302,1302.2\n',
  'prose.csv': 'buy some gold\ntomorrow at noon\n',
  'notes.db': 'these are my notes, and they are no database at all',
};

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-cli-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'folder'));
});

afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
});

/** Runs a command as text and as JSON, in the folder of `FILES`, and gives what a user reads. */
async function read(command: Runnable, line: string, environment: Readonly<Record<string, string>> = {}) {
  const args = wordsOf(line);
  const text = await runCommand(command, args, {folder, environment});
  const json = await runCommand(command, [...args, '--json'], {folder, environment});
  expect(json.status).toBe(text.status);
  expect(json.stdout.trimEnd().split('\n')).toHaveLength(1);
  return {...text, json: JSON.parse(json.stdout) as {error?: Record<string, unknown>}};
}

/** Words of a command line; quotes keep spaces. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

type Case = Readonly<{
  command: Runnable;
  line: string;
  environment?: Readonly<Record<string, string>>;
  status: number;
  code: string;
  /** Everything on stderr, after "Error: ". */
  text: string;
  field?: string;
}>;

const add = (line: string, text: string, more: Partial<Case> = {}): Case => ({
  command: PlanAdd,
  line,
  status: 2,
  code: 'PLAN_INVALID',
  text,
  ...more,
});
const usage = (command: Runnable, line: string, text: string, more: Partial<Case> = {}): Case => ({
  command,
  line,
  status: 2,
  code: 'USAGE_INVALID',
  text,
  ...more,
});
const configuration = (
  line: string,
  environment: Readonly<Record<string, string>>,
  text: string,
  field?: string,
): Case => ({
  command: PlanList,
  line,
  environment,
  status: 78,
  code: 'CONFIG_INVALID',
  text,
  ...(field === undefined ? {} : {field}),
});
const storage = (command: Runnable, line: string, text: string): Case => ({
  command,
  line,
  status: 73,
  code: 'STORE_CANNOT_OPEN',
  text,
});

const FLAGS = '--id x --symbol A --side buy --volume 1';
const NO_FILE = {code: 'FILE_NOT_READABLE', field: 'file'};
const CHECK_PATH = '  → check the path and its permissions';
const NOT_A_DATABASE =
  '"notes.db" is not a SQLite database\n  → give the path of a Vigil database, or of a file that does not exist yet';

const CASES: readonly Case[] = [
  usage(PlanList, '--nope', 'There is no flag --nope\n  → see --help', {field: 'nope'}),
  usage(PlanList, '--symbl X', 'There is no flag --symbl\n  → did you mean --symbol?', {field: 'symbl'}),
  usage(PlanList, 'extra', 'Unexpected argument: extra'),
  usage(PlanShow, '', 'Missing argument: id\n  → see --help'),
  usage(Run, '--feed nope', 'Expected --feed=nope to be one of: simulated, replay, gateway'),
  usage(
    Run,
    '--for 5x',
    '--for: "5x" is not a duration\n  → write a number and a unit, such as 90s, 30m, 24h, 7d or 1h30m',
    {
      field: 'for',
    },
  ),
  usage(Run, '--speed -1', '--speed is "-1", not a number above zero', {field: 'speed'}),
  usage(Run, '--tick-ms 0', '--tick-ms: Expected an integer greater than or equal to 1 but received: 0', {
    field: 'tick-ms',
  }),
  usage(Run, '--once --for 3s', '--for and --once exclude each other'),
  usage(Run, '--feed replay', 'The replay feed has no files\n  → name the recordings with --file', {
    field: 'feed.files',
  }),
  usage(
    Run,
    '--file quotes.csv --zone Mars/Base',
    '--zone is "Mars/Base", not an IANA time zone, offset or auto; write for example "Europe/London", "+03:00" or "auto"',
    {field: 'feed.zone'},
  ),
  usage(Run, '--once --file none.csv', '"none.csv" cannot be read: there is no such file', {
    code: 'FILE_NOT_READABLE',
  }),
  usage(Replay, 'quotes.csv', 'Missing required flag plans'),
  usage(Replay, 'none.csv --plans good.yaml', '"none.csv" cannot be read: there is no such file', {
    code: 'FILE_NOT_READABLE',
  }),
  usage(
    Replay,
    'quotes.csv --plans none.yaml',
    `"none.yaml" cannot be read: there is no such file\n${CHECK_PATH}`,
    NO_FILE,
  ),
  usage(
    Replay,
    'prose.csv --plans good.yaml',
    'the layout of "prose.csv" is not known; its first line is "buy some gold"\n' +
      '  → readable are lean-tick, lean-bars, mt5-tick, mt5-bars, mt4-bars, histdata-tick, histdata-bars, ' +
      'dukascopy-tick, dukascopy-bars, binance-bars, csv; csv needs a header with time and bid, ask or time and open, high, low, close',
    {code: 'FILE_FORMAT_UNKNOWN'},
  ),
  usage(PlanShow, 'nobody', 'There is no plan "nobody"\n  → see `vigil plan list`', {code: 'PLAN_NOT_FOUND'}),
  usage(PlanExplain, 'nobody', 'There is no plan "nobody"\n  → see `vigil plan list`', {
    code: 'PLAN_NOT_FOUND',
  }),
  usage(PlanValidate, 'empty.yaml', 'empty.yaml has no plan in it\n  → write one plan, or a list of plans', {
    code: 'PLAN_INVALID',
    field: 'empty.yaml',
  }),
  usage(PlanCancel, 'nobody', 'There is no plan "nobody"\n  → see `vigil plan list`', {
    code: 'PLAN_NOT_FOUND',
  }),

  add('none.yaml', `"none.yaml" cannot be read: there is no such file\n${CHECK_PATH}`, NO_FILE),
  add('folder', `"folder" cannot be read: it is a folder\n${CHECK_PATH}`, NO_FILE),
  add('not.yaml', 'not.yaml, line 2 is not YAML: Missing closing "quote', {field: 'not.yaml, line 2'}),
  add(
    'prose.yaml',
    'the plan is "buy some gold tomorrow", not an object with named fields\n  → write an object with symbol, side, volume and when',
  ),
  add('empty.yaml', 'empty.yaml has no plan in it\n  → write one plan, or a list of plans', {
    field: 'empty.yaml',
  }),
  add(
    'good.yaml --id x',
    'A file and the flag --id were given; they exclude each other\n  → put the values into the file, or leave the file out',
    {
      code: 'USAGE_INVALID',
      field: 'id',
    },
  ),
  add(
    '',
    'No plan was given\n  → name a file of plans, give - to read stdin, or describe one plan with flags; see --help',
    {code: 'USAGE_INVALID'},
  ),
  add(
    '--id x --symbol A --side buy --volume 1 --when "always: true" --entry-price 3',
    'entry.tolerance is missing; price and tolerance go together\n  → give both for an entry gate, or neither for none',
    {field: 'entry.tolerance'},
  ),
  add(
    '--id x --symbol A --side buy --volume 1 --when "always: true" --entry-type limit',
    'entry.price is missing; a limit order rests at a price\n  → give the price at which the order is to rest, or levels',
    {field: 'entry.price'},
  ),
  add(
    '--id x --symbol A --side buy --volume much --when "always: true"',
    'volume is "much", not a number\n  → give the size in lots, such as 0.01',
    {
      field: 'volume',
    },
  ),
  add(
    `${FLAGS} --when "price: {above"`,
    '--when is no YAML: Flow map in block collection must be sufficiently indented and end with a } at line 1, column 14\n' +
      '  → write for example --when "price: {above: 1301.5}"',
    {code: 'USAGE_INVALID', field: 'when'},
  ),
  add(`${FLAGS} --when "price: {abov: 3}"`, 'when.price.abov is not a known key\n  → did you mean "above"?', {
    field: 'when.price.abov',
  }),

  configuration('--config none.yaml', {}, 'The configuration file "none.yaml" does not exist', 'config'),
  configuration(
    '--config list.yaml',
    {},
    'list.yaml holds no settings\n  → write keys and values, such as "db: plans.db"',
  ),
  configuration(
    '--config broken.yaml',
    {},
    'broken.yaml cannot be read: Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1',
  ),
  configuration(
    '--config wrong-key.yaml',
    {},
    `5 things to mend
  wrong-key.yaml: feed.kind is "simulatd"; it must be one of "simulated", "replay", "gateway"
  wrong-key.yaml: feed.tickms is not a known setting
    → did you mean "tickMs"?
  wrong-key.yaml: monitor.syncMs is "soon"; it must be a number
  wrong-key.yaml: monitor.attemptsMax is 0; it must be at least 1
  wrong-key.yaml: qoutes is not a known setting
    → did you mean "quotes"?`,
    'feed.kind',
  ),
  configuration(
    '',
    {VIGIL_FEED_TICKMS: '5'},
    'The environment variable VIGIL_FEED_TICKMS is not a known setting\n  → did you mean VIGIL_FEED_TICK_MS?',
    'VIGIL_FEED_TICKMS',
  ),
  configuration(
    '',
    {VIGIL_ZZZZ: '1'},
    'The environment variable VIGIL_ZZZZ is not a known setting\n  → unset it',
    'VIGIL_ZZZZ',
  ),
  configuration(
    '',
    {VIGIL_FEED_TICK_MS: 'soon'},
    'VIGIL_FEED_TICK_MS is "soon"; it must be a number',
    'feed.tickMs',
  ),
  configuration(
    '',
    {VIGIL_FEED: 'simulatd'},
    'VIGIL_FEED is "simulatd"; it must be one of "simulated", "replay", "gateway"',
    'feed.kind',
  ),

  storage(PlanList, '--db notes.db', NOT_A_DATABASE),
  storage(PlanAdd, 'good.yaml --db notes.db', NOT_A_DATABASE),
  storage(Status, '--db notes.db', NOT_A_DATABASE),
  storage(DbCheck, '--db notes.db', NOT_A_DATABASE),
  storage(Run, '--once --db notes.db', NOT_A_DATABASE),
];

describe('bad input', () => {
  it.each(CASES)('$command.name $line', async ({command, line, environment, status, code, text, field}) => {
    const before = readdirSync(folder);
    // The database of the other cases is made by the command that needs it.
    const seen = await read(command, line.includes('--db') ? line : `${line} --db new.db`, environment);
    expect(seen).toMatchObject({status, stdout: '', stderr: `Error: ${text}\n`});
    expect(seen.json.error).toMatchObject({code, message: expect.any(String)});
    expect(seen.json.error?.['field']).toBe(field);
    const [message, hint] = text.split('\n  → ');
    if (!text.includes('things to mend')) {
      expect(seen.json).toEqual({
        error: {
          code,
          message,
          ...(field === undefined ? {} : {field}),
          ...(hint === undefined ? {} : {hint}),
        },
      });
    }
    const left = readdirSync(folder).filter((name) => !before.includes(name) && !name.startsWith('new.db'));
    expect(left).toEqual([]);
  });

  it.each([
    ['folder', '"folder" is a folder, not a database'],
    ['good.yaml/new.db', 'the database "good.yaml/new.db" cannot be .*'],
  ])('does not take "%s" for a database', async (db, message) => {
    const seen = await read(PlanList, `--db ${db}`);
    expect(seen).toMatchObject({status: 73, stdout: ''});
    expect(seen.stderr).toMatch(new RegExp(`^Error: ${message}\n  → .*\n$`));
    expect(seen.json).toMatchObject({error: {code: 'STORE_CANNOT_OPEN', hint: expect.any(String)}});
  });

  it('says that a folder cannot be written', async () => {
    chmodSync(join(folder, 'folder'), 0o500);
    // Root may write to every folder but those of the kernel.
    const place = process.getuid?.() === 0 ? '/sys' : 'folder';
    const seen = await read(PlanAdd, `good.yaml --db ${place}/new.db`);
    expect(seen).toMatchObject({status: 73, stdout: ''});
    expect(seen.stderr).toMatch(
      /^Error: the database "(\/sys|folder)\/new.db" cannot be created: EACCES.*\n {2}→ choose a place that this user may write to.*\n$/,
    );
    expect(seen.json).toMatchObject({error: {code: 'STORE_CANNOT_OPEN'}});
  });
});

describe('plan add of several plans', () => {
  const list = async () => (await runCommand(PlanList, ['--db', 'new.db', '--json'], {folder})).stdout;

  it('shows every problem of every plan and writes none of them', async () => {
    const seen = await read(PlanAdd, 'three.yaml --db new.db');
    expect(seen).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `Error: 4 things to mend
  three.yaml, plan 1 (one): side is "bye", not one of buy, sell
    → give buy or sell
  three.yaml, plan 2 (two): volume is 0, not above zero
    → give the size in lots, such as 0.01
  three.yaml, plan 2 (two): when.price.abov is not a known key
    → did you mean "above"?
  three.yaml, plan 2 (two): stopLos is not a known key
    → did you mean "stopLoss"?
`,
    });
    expect(seen.json.error).toMatchObject({
      code: 'PLAN_INVALID',
      message: 'three.yaml, plan 1 (one): side is "bye", not one of buy, sell (and 3 more)',
      problems: [
        {field: 'three.yaml, plan 1 (one): side', hint: 'give buy or sell'},
        {field: 'three.yaml, plan 2 (two): volume'},
        {field: 'three.yaml, plan 2 (two): when.price.abov', hint: 'did you mean "above"?'},
        {field: 'three.yaml, plan 2 (two): stopLos', hint: 'did you mean "stopLoss"?'},
      ],
    });
    expect(JSON.parse(await list())).toEqual({plans: [], next: null});
  });

  it('refuses a plan that has expired', async () => {
    vi.useFakeTimers({now: Date.UTC(2026, 10, 22, 0, 3), toFake: ['Date']});
    onTestFinished(() => void vi.useRealTimers());
    const {status, stderr} = await read(PlanAdd, 'past.yaml --db new.db');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Error: expiresAt is 2001-01-01T00:00:00.000Z, 9456d 3m ago: the plan could never fire\n {2}→ give a later expiresAt .*\n$/,
    );
    expect(JSON.parse(await list())).toEqual({plans: [], next: null});
  });

  it('names every id that is taken, and adds none of the others', async () => {
    await runCommand(PlanAdd, ['pair.yaml', '--db', 'new.db'], {folder});
    const before = await list();
    const seen = await read(PlanAdd, 'pair-and-one.yaml --db new.db');
    const hint = 'choose another id, or leave it out';
    expect(seen).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `Error: 2 things to mend\n  plan "left" exists already\n    → ${hint}\n  plan "right" exists already\n    → ${hint}\n`,
    });
    expect(seen.json.error).toMatchObject({code: 'PLAN_DUPLICATE', hint});
    expect(await list()).toBe(before);
  });
});

describe('plan cancel', () => {
  it('is content with a plan that is cancelled already', async () => {
    await runCommand(PlanAdd, ['good.yaml', '--db', 'new.db'], {folder});
    for (let time = 0; time < 2; time += 1) {
      const ran = await runCommand(PlanCancel, ['good', '--db', 'new.db'], {folder});
      expect(ran).toEqual({status: 0, stdout: 'cancelled good\n', stderr: ''});
    }
  });
});

describe('plan cancel of a plan that was executed', () => {
  it('is refused, and says what to do', async () => {
    await runCommand(PlanAdd, ['good.yaml', '--db', 'new.db'], {folder});
    await runCommand(Run, ['--once', '--db', 'new.db'], {folder});
    const message = 'Plan "good" is executed and cannot be cancelled';
    const hint = 'its position is open; close it at the broker';
    const seen = await read(PlanCancel, 'good --db new.db');
    expect(seen).toMatchObject({status: 2, stdout: '', stderr: `Error: ${message}\n  → ${hint}\n`});
    expect(seen.json).toEqual({error: {code: 'PLAN_STATE_CONFLICT', message, hint}});
  });
});

describe('replay of a file with bad lines', () => {
  it('names them, replays the rest and ends with 1', async () => {
    const seen = await read(Replay, 'quotes.csv --plans good.yaml --db new.db');
    expect(seen.status).toBe(1);
    expect(seen.stderr).toBe(
      'bad line quotes.csv:3: 4 cells are needed, 1 found\nbad line quotes.csv:4: the ask "x" is not a number\n',
    );
    expect(seen.stdout).toMatch(
      /^2 quotes, 0 refused, 2026-01-05T12:00:00.000Z to 2026-01-05T12:00:03.000Z, in \d+ ms\n/,
    );
    expect(seen.json).toMatchObject({
      quotes: 2,
      plans: [{id: 'good', status: 'executed', fillPrice: 1300.2}],
      badLines: {count: 2, first: [{line: 3}, {line: 4}]},
    });
    expect(readdirSync(folder)).not.toContain('new.db');
  });
});

describe('a stored plan that breaks a rule', () => {
  it('is reported by every command and stops no other plan', async () => {
    await runCommand(PlanAdd, ['pair.yaml', '--db', 'new.db'], {folder});
    const database = new Database(join(folder, 'new.db'));
    database
      .prepare(`UPDATE plans SET document = json_set(document, '$.volume', -1) WHERE id = 'left'`)
      .run();
    database.close();

    const listed = await read(PlanList, '--db new.db');
    expect(listed.status).toBe(0);
    expect(listed.stderr).toBe('broken left: volume is -1, not above zero\n');
    expect(listed.json).toMatchObject({plans: [{id: 'right'}], broken: [{id: 'left'}]});

    const shown = await read(PlanShow, 'left --db new.db');
    expect(shown).toMatchObject({status: 2, stdout: ''});
    expect(shown.json.error).toMatchObject({
      code: 'PLAN_STATE_CONFLICT',
      message: 'The stored plan "left" breaks a rule and is left alone: volume is -1, not above zero',
      hint: 'run `vigil db check` to see all such rows',
    });

    const checked = await read(DbCheck, '--db new.db');
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain('volume is -1, not above zero');

    const ran = await runCommand(Run, ['--once', '--db', 'new.db'], {folder});
    expect(ran).toMatchObject({status: 0});
    expect(ran.stderr).toContain('"kind":"brokenRow"');
    const after = await read(PlanList, '--db new.db');
    expect(after.json).toMatchObject({
      plans: [{id: 'right', status: 'executed'}],
      broken: [{id: 'left', status: 'pending'}],
    });
  });
});
