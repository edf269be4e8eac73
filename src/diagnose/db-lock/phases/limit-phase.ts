import {FileLimit} from '../disk/file-limit.ts';
import type {Stage} from '../stage.ts';
import {lockPhase} from './lock-phase.ts';

/** The monitor's process may not write past the first byte of any file: for it the disk is full. */
export async function limitPhase(stage: Stage): Promise<void> {
  const limit = await FileLimit.of(stage.world.monitor.pid);
  if (typeof limit === 'string') {
    stage.notes.notTried.set('limit', limit);
    return;
  }
  await lockPhase(stage, {
    name: 'limit',
    begin: () => limit.set(),
    end: () => limit.lift(),
    blocksWrites: true,
    share: 0.6,
  });
}
