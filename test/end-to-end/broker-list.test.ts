import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {endAll, temporaryFolder, vigil, vigilJson} from './vigil-process.ts';

afterEach(endAll);

type Shown = Readonly<{history: readonly Readonly<{kind: string; details: {symbol?: string}}>[]}>;

describe('run --broker-list', () => {
  it('trades a plan under the broker’s name, and one that could be two contracts not at all', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const list = join(folder, 'list.csv');
    writeFileSync(
      list,
      'symbol,contractSize\nXAUUSD.m,100\nXAUUSDgr,1\nEURUSD.m,100000\nXAGUSD.m,\nSILVER.m,\n',
    );
    const plan = (symbol: string) => ({
      id: symbol,
      symbol,
      side: 'buy',
      volume: 0.01,
      stopLoss: 0.01,
      when: {always: true},
    });
    const plans = join(folder, 'plans.json');
    writeFileSync(plans, JSON.stringify(['XAUUSD', 'XAGUSD'].map(plan)));
    expect(await vigil(['plan', 'add', plans, '--db', db])).toMatchObject({status: 0});
    const ran = await vigil(['run', '--once', '--broker-list', list, '--db', db]);
    expect(ran.status).toBe(0);
    const {history} = await vigilJson<Shown>(['plan', 'show', 'XAUUSD', '--db', db]);
    expect(history.map(({kind}) => kind)).toEqual(['added', 'claimed', 'filled']);
    expect(history[1]?.details.symbol).toBe('XAUUSD.m');
    const explained = await vigil(['plan', 'explain', 'XAGUSD', '--db', db]);
    expect(explained.stdout).toMatch(/symbol\s+unknown\s+SILVER\.m, XAGUSD\.m/);
  });
});
