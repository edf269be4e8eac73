import {chmodSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {SeededRandom} from '../../../system/seeded-random.ts';
import {SqliteStore} from '../../../store/sqlite/sqlite-store.ts';
import {runCommand} from '../command.ts';
import type {Stage} from '../stage.ts';

/** sysexits.h: cannot create, here: cannot open or write the database. */
const STORAGE_STATUS = 73;
/** "nobody", as nearly every system has it. */
const NOBODY_UID = 65534;

/** A user starts a command on a database that this user may read and not write. */
export async function readOnlyPhase(stage: Stage): Promise<void> {
  const {folder: parent, clock, signal, notes, runsCommands} = stage;
  if (!runsCommands) return;
  // To root nothing is read-only, so the command is run as somebody else.
  const isRoot = process.getuid?.() === 0;
  const folder = join(parent, 'read-only');
  const path = join(folder, 'plans.db');
  mkdirSync(folder);
  const store = await SqliteStore.open({path, clock, random: new SeededRandom(0)});
  await store.close();
  chmodSync(path, 0o444);
  chmodSync(folder, 0o555);
  const run = await runCommand({
    title: 'vigil plan list, database read-only',
    args: ['plan', 'list', '--db', path],
    folder,
    expected: {status: STORAGE_STATUS, says: [`the database "${path}"`], waitedMs: null},
    signal,
    monotonic: () => clock.monotonic(),
    ...(isRoot ? {uid: NOBODY_UID} : {}),
  });
  // So that it can be removed.
  chmodSync(folder, 0o700);
  // Another user may not be allowed to read the program at all, which says nothing about it.
  if (isRoot && !run.text.startsWith('Error: ')) {
    notes.notTried.set('read-only', `user ${NOBODY_UID} cannot run the program: ${firstLine(run.text)}`);
    return;
  }
  notes.commands.push(run);
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? 'it says nothing';
}
