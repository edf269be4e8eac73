import {z} from 'zod';

const count = () => z.int().positive();

/** What a scenario file says under `recovery`; most keys are also flags. */
export const recoveryOptionsSchema = z.strictObject({
  /** How often each fault is played, each time at other moments. */
  rounds: count(),
  /** For how long a fault lasts, by the virtual clock. Stalls are told of after half a minute. */
  faultMs: z.int().min(35_000, 'is too short for a stall to be told of; give at least 35000'),
  /** Within this time of its end everything must be as before, by the virtual clock; a quarantine is part of it. */
  recoverMs: count(),
  /** Runs in real time in which the thread of the store is killed. */
  killRounds: z.int().nonnegative(),
  /** Plans that fire in each of them. */
  killPlans: z.int().min(20),
  /** Within this time of the last one everything must be settled, in real ms. */
  killRecoverMs: count(),
  /** Names of faults that are not played. */
  skips: z.array(z.string()).default([]),
});

export type RecoveryOptions = z.output<typeof recoveryOptionsSchema>;
