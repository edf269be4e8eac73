import Database from 'better-sqlite3';

/** What the broker took: its own record, which the monitor does not write. */
export type Book = Readonly<{
  /** Plans of which a level has more than one position. */
  doubled: readonly string[];
  /** Client order ids that were filled. */
  filled: readonly string[];
}>;

/** Reads a book that nobody has open for writing. */
export function readBook(path: string): Book {
  const database = new Database(path, {fileMustExist: true});
  try {
    const doubled = database
      .prepare<[], string>('SELECT plan_id FROM positions GROUP BY plan_id, level HAVING count(*) > 1')
      .pluck()
      .all();
    const filled = database.prepare<[], string>('SELECT client_order_id FROM positions').pluck().all();
    return {doubled, filled};
  } finally {
    database.close();
  }
}
