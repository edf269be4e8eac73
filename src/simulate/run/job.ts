import {SIMULATION_PLANTS} from '../plants/plants.ts';
import {type RunResult, runWorld} from '../world/run-world.ts';
import {SCENARIOS, type Scenario} from '../world/scenario.ts';
import {WRITTEN_SCENARIOS} from '../world/written-scenarios.ts';
import {KillAt} from './kill-at.ts';
import type {Workbench} from './workbench.ts';

/** One run, as data: what repeats it bit for bit. */
export type Job = Readonly<{
  seed: number;
  scenario: string;
  /** Fault sites and plans (`plan 3`) that are left out. */
  without: readonly string[];
  /** Name of a planted defect; null: the product as it is. */
  plant: string | null;
  /** In the place of chance: the monitor is killed at this await, counted from 1; 0: it is only counted. */
  killAt: number | null;
  keepsTrace: boolean;
}>;

export type JobResult = RunResult &
  Readonly<{
    job: Job;
    /** Awaits at which a monitor could have been killed; only counted where `killAt` is set. */
    awaits: number;
  }>;

export function aJob(seed: number, options: Partial<Job> = {}): Job {
  return {seed, scenario: 'chaos', without: [], plant: null, killAt: null, keepsTrace: false, ...options};
}

export function scenarioNamed(name: string): Scenario | undefined {
  return [...SCENARIOS, ...WRITTEN_SCENARIOS].find((scenario) => scenario.name === name);
}

/** @throws {RangeError} When there is no such scenario or plant. */
export async function runJob(job: Job, {folder, template}: Workbench): Promise<JobResult> {
  const {seed, without, killAt, keepsTrace} = job;
  const scenario = scenarioNamed(job.scenario);
  if (scenario === undefined) throw new RangeError(`there is no scenario "${job.scenario}"`);
  const plant = job.plant === null ? undefined : SIMULATION_PLANTS.find(({name}) => name === job.plant);
  if (job.plant !== null && plant === undefined) throw new RangeError(`there is no plant "${job.plant}"`);
  const hazards = killAt === null ? undefined : new KillAt(killAt);
  const result = await runWorld({
    ...{seed, scenario, without: new Set(without), plant, folder, template, keepsTrace},
    hazards,
  });
  return {...result, job, awaits: hazards?.awaits ?? 0};
}
