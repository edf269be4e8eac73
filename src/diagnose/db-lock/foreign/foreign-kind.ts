import {fileURLToPath} from 'node:url';

/** Programs that can use a SQLite database beside ours. */
export const FOREIGN_KINDS = ['node', 'sqlite3', 'python3'] as const;
export type ForeignKind = (typeof FOREIGN_KINDS)[number];

/** How such a program is started, and what it is told to run one line of SQL. */
export type ForeignProgram = Readonly<{
  command: string;
  args: (databasePath: string) => readonly string[];
  /** The lines after which it has answered "ok", or "error: …" in a line before. */
  ask: (sql: string) => string;
  /** Whether it says "ok" when it has opened the database. */
  greets: boolean;
}>;

const PYTHON = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=5, isolation_level=None)
print("ok", flush=True)
for line in sys.stdin:
    answer = "ok"
    try:
        for statement in line.split(";"):
            database.execute(statement).fetchall()
    except sqlite3.Error as error:
        answer = "error: " + str(error)
    print(answer, flush=True)
`;

const asLine = (sql: string) => `${sql}\n`;

export const FOREIGN_PROGRAMS: Readonly<Record<ForeignKind, ForeignProgram>> = {
  node: {
    command: process.execPath,
    args: (path) => [fileURLToPath(new URL('./foreign-child.ts', import.meta.url)), path],
    ask: asLine,
    greets: true,
  },
  python3: {command: 'python3', args: (path) => ['-c', PYTHON, path], ask: asLine, greets: true},
  // Its errors go the same way as its answers, so that their order is known; exec keeps the process id.
  sqlite3: {
    command: 'sh',
    args: (path) => ['-c', 'exec sqlite3 -batch -cmd ".timeout 5000" "$0" 2>&1', path],
    ask: (sql) => `${sql};\n.print ok\n`,
    greets: false,
  },
};
