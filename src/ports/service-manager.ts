/** Whoever has started the monitor and looks after it, such as systemd. Nobody waits for it, and nothing of it throws. */
export interface ServiceManager {
  /** It ends the monitor and starts it anew when it has had no sign of life for so long; undefined: it waits for none. */
  readonly watchdogMs: number | undefined;
  /** The monitor works from now on. */
  ready(): void;
  /** The monitor is alive. */
  watchdog(): void;
  /** The monitor is about to end because it was asked to. */
  stopping(): void;
  /** One line for a person who asks how the service is. */
  status(text: string): void;
}

export const NO_SERVICE_MANAGER: ServiceManager = {
  watchdogMs: undefined,
  ready: () => undefined,
  watchdog: () => undefined,
  stopping: () => undefined,
  status: () => undefined,
};
