// Holds the write lock of the database named first from "lock" to "unlock" on its input.
import {createInterface} from 'node:readline';
import Database from 'better-sqlite3';

const database = new Database(process.argv[2] ?? '');
createInterface({input: process.stdin}).on('line', (line) => {
  database.exec(line === 'lock' ? 'BEGIN IMMEDIATE' : 'ROLLBACK');
  process.stdout.write(`${line}ed\n`);
});
process.stdout.write('ready\n');
