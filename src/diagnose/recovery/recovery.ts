import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {InputError} from '../../errors.ts';
import {didYouMean} from '../../did-you-mean.ts';
import {rest} from '../../system/virtual-clock.ts';
import type {Diagnosis, DiagnosisRequest, Harness} from '../diagnosis.ts';
import {checkedOptions} from '../scenario.ts';
import {FAULTS} from './faults.ts';
import {playFault, type Played} from './play-fault.ts';
import {LOSSES, playLink} from './play-link.ts';
import {RECOVERY_PLANTS} from './plants.ts';
import {type RecoveryOptions, recoveryOptionsSchema} from './recovery-options.ts';
import {recoveryFindings, recoveryMeasures, recoveryTable} from './recovery-verdict.ts';
import {KILLS, playKills} from './thread/play-kills.ts';

/** Every fault by name, those of the link and the thread among them. */
const NAMES: readonly string[] = [...FAULTS.map(({name}) => name), LOSSES, KILLS];

/** Seeds of one run lie apart from those of the next. */
const ROUNDS_MAX = 10_000;

/** Something to play, in the order in which it is played. */
type Piece = Readonly<{name: string; play: () => Promise<Played>}>;

/**
 * Lets each part of the real engine fail in each way that it can while plans run, and finds out what was
 * lost, how long it took until all was as before, and who was told.
 */
export const recovery: Harness = {
  name: 'recovery',
  plants: RECOVERY_PLANTS.map(({name, does}) => ({name, does})),
  async run(given, request: DiagnosisRequest): Promise<Diagnosis> {
    const options = checkedOptions(recoveryOptionsSchema, given);
    for (const name of options.skips) assertIsFault(name);
    const folder = mkdtempSync(join(tmpdir(), 'vigil-recovery-'));
    try {
      const played = await playAll(options, folder, request);
      return {
        measures: recoveryMeasures(played, options),
        findings: recoveryFindings(played),
        charts: [],
        tables: [recoveryTable(played, options.skips)],
        facts: {
          faults: String(NAMES.length - options.skips.length),
          'rounds of each': String(options.rounds),
          'a fault lasts': `${options.faultMs / 1000} s, by the virtual clock`,
          'runs with killed threads': `${options.killRounds}, in real time`,
        },
      };
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  },
};

async function playAll(
  options: RecoveryOptions,
  folder: string,
  request: DiagnosisRequest,
): Promise<readonly Played[]> {
  const pieces = piecesOf(options, folder, request);
  const played: Played[] = [];
  for (const [index, {play}] of pieces.entries()) {
    request.signal.throwIfAborted();
    played.push(await play());
    request.onProgress((index + 1) / pieces.length);
    // A breath for what ends the run.
    await rest();
  }
  return played;
}

function piecesOf(
  options: RecoveryOptions,
  folder: string,
  {seed: runSeed, plant: plantName, signal}: DiagnosisRequest,
): readonly Piece[] {
  const {rounds, killRounds, killPlans, killRecoverMs, skips} = options;
  const plant = RECOVERY_PLANTS.find(({name}) => name === plantName);
  const pieces: Piece[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const order = {seed: runSeed * ROUNDS_MAX + round, plant};
    for (const fault of FAULTS) pieces.push({name: fault.name, play: () => playFault(fault, order, options)});
    pieces.push({name: LOSSES, play: () => playLink(order)});
  }
  for (let round = 0; round < killRounds; round += 1) {
    const order = {
      folder,
      seed: runSeed * ROUNDS_MAX + round,
      plant,
      plans: killPlans,
      recoverMs: killRecoverMs,
      signal,
    };
    pieces.push({name: KILLS, play: () => playKills(order)});
  }
  return pieces.filter(
    ({name}) => !skips.includes(name) && (plant === undefined || plant.faults.includes(name)),
  );
}

function assertIsFault(name: string): void {
  if (NAMES.includes(name)) return;
  const meant = didYouMean(name, NAMES);
  throw new InputError('USAGE_INVALID', `There is no fault "${name}"`, {
    field: 'skips',
    hint: meant === undefined ? `name one of ${NAMES.join(', ')}` : `did you mean "${meant}"?`,
  });
}
