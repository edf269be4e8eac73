import {execFile} from 'node:child_process';
import type {Journal} from '../ports/journal.ts';
import {NO_SERVICE_MANAGER, type ServiceManager} from '../ports/service-manager.ts';

/** Comes with systemd. Node itself has no sockets of the kind that systemd listens on. */
const PROGRAM = 'systemd-notify';
/** It waits for systemd to have understood, by itself for up to 5 s. */
const DEADLINE_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The service manager that this environment names: systemd, when it listens to a service of `Type=notify`; else nobody.
 *
 * @param pids Of this process and its parent: signs of life are wanted of one of them, or of nobody here.
 */
export function serviceManagerOf(
  environment: Environment,
  journal: Journal,
  pids: readonly number[],
): ServiceManager {
  if ((environment['NOTIFY_SOCKET'] ?? '') === '') return NO_SERVICE_MANAGER;
  return new Systemd(environment, journal, watchdogMsOf(environment, pids));
}

/** Tells systemd one thing after the other. When it cannot be told that is said once, until it can again. */
class Systemd implements ServiceManager {
  readonly watchdogMs: number | undefined;
  readonly #environment: Environment;
  readonly #journal: Journal;
  /** A sign of life is on its way or waits. */
  #isPinging = false;
  #last: Promise<void> = Promise.resolve();
  #isFailureTold = false;

  constructor(environment: Environment, journal: Journal, watchdogMs: number | undefined) {
    this.#environment = environment;
    this.#journal = journal;
    this.watchdogMs = watchdogMs;
  }

  ready(): void {
    void this.#tell('READY=1');
  }

  watchdog(): void {
    // One that is on its way says as much: while systemd is slow they must not pile up.
    if (this.#isPinging) return;
    this.#isPinging = true;
    void this.#tell('WATCHDOG=1').then(() => (this.#isPinging = false));
  }

  stopping(): void {
    void this.#tell('STOPPING=1');
  }

  status(text: string): void {
    void this.#tell(`STATUS=${text.replaceAll(/\s+/g, ' ')}`);
  }

  #tell(assignment: string): Promise<void> {
    this.#last = this.#last
      .then(() => this.#send(assignment))
      .then((failure) => {
        if (failure === undefined) this.#isFailureTold = false;
        else this.#toldOnce(failure);
      });
    return this.#last;
  }

  /** @returns What went wrong. */
  #send(assignment: string): Promise<(Error & {code?: unknown}) | undefined> {
    return new Promise((resolve) => {
      const options = {env: {...this.#environment}, timeout: DEADLINE_MS, windowsHide: true};
      execFile(PROGRAM, [assignment], options, (error) => resolve(error ?? undefined));
    });
  }

  #toldOnce({code, message}: Error & {code?: unknown}): void {
    if (this.#isFailureTold) return;
    this.#isFailureTold = true;
    const isMissing = code === 'ENOENT';
    this.#journal.record({
      kind: 'failure',
      planId: null,
      reasonCode: isMissing ? 'programMissing' : 'notifyFailed',
      doing: 'tell systemd',
      message: isMissing
        ? `there is no program "${PROGRAM}" on the path; it comes with systemd`
        : message.trim(),
    });
  }
}

function watchdogMsOf(environment: Environment, pids: readonly number[]): number | undefined {
  const {WATCHDOG_USEC: usec, WATCHDOG_PID: pid} = environment;
  if (pid !== undefined && !pids.includes(Number(pid))) return undefined;
  const ms = Number(usec ?? '') / 1000;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
