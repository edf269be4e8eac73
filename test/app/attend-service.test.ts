import {describe, expect, it, onTestFinished} from 'vitest';
import {attendService} from '../../src/app/attend-service.ts';
import {LOOP_DEFAULTS, MonitorLoops} from '../../src/engine/monitor-loops.ts';
import type {FeedEvent} from '../../src/ports/feed.ts';
import type {ServiceManager} from '../../src/ports/service-manager.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {MonitorWorld} from '../engine/monitor-world.ts';

/** What is told to systemd, with the seconds at which it was. */
class Told implements ServiceManager {
  readonly watchdogMs: number | undefined;
  readonly all: string[] = [];
  readonly #second: () => number;

  constructor(second: () => number, watchdogMs: number | undefined) {
    this.#second = second;
    this.watchdogMs = watchdogMs;
  }

  ready = () => this.#note('ready');
  watchdog = () => this.#note('alive');
  stopping = () => this.#note('stopping');
  status = (text: string) => this.#note(text);

  pings(): number[] {
    return this.all.flatMap((told) => (told.endsWith(' alive') ? [Number.parseFloat(told)] : []));
  }

  others(): string[] {
    return this.all.filter((told) => !told.endsWith(' alive'));
  }

  #note(what: string): void {
    this.all.push(`${this.#second()} ${what}`);
  }
}

/** A monitor that runs in virtual time and is attended to; a sign of life is wanted every 60 s. */
async function attended(watchdogMs: number | undefined = 60_000) {
  const world = await MonitorWorld.open();
  const {clock} = world;
  const startMs = clock.monotonic();
  const told = new Told(() => (clock.monotonic() - startMs) / 1000, watchdogMs);
  const stop = new AbortController();
  const loops = new MonitorLoops(world.monitor, clock, {record: (entry) => world.journal.push(entry)});
  const end = attendService(told, {loops, clock, status: 'watches', signal: stop.signal});
  const ran = loops.run(nothing(stop.signal), stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ran;
  });
  return {world, told, stop, loops, end, ran};
}

/** A feed of a silent market. */
async function* nothing(signal: AbortSignal): AsyncGenerator<FeedEvent> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  yield* [];
}

describe('attendService', () => {
  it('tells that the monitor works, and three times in the time that is wanted that it is alive', async () => {
    const {world, told} = await attended();
    await world.clock.advance(60_000);
    expect(told.others()).toEqual(['0 ready', '0 watches']);
    expect(told.pings()).toEqual([0, 20, 40, 60]);
  });

  it('tells that it stops when it is asked to, once, and gives no sign of life from then on', async () => {
    const {world, told, stop, end, ran} = await attended();
    await world.clock.advance(30_000);
    stop.abort();
    await ran;
    end();
    await world.clock.advance(60_000);
    expect(told.others()).toEqual(['0 ready', '0 watches', '30 stopping']);
    expect(told.pings()).toEqual([0, 20]);
    expect(world.clock.timers).toBe(0);
  });

  it('tells that it stops also when nobody has asked, as when the feed has ended', async () => {
    const {told, end} = await attended();
    end();
    expect(told.others()).toEqual(['0 ready', '0 watches', '0 stopping']);
  });

  it('gives no sign of life where none is wanted', async () => {
    const world = await MonitorWorld.open();
    const told = new Told(() => 0, undefined);
    const loops = {stalled: () => []};
    const {signal} = new AbortController();
    attendService(told, {loops, clock: world.clock, status: 'watches', signal});
    await world.clock.advance(600_000);
    expect(told.all).toEqual(['0 ready', '0 watches']);
    expect(world.clock.timers).toBe(0);
  });

  it('gives no sign of life while a loop hangs in a turn, says which, and goes on when the turn has ended', async () => {
    const {world, told} = await attended();
    const {sweep} = world.monitor;
    const hanging = Promise.withResolvers<void>();
    world.monitor.sweep = () => hanging.promise.then(() => sweep.call(world.monitor));
    // The sweep begins at 30 s, and counts as hung 30 s later.
    await world.clock.advance(LOOP_DEFAULTS.sweepMs + 90_000);
    expect(told.pings()).toEqual([0, 20, 40, 60]);
    expect(told.others()).toEqual(['0 ready', '0 watches', '80 no sign of life: sweep hangs']);
    hanging.resolve();
    await rest();
    await world.clock.advance(20_000);
    expect(told.pings()).toEqual([0, 20, 40, 60, 140]);
    expect(told.others().at(-1)).toBe('140 watches');
  });

  it('gives no sign of life any more when a loop cannot be started again', async () => {
    const {world, told} = await attended();
    const {sleep} = world.clock;
    world.clock.sleep = (ms, signal) =>
      ms === LOOP_DEFAULTS.syncMs
        ? Promise.reject(new Error('no timer'))
        : sleep.call(world.clock, ms, signal);
    await world.clock.advance(100_000);
    expect(told.pings()).toEqual([0]);
    expect(told.others().at(-1)).toMatch(/no sign of life: look for changes hangs$/);
  });
});
