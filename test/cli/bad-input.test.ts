import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
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
import {type Ran, runCommand} from './in-process.ts';

type Parameters = Readonly<{
  command: Parameters0;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
}>;
type Parameters0 = Parameters_;
type Parameters_ =
  | typeof PlanAdd
  | typeof PlanList
  | typeof Run
  | typeof Replay
  | typeof PlanShow
  | typeof Status;

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
  'twice.yaml': `- {id: good, symbol: A, side: buy, volume: 1, when: {always: true}}\n- {id: other, symbol: A, side: buy, volume: 1, when: {always: true}}\n`,
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
});

afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
});
