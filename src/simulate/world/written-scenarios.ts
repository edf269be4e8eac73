import type {Draft} from './plan-maker.ts';
import type {Scenario} from './scenario.ts';

const GOLD = 2000;

/** Buys gold when it is above somewhere; a scenario names what it is about. */
function aDraft(id: string, overrides: Partial<Draft>): Draft {
  return {
    ...{id, symbol: 'XAUUSD', side: 'buy', volumeLots: 0.1, entry: {type: 'market'}, levels: null},
    ...{stopLoss: 1900, takeProfit: 2100, when: {price: {above: 2005}}, cancelWhen: null, group: null},
    ...{notes: null, livesMs: null},
    ...overrides,
  };
}

const WRITTEN: Scenario = {
  ...{name: '', does: '', monitors: 1, users: 2, symbols: 1, plans: {from: 0, to: 0}},
  ...{safetyMs: 20_000, settleMs: 25_000, sweeps: 0, reconcileMs: 10_000, isMarketStill: true},
  faults: [],
  faultsAt: {},
};

/** A price that moves the market, and one at which it rests. */
const MET = GOLD + 10;

/**
 * Short scenarios in which nothing happens by chance: a monitor is killed at each of their awaits in turn,
 * before what is waited for is done and after.
 */
export const WRITTEN_SCENARIOS: readonly Scenario[] = [
  {
    ...WRITTEN,
    name: 'create-fire',
    does: 'a plan is added, met, filled and closed by its take profit',
    written: (stage) => {
      stage.add(aDraft('fires', {takeProfit: 2030}), 3000);
      stage.price('XAUUSD', MET, 6000);
      stage.price('XAUUSD', 2040, 12_000);
    },
  },
  {
    ...WRITTEN,
    name: 'cancel-race',
    does: 'a plan of two levels is cancelled at the moment at which it is met',
    written: (stage) => {
      stage.add(aDraft('cancelled', {}), 3000);
      const levels = [{price: MET}, {price: MET + 1}];
      stage.add(
        aDraft('in levels', {
          id: 'levels',
          levels,
          entry: {type: 'market', price: MET, tolerance: 2},
          when: {always: true},
        }),
        3000,
      );
      stage.price('XAUUSD', MET, 6000);
      stage.cancel('cancelled', 6003);
      stage.cancel('levels', 6040);
    },
  },
  {
    ...WRITTEN,
    name: 'expiry',
    does: 'one plan expires, and one while its order is on its way',
    written: (stage) => {
      stage.add(aDraft('expires', {livesMs: 4000}), 3000);
      stage.add(aDraft('meets-late', {livesMs: 5000}), 3000);
      stage.price('XAUUSD', MET, 7960);
    },
  },
  {
    ...WRITTEN,
    name: 'group',
    does: 'two plans of one group are met by one quote, and one of another waits for an order that rests',
    written: (stage) => {
      stage.add(aDraft('one', {group: 'both'}), 3000);
      stage.add(aDraft('other', {group: 'both', when: {price: {above: 2006}}}), 3000);
      const resting = {group: 'rest', when: {always: true as const}, stopLoss: null, takeProfit: null};
      stage.add(aDraft('rests', {...resting, entry: {type: 'limit', price: 1990}}), 3500);
      stage.add(aDraft('waits', {group: 'rest'}), 3500);
      stage.price('XAUUSD', MET, 6000);
    },
  },
  {
    ...WRITTEN,
    name: 'takeover',
    does: 'the holder of the lease is stopped between claim and order, another takes over, and it goes on',
    ...{monitors: 2, safetyMs: 45_000},
    written: (stage) => {
      stage.add(aDraft('taken-over', {}), 3000);
      stage.price('XAUUSD', MET, 6000);
      stage.stopHolder(30_000, 6030);
      stage.price('XAUUSD', MET + 1, 8000);
    },
  },
  {
    ...WRITTEN,
    name: 'reconcile',
    does: 'the venue has done what it was asked for and gives no answer; a stop loss is lost; a list cannot be read',
    faultsAt: {'venue silent though done': [1], 'stop lost': [2], 'list unreadable': [2, 3]},
    written: (stage) => {
      stage.add(aDraft('silent', {}), 3000);
      stage.add(aDraft('unprotected', {when: {price: {above: 2015}}}), 3000);
      stage.price('XAUUSD', MET, 6000);
      stage.price('XAUUSD', MET + 10, 9000);
    },
  },
  {
    ...WRITTEN,
    name: 'withdrawal',
    does: 'a resting order is withdrawn, and another is filled when its withdrawal has been asked for',
    written: (stage) => {
      const resting = {when: {always: true as const}, stopLoss: null, takeProfit: null};
      stage.add(aDraft('withdrawn', {...resting, entry: {type: 'limit', price: 1980}}), 3000);
      stage.add(aDraft('too-late', {...resting, entry: {type: 'limit', price: 1990}}), 3000);
      stage.cancel('withdrawn', 8000);
      stage.cancel('too-late', 9000);
      stage.price('XAUUSD', 1985, 9050);
    },
  },
  {
    ...WRITTEN,
    name: 'looking-back',
    does: 'plans wait for something to hold, for two steps, and for bars that the terminal is asked for',
    written: (stage) => {
      const isHigh = {price: {above: 2005}};
      stage.add(aDraft('holds', {when: {holdFor: {condition: isHigh, seconds: 4}}}), 3000);
      const steps = [{price: {below: 2005}}, isHigh];
      stage.add(aDraft('follows', {when: {sequence: {steps, timeframe: 'M1', withinBars: 1}}}), 3000);
      const hasMoved = {atr: {timeframe: 'M1', period: 2, above: 0.01}};
      stage.add(aDraft('bars', {when: {all: [isHigh, hasMoved]}}), 3500);
      stage.price('XAUUSD', MET, 6000);
    },
  },
];
