import {describe, expect, it} from 'vitest';
import PlanList from '../../src/commands/plan/list.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {aPlan} from '../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {runCommand} from './in-process.ts';

const DAY_MS = 86_400_000;
const NOW_MS = REAL.clock.now();

type Listed = {plans: {id: string}[]; next: string | null};

async function withPlans() {
  const folder = temporaryDirectory();
  const store = await SqliteStore.open({path: `${folder}/plans.db`, ...REAL});
  const day = (days: number) => NOW_MS + days * DAY_MS;
  await store.add(
    [
      aPlan({id: 'old', createdAtMs: day(-30), expiresAtMs: null}),
      aPlan({id: 'soon', createdAtMs: day(-2), expiresAtMs: day(0.5), group: 'morning'}),
      aPlan({id: 'silver', symbol: 'XAGUSD', createdAtMs: day(-3), expiresAtMs: day(9)}),
      aPlan({
        id: 'short',
        side: 'sell',
        stopLoss: 1310,
        takeProfit: 1298,
        createdAtMs: day(-1),
        expiresAtMs: day(3),
      }),
    ],
    NOW_MS,
  );
  await store.cancel('silver', 'enough', NOW_MS);
  await store.close();
  const run = (...args: string[]) => runCommand(PlanList, ['--db', 'plans.db', ...args], {folder});
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as Listed;
  const ids = async (...args: string[]) => (await json(...args)).plans.map(({id}) => id);
  return {run, json, ids};
}

describe('vigil plan list', () => {
  it.each([
    [[], ['old', 'short', 'silver', 'soon']],
    [['--status', 'cancelled'], ['silver']],
    [['--status', 'cancelled', '--status', 'expired'], ['silver']],
    [['--symbol', 'XAGUSD'], ['silver']],
    [['--side', 'sell'], ['short']],
    [['--group', 'morning'], ['soon']],
    [
      ['--since', '7d'],
      ['short', 'silver', 'soon'],
    ],
    [['--until', '7d'], ['old']],
    [['--since', '7d', '--until', '60h'], ['silver']],
    [['--since', new Date(NOW_MS - 1.5 * DAY_MS).toISOString()], ['short']],
    [['--since', '2001-02-03', '--until', '2001-02-04'], []],
    [['--expires-before', '24h'], ['soon']],
    [
      ['--expires-before', '4d', '--sort', '-expires'],
      ['short', 'soon'],
    ],
    [
      ['--sort', 'expires'],
      ['soon', 'short', 'silver', 'old'],
    ],
    [
      ['--sort', '-created'],
      ['short', 'soon', 'silver', 'old'],
    ],
    [
      ['--sort', 'created', '--limit', '2'],
      ['old', 'silver'],
    ],
  ] as const)('with %j gives %j', async (args, wanted) => {
    const {ids} = await withPlans();
    expect(await ids(...args)).toEqual(wanted);
  });

  it('goes on with the next page where the one before ended, and says on stderr that there is one', async () => {
    const {run, json} = await withPlans();
    const {next} = await json('--sort', '-created', '--limit', '3');
    const {status, stdout, stderr} = await run('--sort', '-created', '--limit', '3');
    expect({status, lines: stdout.trim().split('\n').length, stderr}).toEqual({
      ...{status: 0, lines: 4},
      stderr: `There are more: --after ${next}\n`,
    });
    const rest = await json('--sort', '-created', '--limit', '3', '--after', next ?? '');
    expect(rest).toMatchObject({plans: [{id: 'old'}], next: null});
  });

  it('says that nothing passes, and not that there are no plans', async () => {
    const {run} = await withPlans();
    expect(await run('--symbol', 'nothing')).toEqual({
      ...{status: 0, stdout: ''},
      stderr: 'No plan passes the filters.\n',
    });
  });

  it.each([
    [['--since', 'yesterday'], '--since is "yesterday", not a time'],
    [['--since', '2026-02-30'], '--since is "2026-02-30", not a time'],
    [['--expires-before', '2026-11-22T18:00:00'], '--expires-before is "2026-11-22T18:00:00", not a time'],
    [['--after', 'nonsense'], 'after is "nonsense", which is no cursor'],
  ])('refuses %j', async (args, message) => {
    const {run} = await withPlans();
    const {status, stderr} = await run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
