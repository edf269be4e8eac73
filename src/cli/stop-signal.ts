import {EXIT} from './exit-status.ts';

/** A clean stop was asked for by a signal, or by the end of the time that was given. */
export type StopSignal = Readonly<{
  signal: AbortSignal;
  /** Exit status that the reason of the stop asks for; 0 when it was time, or nothing stopped us. */
  status: () => number;
  /** Takes the signal handlers away again. */
  release: () => void;
}>;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an abort. A second SIGINT ends the process at once: then a
 * person has lost patience, and what is not settled is settled at the next start.
 */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  let status: number = EXIT.done;
  const stop = (asked: number) => () => {
    if (controller.signal.aborted && asked === EXIT.interrupted) process.exit(asked);
    status = asked;
    controller.abort(new Error('the monitor was asked to stop'));
  };
  const handlers: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGINT', stop(EXIT.interrupted)],
    ['SIGTERM', stop(EXIT.terminated)],
    ['SIGHUP', stop(EXIT.terminated)],
  ];
  for (const [name, handler] of handlers) process.on(name, handler);
  return {
    signal: controller.signal,
    status: () => status,
    release: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
