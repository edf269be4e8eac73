import type {OrderReport} from '../../ports/broker.ts';

/** What a process of the harness is called in the ledger: "monitor 0", "hand 1". */
export type Author = string;

/** One thing that happened outside the engine. */
export type LedgerLine =
  // ── the course of the run ──
  | Readonly<{is: 'ready'; by: Author}>
  /** Wall time at which the run begins. */
  | Readonly<{is: 'start'; atMs: number}>
  /** The hands have done all they had to; everything is to come to rest. */
  | Readonly<{is: 'over'}>
  // ── what was acknowledged to a hand ──
  | Readonly<{is: 'added'; by: Author; planIds: readonly string[]}>
  | Readonly<{is: 'cancelled'; by: Author; planId: string}>
  | Readonly<{is: 'edited'; by: Author; planId: string; version: number; volumeLots: number}>
  // ── what a broker was told, and what it said ──
  | Readonly<{is: 'submitted'; by: Author; key: string; planId: string; volumeLots: number}>
  | Readonly<{is: 'answered'; key: string; planId: string; as: 'accepted' | 'refused'}>
  | Readonly<{is: 'closed'; by: Author; key: string; planId: string; report: OrderReport}>;
