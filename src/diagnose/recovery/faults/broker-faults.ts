import {UnavailableError} from '../../../errors.ts';
import type {Close, OrderReport} from '../../../ports/broker.ts';
import type {Fault} from '../fault.ts';
import type {Interceptor} from '../tap.ts';
import type {Placed} from '../venue.ts';
import {Held} from './held.ts';
import {tapFault} from './tap-fault.ts';

const gone = () =>
  new UnavailableError('BROKER_UNAVAILABLE', 'the connection was lost before the answer came');

type Named = Pick<Fault, 'name' | 'kind' | 'told'> &
  Partial<Pick<Fault, 'reach'>> &
  Readonly<{methods: readonly string[]}>;

/** All trade at the one broker, so it may keep everybody from firing. */
function brokerFault(named: Named, intercept: Interceptor): Fault {
  return tapFault({part: 'broker', reach: 'all', tap: 'broker', ...named, intercept: () => intercept});
}

/** Nothing gets an answer; when the fault ends, whoever waits hears that the connection was lost. */
function hanging(named: Omit<Named, 'kind'>): Fault {
  return tapFault({
    part: 'broker',
    kind: 'hangs',
    reach: 'all',
    tap: 'broker',
    ...named,
    intercept: (onEnd) => {
      const held = new Held();
      onEnd(() => held.release());
      return ({method, go}) => {
        // An order arrives; it is the answer that does not.
        if (method === 'submit') void go();
        return held.wait(gone);
      };
    },
  });
}

const NONSENSE: OrderReport = {
  ticket: '',
  state: 'filled',
  fill: {positionId: '', price: Number.NaN, volumeLots: Number.NaN, timeMs: Number.NaN},
  close: null,
  stopLoss: Number.NaN,
  takeProfit: null,
};

const NO_CLOSE: Close = {price: Number.NaN, timeMs: Number.NaN, reason: 'manual', profit: Number.NaN};

/** Of every order that stands something is said that cannot be. */
function events(name: string, reportOf: (placed: Placed) => OrderReport): Fault {
  return {
    name,
    part: 'broker',
    kind: 'corrupts',
    reach: 'nobody',
    told: ['failure: take note of an order'],
    begin: (world) => {
      for (const [clientOrderId, placed] of world.venue.book) {
        if (placed.report.close !== null) continue;
        world.strikes += 1;
        world.venue.say({type: 'order', clientOrderId, report: reportOf(placed)});
      }
      world.venue.say({type: 'order', clientOrderId: 'nobody knows', report: NONSENSE});
      return () => undefined;
    },
    strikes: (world) => world.strikes,
  };
}

const ASKING = ['submit', 'lookup', 'fence'];

export const BROKER_FAULTS: readonly Fault[] = [
  brokerFault(
    {
      name: 'submit throws before the order is sent',
      kind: 'throws',
      methods: ['submit'],
      told: ['failure: send the order'],
    },
    () => {
      throw new Error('the adapter failed');
    },
  ),
  brokerFault(
    {
      name: 'submit rejects before the order is sent',
      kind: 'rejects',
      methods: ['submit'],
      told: ['notSent'],
    },
    () => Promise.reject(gone()),
  ),
  brokerFault(
    // The order is found by its key at once.
    {
      name: 'answers to orders are lost',
      kind: 'rejects',
      methods: ['submit'],
      told: ['failure: send the order'],
      reach: 'nobody',
    },
    ({go}) => {
      void go();
      return Promise.reject(gone());
    },
  ),
  hanging({name: 'submit hangs', methods: ['submit'], told: ['plan executing']}),
  brokerFault(
    {
      name: 'answers to orders are lost, and look-ups fail',
      kind: 'rejects',
      methods: ASKING,
      told: ['parked', 'reconciliation not complete'],
    },
    ({method, go}) => {
      if (method === 'submit') void go();
      return Promise.reject(gone());
    },
  ),
  hanging({name: 'submit and look-ups hang', methods: ASKING, told: ['plan executing']}),
  brokerFault(
    {
      name: 'reports of accepted orders are nonsense',
      kind: 'corrupts',
      methods: ['submit'],
      told: ['failure: send the order'],
    },
    ({go}) => {
      void go();
      return Promise.resolve({status: 'accepted', report: NONSENSE});
    },
  ),
  brokerFault(
    {name: 'look-ups are undecided', kind: 'corrupts', methods: ASKING, told: ['parked']},
    ({method, go}) => {
      if (method === 'fence') return Promise.reject(gone());
      if (method === 'lookup') return Promise.resolve({status: 'undecided', reason: 'no history yet'});
      void go();
      return Promise.resolve({status: 'unknown', reason: 'no answer'});
    },
  ),
  brokerFault(
    {
      name: 'snapshot rejects',
      kind: 'rejects',
      methods: ['snapshot'],
      told: ['failure: reconcile'],
      reach: 'nobody',
    },
    () => Promise.reject(gone()),
  ),
  hanging({name: 'snapshot hangs', methods: ['snapshot'], told: ['failure: reconcile'], reach: 'nobody'}),
  events('fills are nonsense', () => NONSENSE),
  events('closes are nonsense', ({report}) => ({...report, close: NO_CLOSE})),
];
