import type {PhaseName} from '../phase-name.ts';
import type {Stage} from '../stage.ts';
import {exclusivePhase, killedPhase, writePhase} from './held-locks.ts';
import {limitPhase} from './limit-phase.ts';
import {readerPhase} from './reader-phase.ts';
import {spacePhase} from './space-phase.ts';

/** Phases that are played one after the other, in a world in which everything goes on. */
export const PLAYS: Readonly<Partial<Record<PhaseName, (stage: Stage) => Promise<void>>>> = {
  reader: readerPhase,
  write: writePhase,
  exclusive: exclusivePhase,
  killed: killedPhase,
  limit: limitPhase,
  space: spacePhase,
};
