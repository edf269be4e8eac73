import {describe, expect, it, vi} from 'vitest';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {NO_SERVICE_MANAGER} from '../../src/ports/service-manager.ts';
import {serviceManagerOf} from '../../src/system/service-manager.ts';
import {hasPython, hasSystemdNotify, notifySocket} from './notify-socket.ts';

/** A busy machine takes a while to start a program. */
const PATIENCE = {timeout: 30_000, interval: 10};

function noting() {
  const entries: JournalEntry[] = [];
  return {entries, journal: {record: (entry: JournalEntry) => entries.push(entry)}};
}

describe('serviceManagerOf', () => {
  it.each([{}, {NOTIFY_SOCKET: ''}, {WATCHDOG_USEC: '3000000'}])('is nobody in %j', (environment) => {
    expect(serviceManagerOf(environment, noting().journal, [7])).toBe(NO_SERVICE_MANAGER);
  });

  it.each([
    ['30 s', {WATCHDOG_USEC: '30000000'}, 30_000],
    ['of this process', {WATCHDOG_USEC: '500000', WATCHDOG_PID: '7'}, 500],
    ['of the process above', {WATCHDOG_USEC: '500000', WATCHDOG_PID: '6'}, 500],
    ['of another process', {WATCHDOG_USEC: '500000', WATCHDOG_PID: '8'}, undefined],
    ['none', {}, undefined],
    ['none, as nothing', {WATCHDOG_USEC: ''}, undefined],
    ['none, as 0', {WATCHDOG_USEC: '0'}, undefined],
    ['nonsense', {WATCHDOG_USEC: 'soon'}, undefined],
  ] as const)('knows how long systemd waits for a sign of life: %s', (_what, environment, expected) => {
    const manager = serviceManagerOf({NOTIFY_SOCKET: '/nowhere', ...environment}, noting().journal, [7, 6]);
    expect(manager.watchdogMs).toBe(expected);
  });
});

const PROGRAMS = [
  ['standIn', hasPython],
  ['real', hasPython && hasSystemdNotify],
] as const;

for (const [program, isThere] of PROGRAMS) {
  describe.skipIf(!isThere)(`systemd, by the ${program} systemd-notify`, () => {
    it('is told everything, in the order in which it was said', async () => {
      const {heard, environment} = await notifySocket();
      const {entries, journal} = noting();
      const manager = serviceManagerOf(environment(program), journal, []);
      manager.ready();
      manager.status('watches the plans\nof plans.db');
      await vi.waitFor(() => expect(heard).toHaveLength(2), PATIENCE);
      manager.watchdog();
      manager.stopping();
      await vi.waitFor(() => expect(heard).toHaveLength(4), PATIENCE);
      expect(heard).toEqual(['READY=1', 'STATUS=watches the plans of plans.db', 'WATCHDOG=1', 'STOPPING=1']);
      expect(entries).toEqual([]);
    });

    it('that does not listen is told of once, and nothing is thrown', async () => {
      const {journal, entries} = noting();
      const {environment} = await notifySocket();
      const deaf = {...environment(program), NOTIFY_SOCKET: '/nowhere/at/all'};
      const manager = serviceManagerOf(deaf, journal, []);
      for (let count = 0; count < 3; count++) manager.status(`${count}`);
      await vi.waitFor(() => expect(entries).toHaveLength(1), PATIENCE);
      expect(entries).toMatchObject([{kind: 'failure', reasonCode: 'notifyFailed', doing: 'tell systemd'}]);
    });
  });
}

describe.skipIf(!hasPython)('systemd', () => {
  it('is given one sign of life at a time while it is slow', async () => {
    const {heard, environment} = await notifySocket();
    const slow = {...environment('standIn'), STAND_IN_SLOWNESS: '0.3'};
    const manager = serviceManagerOf(slow, noting().journal, []);
    for (let count = 0; count < 10; count++) manager.watchdog();
    manager.stopping();
    await vi.waitFor(() => expect(heard).toContain('STOPPING=1'), PATIENCE);
    expect(heard).toEqual(['WATCHDOG=1', 'STOPPING=1']);
  });

  it('whose program is missing is told of once, with the remedy, and nothing else stops', async () => {
    const {heard, environment} = await notifySocket();
    const {entries, journal} = noting();
    const manager = serviceManagerOf(environment('missing'), journal, []);
    manager.ready();
    manager.status('a');
    await vi.waitFor(() => expect(entries).toHaveLength(1), PATIENCE);
    for (let count = 0; count < 3; count++) manager.status('b');
    // Each is answered before the next is sent, so this one comes when those have failed.
    await new Promise((resolve) => setImmediate(resolve));
    expect(entries).toEqual([
      {
        kind: 'failure',
        planId: null,
        reasonCode: 'programMissing',
        doing: 'tell systemd',
        message: 'there is no program "systemd-notify" on the path; it comes with systemd',
      },
    ]);
    expect(heard).toEqual([]);
  });
});
