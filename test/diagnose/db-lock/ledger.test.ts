import {describe, expect, it} from 'vitest';
import {
  type Content,
  Ledger,
  lostWrites,
  overtakers,
  undeniedWrites,
  type Write,
} from '../../../src/diagnose/db-lock/ledger.ts';
import {someDone, someRefused} from './results.ts';

const content: Content = {
  plans: new Map([
    ['waits', {status: 'pending', version: 2}],
    ['off', {status: 'cancelled', version: 1}],
    ['old', {status: 'expired', version: 1}],
    ['done', {status: 'closed', version: 1}],
  ]),
  intents: new Map([
    ['filled', 'accepted'],
    ['open', null],
  ]),
};

describe('lostWrites', () => {
  it.each<Write>([
    {what: 'added', planId: 'waits'},
    {what: 'edited', planId: 'waits', version: 2},
    {what: 'cancelled', planId: 'off'},
    {what: 'expired', planId: 'old'},
    {what: 'claimed', planId: 'done', clientOrderId: 'open'},
    {what: 'settled', clientOrderId: 'filled', as: 'accepted'},
    // It was found out later what had happened.
    {what: 'settled', clientOrderId: 'filled', as: 'unresolved'},
    {what: 'closed', planId: 'done', clientOrderId: 'filled'},
  ])('finds $what in the database', (write) => {
    expect(lostWrites([someDone(write)], content)).toEqual([]);
  });

  it.each<[Write, string]>([
    [{what: 'added', planId: 'nowhere'}, 'plan "nowhere" was added and is not there'],
    [{what: 'edited', planId: 'done', version: 2}, 'plan "done" was edited to version 2 and has version 1'],
    [
      {what: 'edited', planId: 'nowhere', version: 2},
      'plan "nowhere" was edited to version 2 and has version none',
    ],
    [{what: 'cancelled', planId: 'waits'}, 'plan "waits" was cancelled and is pending'],
    [{what: 'expired', planId: 'nowhere'}, 'plan "nowhere" was expired and is not there'],
    [
      {what: 'claimed', planId: 'waits', clientOrderId: 'gone'},
      'plan "waits" was claimed and its intent is not there',
    ],
    [
      {what: 'settled', clientOrderId: 'open', as: 'accepted'},
      'order "open" was settled as accepted and is without outcome',
    ],
    [
      {what: 'settled', clientOrderId: 'filled', as: 'notSent'},
      'order "filled" was settled as notSent and is accepted',
    ],
    [
      {what: 'closed', planId: 'waits', clientOrderId: 'filled'},
      'the position of plan "waits" was closed and the plan is pending',
    ],
  ])('misses %o', (write, words) => {
    expect(lostWrites([someDone(write)], content)).toEqual([words]);
  });
});

describe('undeniedWrites', () => {
  it('finds what users were told was not done, and was', () => {
    const ledger = new Ledger();
    ledger.record(someRefused({doing: 'add', planIds: ['waits', 'nowhere']}));
    ledger.record(someRefused({doing: 'cancel', planIds: ['off', 'done']}));
    ledger.record(someRefused({doing: 'claim', planIds: ['waits']}));
    expect(undeniedWrites(ledger, content)).toEqual([
      'plan "waits" was not added and is there',
      'plan "off" was not cancelled and is',
    ]);
  });
});

describe('overtakers', () => {
  const settled = (settlement: number, atMs: number, pid = 1) =>
    someDone(
      {what: 'settled', clientOrderId: `order-${settlement}`, as: 'accepted'},
      {settlement, atMs, pid},
    );

  it('counts settlements that were answered while an earlier one of the same process waited', () => {
    expect(overtakers([settled(0, 100), settled(1, 200), settled(2, 300)])).toBe(0);
    expect(overtakers([settled(0, 300), settled(1, 200), settled(2, 310)])).toBe(1);
    expect(overtakers([settled(0, 300), settled(1, 200, 2)])).toBe(0);
  });

  it('takes the answers of one transaction for simultaneous', () => {
    expect(overtakers([settled(0, 201), settled(1, 200)])).toBe(0);
  });
});
