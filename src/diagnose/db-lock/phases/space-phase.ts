import type {Stage} from '../stage.ts';
import {lockPhase} from './lock-phase.ts';

/** The file system that the database is on is filled to the last byte. */
export async function spacePhase(stage: Stage): Promise<void> {
  const {smallDisk} = stage;
  if (smallDisk === undefined) return;
  await lockPhase(stage, {
    name: 'space',
    begin: async () => smallDisk.fill(),
    end: async () => smallDisk.free(),
    blocksWrites: true,
    share: 0.6,
  });
}
