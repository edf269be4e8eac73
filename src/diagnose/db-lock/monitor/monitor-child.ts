// vigil-lint-ok: nothing else measures how late the event loop is; the engine sees none of it
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {messageOf} from '../../../errors.ts';
import {SystemClock} from '../../../system/system-clock.ts';
import {Heartbeat} from '../heartbeat.ts';
import {DB_LOCK_PLANTS} from '../plants.ts';
import type {FromMonitor, MonitorOrder, ToMonitor} from './monitor-messages.ts';
import {type MonitorEars, RunningMonitor} from './running-monitor.ts';

const SAMPLE_MS = 100;
const DELAY_RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;
/** The exit status of a monitor that has lost its database, as `vigil run` has it. */
const LOST_STATUS = 73;

const clock = new SystemClock();
/** Never reset: that would make it miss what comes next. */
const delay = monitorEventLoopDelay({resolution: DELAY_RESOLUTION_MS});
const stop = new AbortController();
const audits = new Map<number, () => void>();
let auditCount = 0;
let monitor: RunningMonitor | undefined;

// A parent that is gone waits for nothing.
process.once('disconnect', () => process.exit());
process.on('message', (message: ToMonitor) => {
  switch (message.type) {
    case 'start':
      start(message.order).catch(broke);
      break;
    case 'audited':
      audits.get(message.id)?.();
      audits.delete(message.id);
      break;
    case 'askHeld':
      tellHeld().catch(broke);
      break;
    case 'stop':
      end().catch(broke);
      break;
  }
});

const ears: MonitorEars = {
  openingRefused: (message) => say({type: 'openingRefused', message}),
  told: (told) => say({type: 'told', told}),
  journal: (entry) => {
    if (entry.kind !== 'failure') return;
    const {planId, doing, message} = entry;
    say({type: 'failure', failure: {atMs: clock.now(), planId, doing, message}});
  },
  audit: ({planId, clientOrderId}) =>
    new Promise((resolve) => {
      auditCount += 1;
      audits.set(auditCount, resolve);
      say({type: 'audit', id: auditCount, planId, clientOrderId});
    }),
  lost: (message) => say({type: 'lost', message}, () => process.exit(LOST_STATUS)),
};

async function start(order: MonitorOrder): Promise<void> {
  const plant = DB_LOCK_PLANTS.find(({name}) => name === order.plant);
  const opened = await RunningMonitor.open(order, {plant, clock, ears});
  monitor = opened;
  delay.enable();
  const heartbeat = new Heartbeat(clock);
  void heartbeat.run(stop.signal);
  void sample(opened, heartbeat);
  say({type: 'ready'});
}

async function sample(running: RunningMonitor, heartbeat: Heartbeat): Promise<void> {
  while (!stop.signal.aborted) {
    // The one way in which a sleep fails is the end.
    await clock.sleep(SAMPLE_MS, stop.signal).catch(() => undefined);
    say({type: 'sample', sample: {...heartbeat.take(), ...running.figures()}});
  }
}

async function tellHeld(): Promise<void> {
  say({type: 'held', plans: (await monitor?.held()) ?? []});
}

async function end(): Promise<void> {
  stop.abort(new Error('the monitor is told to stop'));
  await monitor?.close();
  delay.disable();
  const farewell = {
    missedByEvents: monitor?.missedByEvents ?? 0,
    delayMaxMs: beyondResolution(delay.max),
    delayP99Ms: beyondResolution(delay.percentile(99)),
  };
  say({type: 'stopped', farewell}, () => process.disconnect());
}

function beyondResolution(delayNs: number): number {
  return Math.max(0, Math.round(delayNs / NS_PER_MS - DELAY_RESOLUTION_MS));
}

function broke(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  say({type: 'broke', message: messageOf(error), stack}, () => process.exit(1));
}

function say(message: FromMonitor, onSent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, onSent);
}
