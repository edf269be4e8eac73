import {describe, expect, it} from 'vitest';
import {reportProblem} from '../../src/engine/report-problem.ts';
import type {Close, OrderReport} from '../../src/ports/broker.ts';
import {aReport, START_MS} from './monitor-world.ts';

const FILL = {positionId: '1', price: 1300.5, volumeLots: 0.01, timeMs: START_MS};
const CLOSE: Close = {price: 1310, timeMs: START_MS + 1, reason: 'takeProfit', profit: 9.5};

describe('reportProblem', () => {
  it.each<[string, Partial<OrderReport>]>([
    ['rests', {state: 'working', fill: null}],
    ['is filled', {}],
    ['is filled in part and withdrawn', {state: 'cancelled'}],
    ['is closed', {close: CLOSE}],
    ['is closed with a profit that nobody knows', {close: {...CLOSE, profit: null}}],
    ['has lost money', {close: {...CLOSE, profit: -1000}}],
  ])('finds none in a report of an order that %s', (_what, overrides) => {
    expect(reportProblem(aReport(overrides))).toBeUndefined();
  });

  it.each<[string, Partial<OrderReport>]>([
    ['the ticket is empty', {ticket: ''}],
    ['the price of the fill is NaN', {fill: {...FILL, price: Number.NaN}}],
    ['the price of the fill is 0', {fill: {...FILL, price: 0}}],
    ['the volume of the fill is -0.01', {fill: {...FILL, volumeLots: -0.01}}],
    ['the time of the fill is Infinity', {fill: {...FILL, timeMs: Infinity}}],
    ['the price of the close is NaN', {close: {...CLOSE, price: Number.NaN}}],
    ['the time of the close is NaN', {close: {...CLOSE, timeMs: Number.NaN}}],
    ['the profit is NaN', {close: {...CLOSE, profit: Number.NaN}}],
    ['it is closed and was not filled', {fill: null, close: CLOSE}],
    ['the stop loss is NaN', {stopLoss: Number.NaN}],
    ['the take profit is -1', {takeProfit: -1}],
  ])('says that %s', (problem, overrides) => {
    expect(reportProblem(aReport(overrides))).toBe(problem);
  });
});
