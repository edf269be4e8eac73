import {describe, expect, it} from 'vitest';
import {stringify} from 'yaml';
import Replay from '../../src/commands/replay.ts';
import {commandFolder} from './command-folder.ts';
import {runCommand} from './in-process.ts';

const folder = commandFolder();

/** Ten minutes that fall, then five that rise: nearest to a price below 89 is the eleventh. */
const CLOSES = [100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 91, 92, 93, 94, 95];

async function replayed(...flags: string[]) {
  const rows = CLOSES.map((close, minute) => {
    const time = new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString();
    return [time, 'XAUUSD', close, close, close, close].join(',');
  });
  folder.write('minutes.csv', ['time,symbol,open,high,low,close', ...rows, ''].join('\n'));
  const plan = (id: string, when: object) => ({id, symbol: 'XAUUSD', side: 'buy', volume: 0.01, when});
  const cheap = {price: {below: 89}};
  const plans = [
    plan('dip', {all: [{rsi: {timeframe: 'M1', period: 2, below: 50}}, cheap]}),
    plan('bars', {rsi: {timeframe: 'M1', period: 14, above: 60}}),
    {...plan('elsewhere', {price: {below: 1}}), symbol: 'EURUSD'},
  ];
  folder.write('plans.yaml', stringify(plans));
  const args = ['minutes.csv', '--plans', 'plans.yaml', '--spread', '0.5', '--timeframe', 'M1', ...flags];
  return (await runCommand(Replay, args, {folder: folder.path})).stdout;
}

describe('vigil replay --why', () => {
  it('tells of each plan that did not fire when it came nearest, and all that was missing', async () => {
    const blocks = (await replayed('--why')).trim().split('\n\n').slice(2);
    expect(blocks.map((block) => block.split('\n').map((line) => line.split('\t')))).toEqual([
      [
        // Not at the first quotes, at which the RSI was not known yet.
        [expect.stringMatching(/^bars is pending; nearest at 2026-01-05T12:15:.*, when this was missing:$/)],
        ['CONDITION', 'VERDICT', 'OBSERVED', 'THRESHOLD', 'DISTANCE', 'AGE', 'REASON'],
        ['when.rsi', 'unmet', '28.5714286', 'RSI(14) of M1 > 60', '31.4286', '1m', 'unmet'],
      ],
      [
        [expect.stringMatching(/^dip is pending; nearest at 2026-01-05T12:10:.*, when this was missing:$/)],
        ['CONDITION', 'VERDICT', 'OBSERVED', 'THRESHOLD', 'DISTANCE', 'AGE', 'REASON'],
        ['when.all[1].price', 'unmet', '90.5', 'ask < 89', '1.5', '0ms', 'unmet'],
      ],
      [['elsewhere is pending: no quote came while it was waiting']],
    ]);
  });

  it('says the same in a word without it, and with --json in full', async () => {
    const text = await replayed();
    expect(text).toMatch(/\ndip\tpending\t2026-01-05T12:10:\d\d.\d{3}Z: 90.5 \(ask < 89, 1.5 away\)\n/);
    expect(text).not.toContain('CONDITION');
    expect(await replayed('--json')).not.toContain('nearestMiss');
    const {plans} = JSON.parse(await replayed('--json', '--why')) as {plans: object[]};
    expect(plans).toMatchObject([
      {id: 'bars'},
      {id: 'dip', nearestMiss: {missing: [{path: 'when.all[1].price'}]}},
      {id: 'elsewhere', nearestMiss: null},
    ]);
  });
});
