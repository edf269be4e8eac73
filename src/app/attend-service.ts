import type {MonitorLoops} from '../engine/monitor-loops.ts';
import type {Clock} from '../ports/clock.ts';
import type {ServiceManager} from '../ports/service-manager.ts';

/** Signs of life in the time in which one is wanted: two may be lost. */
const PINGS = 3;

type Attended = Readonly<{
  loops: Pick<MonitorLoops, 'stalled'>;
  clock: Clock;
  /** One line for a person while all is well. */
  status: string;
  /** The monitor was asked to stop. */
  signal: AbortSignal;
}>;

/**
 * Tells the service manager that the monitor works, gives signs of life only as long as every loop of it is alive, and
 * says which one is not.
 *
 * @returns Ends it. That the monitor is about to end is told then, or before that when it is asked to.
 */
export function attendService(manager: ServiceManager, attended: Attended): () => void {
  const ended = new AbortController();
  const end = () => {
    if (ended.signal.aborted) return;
    ended.abort();
    manager.stopping();
  };
  manager.ready();
  manager.status(attended.status);
  attended.signal.addEventListener('abort', end, {once: true});
  if (attended.signal.aborted) end();
  if (manager.watchdogMs !== undefined)
    void ping(manager, {...attended, signal: ended.signal}, manager.watchdogMs / PINGS);
  return () => {
    attended.signal.removeEventListener('abort', end);
    end();
  };
}

async function ping(
  manager: ServiceManager,
  {loops, clock, status, signal}: Attended,
  pauseMs: number,
): Promise<void> {
  for (let said = status; !signal.aborted; ) {
    const stalled = loops.stalled();
    if (stalled.length === 0) manager.watchdog();
    const says = stalled.length === 0 ? status : `no sign of life: ${stalled.join(', ')} hangs`;
    if (says !== said) manager.status(says);
    said = says;
    try {
      await clock.sleep(pauseMs, signal);
    } catch {
      // The end; or a clock by which nothing works any more, and then a sign of life would be a lie.
      return;
    }
  }
}
