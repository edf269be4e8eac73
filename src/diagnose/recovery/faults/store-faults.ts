import {BusyError} from '../../../errors.ts';
import type {Changes} from '../../../ports/store.ts';
import type {Fault} from '../fault.ts';
import {VICTIM} from '../script.ts';
import type {Interceptor} from '../tap.ts';
import {Held} from './held.ts';
import {tapFault} from './tap-fault.ts';

const WRITES = ['claim', 'settle', 'report', 'expire', 'cancel', 'saveDesks', 'saveVerdicts', 'renewLease'];
const READS = ['changesSince', 'openIntents', 'halted', 'get'];

const busy = () => new BusyError('STORE_BUSY', 'the database stayed locked');

type Named = Pick<Fault, 'name' | 'kind' | 'told'> & Readonly<{methods?: readonly string[]}>;

function storeFault(named: Named, intercept: Interceptor): Fault {
  return tapFault({
    part: 'store',
    reach: 'all',
    tap: 'store',
    methods: [...WRITES, ...READS],
    ...named,
    intercept: () => intercept,
  });
}

/** A row that a rule forbids, from the moment that it is read again until somebody mends it. */
const BROKEN_ROW: Fault = {
  name: 'a row breaks a rule',
  part: 'store',
  kind: 'corrupts',
  reach: 'plan',
  told: ['brokenRow'],
  begin: ({hand, clock, taps: {store}}) => {
    let isTold = false;
    store.set(['changesSince'], async ({args: [revision], go}) => {
      const changes = changesIn(await go());
      if (isTold || revision === 0) return changes;
      isTold = true;
      const problems = [{field: 'volumeLots', message: 'is not a size'}];
      return {...changes, broken: [...changes.broken, {id: VICTIM, status: 'pending', problems}]};
    });
    return async () => {
      store.clear();
      const row = await hand.get(VICTIM);
      if (row !== undefined && !('problems' in row)) await hand.edit(row.plan, row.version, clock.now());
    };
  },
  strikes: ({taps: {store}}) => store.strikes,
};

export const STORE_FAULTS: readonly Fault[] = [
  storeFault({name: 'calls of the store throw', kind: 'throws', told: ['failure: look for changes']}, () => {
    throw new Error('the store failed');
  }),
  storeFault({name: 'calls of the store reject', kind: 'rejects', told: ['failure: look for changes']}, () =>
    Promise.reject(busy()),
  ),
  tapFault({
    name: 'calls of the store hang',
    part: 'store',
    kind: 'hangs',
    reach: 'all',
    told: ['loop stalled', 'lease: lapsed', 'gate: leaseLost'],
    tap: 'store',
    methods: [...WRITES, ...READS],
    intercept: (onEnd) => {
      const held = new Held();
      onEnd(() => held.release());
      return ({go}) => held.delay(go);
    },
  }),
  storeFault(
    {name: 'answers to writes are lost', kind: 'kills', methods: WRITES, told: ['failure: execute']},
    async ({go}) => {
      await go();
      throw new Error('the connection ended before the answer came');
    },
  ),
  BROKEN_ROW,
];

function changesIn(answer: unknown): Changes {
  const isOne = typeof answer === 'object' && answer !== null && 'broken' in answer;
  if (!isOne) throw new Error('Invariant: the store answers with rows and broken rows');
  return answer as Changes;
}
