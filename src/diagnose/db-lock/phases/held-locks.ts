import {type Expected, runCommand} from '../command.ts';
import type {Foreign} from '../foreign/foreign.ts';
import type {Stage} from '../stage.ts';
import {lockPhase} from './lock-phase.ts';

/** sysexits.h: temporary failure. */
const TRY_AGAIN_STATUS = 75;

/** Another process holds the write lock; users start commands meanwhile. */
export async function writePhase(stage: Stage): Promise<void> {
  const foreign = await stage.foreign();
  const id = 'never-added';
  const add = ['plan', 'add', '--id', id, '--symbol', 'LOCK0', '--side', 'buy', '--volume', '0.1'];
  await lockPhase(stage, {
    name: 'write',
    begin: () => foreign.run('BEGIN IMMEDIATE'),
    end: () => foreign.run('ROLLBACK'),
    blocksWrites: true,
    saysLocked: true,
    meanwhile: async () => {
      if (!stage.runsCommands) return;
      stage.world.ledger.notDone('add', id);
      await Promise.all([
        command(
          stage,
          [...add, '--when', 'price: {above: 1000}'],
          lockedOut(stage, foreign, `adding plan "${id}"`),
        ),
        command(stage, ['plan', 'list'], {status: 0, says: [], waitedMs: null}),
      ]);
    },
  });
}

/** The same with the strongest lock that a transaction takes; with a log, readers go on all the same. */
export async function exclusivePhase(stage: Stage): Promise<void> {
  const foreign = await stage.foreign();
  const [symbol = ''] = stage.world.symbols;
  const id = stage.world.users.stayingPlan(symbol);
  await lockPhase(stage, {
    name: 'exclusive',
    begin: () => foreign.run('BEGIN EXCLUSIVE'),
    end: () => foreign.run('ROLLBACK'),
    blocksWrites: true,
    saysLocked: true,
    meanwhile: async () => {
      if (!stage.runsCommands) return;
      stage.world.ledger.notDone('cancel', id);
      await command(stage, ['plan', 'cancel', id], lockedOut(stage, foreign, `cancelling plan "${id}"`));
    },
  });
}

/** More than the connection keeps in memory, so that it gets into the log before it is committed. */
const UNCOMMITTED =
  'PRAGMA cache_size = 2; BEGIN IMMEDIATE; ' +
  'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000) ' +
  "INSERT INTO desks SELECT 'uncommitted-' || n, json_object('x', hex(zeroblob(400))) FROM numbers";

/** Another process is killed in the middle of a large transaction. */
export async function killedPhase(stage: Stage): Promise<void> {
  const foreign = await stage.foreign();
  await lockPhase(stage, {
    name: 'killed',
    begin: () => foreign.run(UNCOMMITTED),
    end: () => foreign.kill(),
    blocksWrites: true,
    share: 0.4,
  });
}

async function command(stage: Stage, args: readonly string[], expected: Expected): Promise<void> {
  const {clock, folder, signal, options, world, notes} = stage;
  const run = await runCommand({
    title: `vigil ${args.slice(0, 2).join(' ')}, database locked`,
    args: [...args, '--db', world.path, '--db-deadline', `${options.commandDeadlineMs}ms`],
    folder,
    expected,
    signal,
    monotonic: () => clock.monotonic(),
  });
  notes.commands.push(run);
}

/** What, how long, and who. */
function lockedOut({world, options}: Stage, foreign: Foreign, doing: string): Expected {
  const who = process.platform === 'linux' ? [`process ${foreign.pid} (`] : [];
  return {
    status: TRY_AGAIN_STATUS,
    says: [`the database "${world.path}" stayed locked for`, doing, ...who],
    waitedMs: options.commandDeadlineMs,
  };
}
