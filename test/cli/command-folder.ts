import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach} from 'vitest';

/** A folder to run commands in, another for each test of the file. */
export type CommandFolder = Readonly<{path: string; write: (name: string, text: string) => void}>;

/** To be called once in a file of tests: makes the folder before each of them, and removes it afterwards. */
export function commandFolder(): CommandFolder {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'vigil-cli-'));
  });
  afterEach(() => {
    rmSync(path, {recursive: true, force: true});
  });
  return {
    get path() {
      return path;
    },
    write: (name, text) => writeFileSync(join(path, name), text),
  };
}
