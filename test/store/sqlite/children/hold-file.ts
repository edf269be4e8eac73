// Keeps everybody from the database named first, readers too, from "lock" to "unlock" on its input.
import {createInterface} from 'node:readline';
import Database from 'better-sqlite3';

const database = new Database(process.argv[2] ?? '');
createInterface({input: process.stdin}).on('line', (line) => {
  if (line === 'lock') {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } else database.close();
  process.stdout.write(`${line}ed\n`);
});
process.stdout.write('ready\n');
