import {describe, expect, it} from 'vitest';
import type {Operation} from '../../../src/store/sqlite/operation.ts';
import {RestartingWorker, type WorkerLink} from '../../../src/store/sqlite/restarting-worker.ts';
import {BUSY} from '../../../src/store/sqlite/retry-while-busy.ts';
import type {Turn, TurnResult} from '../../../src/store/sqlite/turn-runner.ts';
import type {OpenRequest} from '../../../src/store/sqlite/worker-messages.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';

const CANCEL: Operation = {method: 'cancel', args: ['plan', 'enough', NOW_MS]};
const ADD: Operation = {method: 'add', args: [[aPlan()], NOW_MS]};
const LIST: Operation = {method: 'list', args: []};

type Fate = 'lives' | 'dies' | 'diesOpening';

/** Threads that do what a script says, one entry a thread, and live when it is at its end. */
function worldOf(fates: readonly Fate[]) {
  const clock = new VirtualClock();
  const startedAtMs: number[] = [];
  const opened: OpenRequest[] = [];
  const turns: string[][] = [];
  let busyOpenings = 0;
  const start = (): WorkerLink => {
    const fate = fates[startedAtMs.length] ?? 'lives';
    startedAtMs.push(clock.now());
    let ended: Error | undefined;
    const die = () => {
      ended = new Error('the thread was killed');
      throw ended;
    };
    return {
      get ended() {
        return ended;
      },
      open: async (options) => {
        if (fate === 'diesOpening') die();
        opened.push(options);
        if (opened.length > 1 && busyOpenings > 0) {
          busyOpenings -= 1;
          return BUSY;
        }
        return {type: 'opened', databaseId: 'x', claimant: 'me', migration: {from: 2, to: 2}};
      },
      run: async ({writes, reads}: Turn): Promise<TurnResult> => {
        if (fate === 'dies') die();
        turns.push([...writes, ...reads].map(({method}) => method));
        const done = {ok: true, value: 'done'} as const;
        return {writes: writes.map(() => done), reads: reads.map(() => done), walBytes: 0};
      },
      close: async () => {},
      terminate: async () => {},
    };
  };
  const open = {path: ':memory:', migrate: true, newDatabaseId: 'x'};
  const worker = new RestartingWorker({open, clock, random: new SeededRandom(7), deadlineMs: 1000, start});
  return {
    clock,
    worker,
    startedAtMs,
    opened,
    turns,
    findLocked: (times: number) => {
      busyOpenings = times;
    },
  };
}

describe('RestartingWorker', () => {
  it('opens another thread as the same claimant, without making a database, and repeats the turn', async () => {
    const {clock, worker, opened, turns} = worldOf(['dies']);
    await worker.open();
    const running = worker.run({writes: [CANCEL], reads: [LIST], isLast: true});
    await clock.advance(100);
    expect(await running).toMatchObject({writes: [{ok: true}], reads: [{ok: true}]});
    expect(turns).toEqual([['cancel', 'list']]);
    expect(opened[1]).toMatchObject({claimant: 'me', migrate: false});
    expect(worker.restarts).toBe(1);
  });

  it('does not repeat an add, and answers the others of its turn in their places', async () => {
    const {clock, worker, turns} = worldOf(['dies', 'dies']);
    await worker.open();
    const running = worker.run({writes: [CANCEL, ADD, CANCEL], reads: [], isLast: true});
    await clock.advance(1000);
    const unknown = expect.stringContaining('whether it was done is not known') as string;
    expect((await running).writes).toMatchObject([
      {ok: true},
      {ok: false, error: {message: unknown}},
      {ok: true},
    ]);
    expect(turns).toEqual([['cancel', 'cancel']]);
  });

  it('pauses longer with each death, and gives up at the fifth within a minute', async () => {
    const {clock, worker, startedAtMs} = worldOf([
      'dies',
      'diesOpening',
      'dies',
      'diesOpening',
      'dies',
      'dies',
    ]);
    await worker.open();
    const running = expect(worker.run({writes: [CANCEL], reads: [], isLast: true})).rejects.toMatchObject({
      code: 'STORE_CANNOT_WRITE',
      message: 'the thread that writes the database ":memory:" ended 5 times within a minute',
    });
    await clock.advance(5000);
    await running;
    const pauses = startedAtMs.slice(1).map((atMs, index) => atMs - (startedAtMs[index] ?? 0));
    expect(pauses).toHaveLength(4);
    for (const [index, pauseMs] of pauses.entries()) {
      expect(pauseMs).toBeGreaterThanOrEqual(25 * 2 ** index);
      expect(pauseMs).toBeLessThanOrEqual(50 * 2 ** index);
    }
  });

  it('leaves a lock that it finds to the queue, unless something in flight may be done', async () => {
    const {clock, worker, findLocked, turns} = worldOf(['dies', 'dies']);
    await worker.open();
    findLocked(1);
    const first = worker.run({writes: [CANCEL], reads: [LIST], isLast: true});
    await clock.advance(100);
    expect(await first).toMatchObject({writes: 'busy', reads: ['busy']});
    const other = worldOf(['dies']);
    await other.worker.open();
    other.findLocked(2);
    const second = other.worker.run({writes: [ADD, CANCEL], reads: [], isLast: true});
    await other.clock.advance(2000);
    expect((await second).writes).toMatchObject([{ok: false}, {ok: true}]);
    expect([turns, other.turns]).toEqual([[], [['cancel']]]);
  });
});
