import {ask, socketPathOf} from '../../app/monitor-socket.ts';
import {DiagnosisError} from '../../errors.ts';
import type {Random} from '../../ports/random.ts';
import type {WorldResult} from './db-lock-result.ts';
import type {PhaseName} from './phase-name.ts';
import {openingPhase} from './phases/opening-phase.ts';
import {PLAYS} from './phases/play.ts';
import {readOnlyPhase} from './phases/read-only-phase.ts';
import {remainsOf} from './remains.ts';
import type {Stage} from './stage.ts';

/** Patience for what has no limit of its own, on a machine that is busy with other things. */
const PATIENCE_MS = 60_000;
/** From a quiet moment to the kill, so that it meets the monitor at work. */
const BEFORE_KILL_MS = 250;

export type Play = Readonly<{
  phases: readonly PhaseName[];
  /** How the monitor ends: told to, or killed at work. */
  ending: 'stop' | 'kill';
  /** Orders that the broker has filled already. */
  ordersBefore: readonly string[];
  random: Random;
  /** For orders to be settled when all is quiet. */
  restMs: number;
  /** Goes on while the monitor comes up, and is over before the first phase. */
  meanwhile?: () => Promise<unknown>;
  /** Called when nobody has the database open any more, and nobody has looked at it. */
  beforeLook?: () => void;
}>;

/** Lets users and a monitor live on a database, plays the phases, and looks at what is left. */
export async function playWorld(stage: Stage, play: Play): Promise<WorldResult> {
  const {world, clock, signal, options, notes} = stage;
  await Promise.all([comeUp(stage, play.phases.includes('opening')), play.meanwhile?.()]);
  // Without a phase it is the traffic that is looked at.
  await clock.sleep(play.phases.length === 0 ? 2 * options.lockMs : options.steadyMs, signal);
  await Promise.all([playPhases(stage, play.phases), playAside(stage, play.phases)]);
  await clock.sleep(options.steadyMs, signal);
  const reload = await world.compareAtRest(play.restMs);
  const farewell = await (play.ending === 'stop' ? stopped(stage) : killed(stage));
  await stage.dismissForeign();
  play.beforeLook?.();
  const {ledger, samples, failures, openingRefusals, losses} = world;
  const remains = await remainsOf(world, {
    clock,
    random: play.random,
    ordersBefore: play.ordersBefore,
  });
  stage.onStep();
  return {
    windows: notes.windows,
    ledger,
    samples,
    failures,
    openingRefusals,
    losses,
    reload,
    remains,
    farewell: farewell ?? null,
  };
}

/** Until the monitor watches, users add plans, and something has come of it. */
async function comeUp(stage: Stage, isLocked: boolean): Promise<void> {
  const {world} = stage;
  await world.openUsers();
  await world.users.settleIn();
  if (isLocked) {
    await world.closeUsers();
    await openingPhase(stage);
    await world.openUsers();
  } else {
    world.startMonitor();
  }
  const {ledger, samples} = world;
  await must(stage, 'the monitor to watch', () => samples.length > 0);
  world.users.begin();
  await must(stage, 'a plan to be executed', () => {
    const isHeard = ({by}: Readonly<{by: string}>) => by === 'monitor';
    return ledger.done.some(isHeard) || ledger.refused.some(isHeard);
  });
  // The first question costs the monitor some time: its code is compiled.
  await ask(socketPathOf(world.path), '/v1/status', {deadlineMs: PATIENCE_MS});
  stage.onStep();
}

async function playPhases(stage: Stage, phases: readonly PhaseName[]): Promise<void> {
  for (const name of phases) {
    await PLAYS[name]?.(stage);
    stage.onStep();
  }
}

/** What has a database of its own, and takes as long as a command takes to start. */
async function playAside(stage: Stage, phases: readonly PhaseName[]): Promise<void> {
  if (phases.includes('read-only')) await readOnlyPhase(stage);
}

async function must({world}: Stage, what: string, isSo: () => boolean): Promise<void> {
  if (await world.until(isSo, PATIENCE_MS)) return;
  throw new DiagnosisError(
    'DIAGNOSIS_BROKE',
    `The diagnosis ended without a verdict: it waited ${PATIENCE_MS / 1000} s for ${what}`,
  );
}

async function stopped({world}: Stage) {
  const farewell = await world.stop();
  await world.closeUsers();
  return farewell;
}

/**
 * The users leave while the monitor still has the database open, and the monitor is killed: so nobody
 * is there to empty the log, and it is found as it was.
 */
async function killed({world, clock, signal}: Stage): Promise<undefined> {
  world.users.begin();
  await clock.sleep(BEFORE_KILL_MS, signal);
  await world.closeUsers();
  await world.kill();
}
