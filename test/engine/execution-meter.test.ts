import {describe, expect, it} from 'vitest';
import type {ExecutionMeter, ExecutionPass} from '../../src/ports/execution-meter.ts';
import {aPlan, filled, MonitorWorld, START_MS} from './monitor-world.ts';

/** Writes down what it is told. */
function noting(told: string[]): ExecutionMeter {
  const pass: ExecutionPass = {
    claiming: () => told.push('claiming'),
    claimed: () => told.push('claimed'),
    refused: (code) => told.push(`refused ${code}`),
    sending: () => told.push('sending'),
    answered: () => told.push('answered'),
    settling: () => told.push('settling'),
    settled: ({as}) => told.push(`settled ${as}`),
    failed: () => told.push('failed'),
  };
  return {
    fired: (quoteAgeMs) => {
      told.push(`fired on a quote of ${quoteAgeMs} ms ago`);
      return pass;
    },
    recovers: () => {
      told.push('recovers');
      return pass;
    },
  };
}

async function metered() {
  const told: string[] = [];
  const world = await MonitorWorld.open();
  world.executions = noting(told);
  return {world, told};
}

const FIRED = 'fired on a quote of 0 ms ago';

describe('the meter of executions', () => {
  it('is told each step of an execution in its order', async () => {
    const {world, told} = await metered();
    world.broker.answer = (intent) => {
      told.push('submit');
      return Promise.resolve(filled(intent));
    };
    await world.add(aPlan());
    await world.quote(1300);
    expect(told).toEqual([
      FIRED,
      'claiming',
      'claimed',
      'sending',
      'submit',
      'answered',
      'settling',
      'settled accepted',
    ]);
  });

  it('is told how old the quote was when it fired', async () => {
    const {world, told} = await metered();
    await world.add(aPlan());
    world.clock.set(START_MS + 5000);
    await world.quote(1300, 1300.5, {receivedAtMs: START_MS + 5250});
    expect(told[0]).toBe('fired on a quote of 750 ms ago');
  });

  it('is told of a refused claim, and of nothing after it', async () => {
    const {world, told} = await metered();
    await world.add(aPlan());
    await world.store.cancel('plan', 'first', world.clock.now());
    await world.quote(1300);
    expect(told).toEqual([FIRED, 'claiming', 'refused moved']);
  });

  it('is told that the broker is waited for no longer, and not of an order that was never sent', async () => {
    const {world, told} = await metered();
    world.broker.answer = () => Promise.reject(new Error('the line broke'));
    world.broker.capabilities = {...world.broker.capabilities, fence: true};
    await world.add(aPlan());
    await world.quote(1300);
    await world.clock.advance(1000);
    expect(told).toEqual([
      FIRED,
      'claiming',
      'claimed',
      'sending',
      'answered',
      'settling',
      'settled notSent',
    ]);
  });

  it('is told that an order of an earlier process is settled', async () => {
    const {world, told} = await metered();
    world.broker.answer = () => new Promise(() => undefined);
    await world.add(aPlan());
    await world.quote(1300);
    told.length = 0;
    world.broker.capabilities = {...world.broker.capabilities, fence: true};
    await world.restart();
    expect(told).toEqual(['recovers', 'settling', 'settled notSent']);
  });
});
