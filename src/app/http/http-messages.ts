import type {ErrorData} from '../../crossing-errors.ts';
import type {JournalEntry} from '../../ports/journal.ts';
import type {Settings} from '../settings.ts';

/** What the thread of the HTTP interface is started with. Any message to it ends it. */
export type HttpOrder = Readonly<{settings: Settings; address: string}>;

/** What it says. */
export type HttpMessage =
  | Readonly<{type: 'listening'; address: string}>
  | Readonly<{type: 'journal'; entry: JournalEntry}>
  /** It ends. */
  | Readonly<{type: 'failed'; error: ErrorData}>;
