import type {ErrorData} from '../../crossing-errors.ts';
import type {Migration} from './migrations.ts';
import type {OpenOptions} from './open-database.ts';
import type {Turn} from './turn-runner.ts';

/** What a connection is opened with. */
export type OpenRequest = OpenOptions &
  Readonly<{
    /** Name of the open store, when it goes on with another thread: its claims stay its own. */
    claimant?: string;
  }>;

export type OpenedReply = Readonly<{
  type: 'opened';
  databaseId: string;
  claimant: string;
  migration: Migration;
}>;

/** Asked of the worker, one at a time. */
export type WorkerRequest =
  | Readonly<{type: 'open'; options: OpenRequest}>
  | Readonly<{type: 'turn'; turn: Turn}>
  | Readonly<{type: 'close'}>;

export type CrossingAnswer = Readonly<{ok: true; value: unknown}> | Readonly<{ok: false; error: ErrorData}>;

export type CrossingResult = Readonly<{
  writes: readonly CrossingAnswer[] | 'busy';
  reads: readonly (CrossingAnswer | 'busy')[];
  walBytes: number;
  failure: ErrorData | null;
}>;

/** Each answers the request before it. */
export type WorkerReply =
  | OpenedReply
  | Readonly<{type: 'busy'}>
  | Readonly<{type: 'turned'; result: CrossingResult}>
  | Readonly<{type: 'closed'}>
  | Readonly<{type: 'failed'; error: ErrorData}>;
