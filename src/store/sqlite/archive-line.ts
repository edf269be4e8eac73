import type {EventRecord} from './check-history.ts';
import type {IntentRecord} from './intent-table.ts';
import type {LevelRecord} from './level-record.ts';
import type {PlanRecord} from './plan-record.ts';
import type {ChangeRecord} from './verdict-table.ts';

/** First in each line, so that a reader of another form can tell. */
export const ARCHIVE_FORMAT = 'vigil.archive/1';

/** All rows of a plan, as SQLite gives them: texts of JSON stay texts, for hashes are of them. */
export type ArchiveRows = Readonly<{
  plan: PlanRecord;
  levels: readonly LevelRecord[];
  events: readonly EventRecord[];
  intents: readonly IntentRecord[];
  verdict: Readonly<{plan_id: string; as_of_ms: number; state: string; conditions: string}> | null;
  verdictChanges: readonly ChangeRecord[];
}>;

export type ArchivedLine = ArchiveRows &
  Readonly<{format: typeof ARCHIVE_FORMAT; databaseId: string; id: string; revision: number}>;

/** A plan on one line; the same rows give the same text. */
export function archiveLine(databaseId: string, rows: ArchiveRows): string {
  const {id, revision} = rows.plan;
  const line: ArchivedLine = {format: ARCHIVE_FORMAT, databaseId, id, revision, ...rows};
  return JSON.stringify(line);
}

/** What a line says; undefined when it is none, such as one that was torn. */
export function readArchiveLine(text: string): ArchivedLine | undefined {
  try {
    const value = JSON.parse(text) as Partial<ArchivedLine> | null;
    const isWhole =
      Array.isArray(value?.events) && Array.isArray(value.intents) && Array.isArray(value.levels);
    return value?.format === ARCHIVE_FORMAT && isWhole ? (value as ArchivedLine) : undefined;
  } catch {
    // A SyntaxError is the answer.
    return undefined;
  }
}
