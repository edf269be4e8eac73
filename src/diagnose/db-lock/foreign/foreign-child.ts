// Runs each line of its input as SQL on the database that it was started with, and says "ok" or what went wrong.
import {createInterface} from 'node:readline';
import Database from 'better-sqlite3';
import {messageOf} from '../../../errors.ts';

const database = new Database(process.argv[2] ?? '', {timeout: 5000});
createInterface({input: process.stdin})
  .on('line', (sql) => {
    let answer = 'ok';
    try {
      database.exec(sql);
    } catch (error) {
      answer = `error: ${messageOf(error)}`;
    }
    process.stdout.write(`${answer}\n`);
  })
  // Whoever started it is gone.
  .on('close', () => process.exit());
process.stdout.write('ok\n');
