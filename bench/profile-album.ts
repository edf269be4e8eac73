import {copyFileSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {SoakOptions} from '../src/diagnose/soak/soak-options.ts';
import {ProfileError} from './profile-run.ts';

/** One look at a soak. */
export type Picture = Readonly<{
  /** What it leaves in the folder to be kept. */
  files: readonly string[];
  /**
   * Runs the soak and looks at it; gives what was seen, in words.
   *
   * @param folder An empty one, for this alone.
   * @throws {ProfileError} when the soak came to grief or the tool produced nothing.
   */
  take: (options: SoakOptions, folder: string) => Promise<string>;
}>;

/** Where pictures go, and what is said of them on the way. */
export type Album = Readonly<{
  out: string;
  onTaken: (text: string) => void;
  onFailed: (text: string) => void;
}>;

/** Takes pictures one after the other, for they would disturb each other; says whether all came out. */
export async function takePictures(
  pictures: readonly Picture[],
  options: SoakOptions,
  {out, onTaken, onFailed}: Album,
): Promise<boolean> {
  let areAllTaken = true;
  mkdirSync(out, {recursive: true});
  for (const picture of pictures) {
    try {
      onTaken(await keep(picture, options, out));
    } catch (error) {
      // The others may do better.
      if (!(error instanceof ProfileError)) throw error;
      areAllTaken = false;
      onFailed(error.message);
    }
  }
  return areAllTaken;
}

/** Takes a picture and keeps its files; gives what was seen and where they are. */
async function keep({files, take}: Picture, options: SoakOptions, out: string): Promise<string> {
  const kept = files.map((file) => join(out, file));
  // When it fails, no older picture passes for this one.
  for (const path of kept) rmSync(path, {force: true});
  const folder = mkdtempSync(join(tmpdir(), 'vigil-profile-'));
  try {
    const seen = await take(options, folder);
    for (const file of files) copyFileSync(join(folder, file), join(out, file));
    return [seen, ...kept].join('\n');
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
