/** What is known of processes on this machine. */
export interface Processes {
  readonly host: string;
  readonly pid: number;
  /** When this process was started and among whose processes, as the system tells. */
  readonly processStart: string;
  /** Whether a process of this machine is known to have ended. False when nobody can tell. */
  isGone(pid: number, processStart: string): boolean;
}
