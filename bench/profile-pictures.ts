import {renameSync, writeFileSync} from 'node:fs';
import {availableParallelism, loadavg} from 'node:os';
import {join} from 'node:path';
import type {SoakOptions} from '../src/diagnose/soak/soak-options.ts';
import {messageOf} from '../src/errors.ts';
import type {Picture} from './profile-album.ts';
import {doctorVerdict} from './profile-doctor.ts';
import {type HeapSummary, heapSummary, profileForClinic} from './profile-heap.ts';
import type {ProfileTool} from './profile-options.ts';
import {ALLOCATED_FILE} from './profile-order.ts';
import {ProfileError, readOutput, runClinic, runTarget, runUnderClinic} from './profile-run.ts';
import {doctorText, heapText} from './profile-text.ts';

const ROOT = join(import.meta.dirname, '..');

export const PICTURES: Readonly<Record<ProfileTool, Picture>> = {
  doctor: {files: ['doctor.html'], take: takeDoctor},
  heapprofiler: {files: ['held.html', 'held.heapprofile'], take: takeHeld},
  allocations: {files: [ALLOCATED_FILE], take: takeAllocated},
};

async function takeDoctor(options: SoakOptions, folder: string): Promise<string> {
  const who = 'clinic doctor';
  const machine = {load: loadavg()[0] ?? 0, cores: availableParallelism()};
  // As `vigil run` has it; with SQLite in the thread that is looked at, the picture would be of SQLite.
  const order = {does: 'live', options: {...options, store: 'worker'}, folder} as const;
  const facts = await runUnderClinic('doctor', [], order);
  const written = join(folder, 'soak.clinic-doctor.html');
  const verdict = understood(who, doctorVerdict, readOutput(who, written));
  renameSync(written, join(folder, 'doctor.html'));
  return doctorText(facts, verdict, machine);
}

async function takeHeld(options: SoakOptions, folder: string): Promise<string> {
  const who = 'clinic heapprofiler';
  // A heap profile is of one thread.
  const order = {does: 'hold', options: {...options, store: 'memory'}, folder} as const;
  const facts = await runUnderClinic('heapprofiler', ['--collect-only'], order);
  const written = join(folder, 'soak.clinic-heapprofiler');
  const profile = readOutput(who, written);
  const summary = summaryOf(who, profile);
  writeFileSync(join(folder, 'held.heapprofile'), profile);
  writeFileSync(written, profileForClinic(profile, ROOT));
  await runClinic(['heapprofiler', '--visualize-only', written], folder);
  readOutput(who, `${written}.html`);
  renameSync(`${written}.html`, join(folder, 'held.html'));
  return heapText(`Held with ${facts.plans} plans watched`, facts, summary);
}

async function takeAllocated(options: SoakOptions, folder: string): Promise<string> {
  const who = 'the sampling of allocations';
  const order = {does: 'allocate', options: {...options, store: 'memory'}, folder} as const;
  const facts = await runTarget(order);
  const summary = summaryOf(who, readOutput(who, join(folder, ALLOCATED_FILE)));
  return heapText('Allocated, and mostly collected again', facts, summary);
}

/** A profile without samples is what clinic writes when it was told to stop too late. */
function summaryOf(who: string, profile: string): HeapSummary {
  const summary = understood(who, (text) => heapSummary(text, ROOT), profile);
  if (summary.totalBytes > 0) return summary;
  throw new ProfileError(`${who} produced nothing: not one sample is in its profile`);
}

function understood<Value>(who: string, read: (text: string) => Value, text: string): Value {
  try {
    return read(text);
  } catch (error) {
    throw new ProfileError(`${who} wrote what cannot be used: ${messageOf(error)}`, {cause: error});
  }
}
