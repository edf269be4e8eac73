import {describe, expect, it} from 'vitest';
import type {Hazards} from '../../../src/simulate/kernel/simulated-process.ts';
import {Machine} from '../../../src/simulate/kernel/simulated-process.ts';
import {aKernel, aProcess, until} from './a-kernel.ts';

describe('a process that is killed', () => {
  it('runs nothing any more', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const ran: string[] = [];
    process.later(10, () => ran.push('before'));
    process.later(30, () => ran.push('after'));
    process.clock.at(process.clock.now() + 30, () => ran.push('at'));
    void process.clock.sleep(30).then(() => ran.push('slept'));
    kernel.after(20, () => process.kill('a test'));
    await until(kernel, 100);
    process.run(() => ran.push('run'));
    process.later(1, () => ran.push('later'));
    await until(kernel, 200);
    expect(ran).toEqual(['before']);
    expect(process.isDead).toBe(true);
  });

  it('gets past no await, and meets no hazard there', () => {
    const met: string[] = [];
    const hazards: Hazards = {
      meet: (_process, site, moment) => met.push(`${moment} ${site}`),
      end: () => undefined,
    };
    const process = aProcess(aKernel(), {hazards});
    expect(process.reach('claim', 'before')).toBe(true);
    process.kill('a test');
    expect(process.reach('claim', 'after')).toBe(false);
    expect(met).toEqual(['before claim']);
  });

  it('does not get past the await at which it is killed', () => {
    const hazards: Hazards = {meet: (process) => process.kill('here'), end: () => undefined};
    expect(aProcess(aKernel(), {hazards}).reach('claim', 'before')).toBe(false);
  });

  it('says nothing any more, and tells its death once', () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const told: string[] = [];
    process.onDeath(() => told.push('one'));
    process.onDeath(() => told.push('two'));
    process.kill('first');
    process.kill('second');
    process.note('a word');
    process.pause(5);
    expect(told).toEqual(['one', 'two']);
    expect(kernel.trace.lines.map(({what}) => what)).toEqual(['killed: first']);
  });

  it('is gone for the others of its machine, and was not before', () => {
    const kernel = aKernel();
    const machine = new Machine('a', 0);
    const process = aProcess(kernel, {pid: 1, machine});
    const {processes} = aProcess(kernel, {name: 'monitor 1.2', pid: 2, machine});
    expect(processes).toMatchObject({host: 'a', pid: 2});
    expect([processes.isGone(1, '1'), processes.isGone(3, '3')]).toEqual([false, true]);
    process.kill('a test');
    expect([processes.isGone(1, '1'), processes.isGone(2, '2')]).toEqual([true, false]);
  });

  it('runs nothing of what was due while it was stopped', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    process.pause(100);
    process.later(10, () => expect.unreachable());
    kernel.after(50, () => process.kill('a test'));
    await until(kernel, 200);
    expect(kernel.trace.lines.map(({what}) => what)).toEqual(['stopped for 100 ms', 'killed: a test']);
  });
});

describe('a process that is stopped', () => {
  it('runs what was due, in order, when it goes on', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} ${kernel.elapsedMs}`);
    for (const ms of [30, 10, 20, 150]) process.later(ms, note(`after ${ms}`));
    process.pause(100);
    process.run(note('run'));
    await until(kernel, 99);
    expect([ran, process.isPaused]).toEqual([[], true]);
    await until(kernel, 200);
    expect(ran).toEqual(['run 100', 'after 10 100', 'after 20 100', 'after 30 100', 'after 150 150']);
    expect(process.isPaused).toBe(false);
  });

  it('goes on when it was let go as often as it was stopped', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const ran: number[] = [];
    process.pause(100);
    kernel.after(50, () => process.pause(100));
    process.later(60, () => ran.push(kernel.elapsedMs));
    await until(kernel, 300);
    expect(ran).toEqual([150]);
    expect(kernel.trace.lines.filter(({what}) => what === 'goes on')).toHaveLength(1);
  });

  it('runs the rest later when it is stopped again on the way', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const ran: string[] = [];
    process.pause(100);
    process.later(10, () => {
      ran.push(`one ${kernel.elapsedMs}`);
      process.pause(50);
    });
    process.later(20, () => ran.push(`two ${kernel.elapsedMs}`));
    process.later(120, () => ran.push(`three ${kernel.elapsedMs}`));
    await until(kernel, 300);
    expect(ran).toEqual(['one 100', 'two 150', 'three 150']);
  });

  it('runs no more of it when the first of it kills the process', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    process.pause(100);
    process.later(10, () => process.kill('a test'));
    process.later(20, () => expect.unreachable());
    await until(kernel, 300);
    expect(process.isDead).toBe(true);
  });

  it('runs no timer that was cancelled while it was stopped, be it due or not', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const timers = [10, 90].map((ms) => process.later(ms, () => expect.unreachable()));
    const kept: number[] = [];
    process.later(20, () => kept.push(kernel.elapsedMs));
    process.pause(100);
    kernel.after(50, () => {
      for (const timer of timers) timer.cancel();
    });
    await until(kernel, 300);
    expect([kept, process.timers]).toEqual([[100], 0]);
  });

  it('runs no timer that the one before it cancels as it goes on', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    process.pause(100);
    process.later(10, () => other.cancel());
    const other = process.later(20, () => expect.unreachable());
    await until(kernel, 300);
    expect(process.timers).toBe(0);
  });
});

describe('the timers of a process', () => {
  it('are counted until they have run or are cancelled, once each', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    const counts: number[] = [];
    const timer = process.later(30, () => expect.unreachable());
    process.later(10, () => counts.push(process.timers));
    void process.clock.sleep(20);
    process.clock.at(process.clock.now() + 20, () => counts.push(process.timers));
    counts.push(process.timers);
    await until(kernel, 25);
    timer.cancel();
    timer.cancel();
    counts.push(process.timers);
    expect(counts).toEqual([4, 3, 1, 0]);
  });

  it('are counted as set while the process is stopped', async () => {
    const kernel = aKernel();
    const process = aProcess(kernel);
    process.later(10, () => undefined);
    process.pause(100);
    await until(kernel, 50);
    expect(process.timers).toBe(1);
    await until(kernel, 100);
    expect(process.timers).toBe(0);
  });
});
