import type {PlanExplanation} from '../engine/explain-plan.ts';
import {UnavailableError} from '../errors.ts';
import {ask, socketPathOf} from './monitor-socket.ts';
import type {Settings} from './settings.ts';
import type {TopAnswer} from './top-line.ts';

export type TopReport = Readonly<{
  db: string;
  /** Null when no monitor runs on this database. */
  monitor: TopAnswer | null;
}>;

/**
 * What the running monitor watches most closely. Only the monitor is asked: the database is not opened.
 *
 * @param limit Plans at most, 1 to 500.
 * @throws {UnavailableError} MONITOR_UNREACHABLE when it does not answer, or does not know the question.
 */
export async function readTop({db}: Settings, limit: number): Promise<TopReport> {
  const answer = await ask(socketPathOf(db), `/v1/top?limit=${limit}`);
  if (answer === undefined) return {db, monitor: null};
  if (isTop(answer)) return {db, monitor: answer};
  throw new UnavailableError(
    'MONITOR_UNREACHABLE',
    'The running monitor does not know which plans are nearest',
    {
      hint: 'it is of an older version; start it again',
    },
  );
}

/**
 * What a plan waits for, as the running monitor sees it; undefined when it does not hold the plan.
 *
 * @throws {UnavailableError} MONITOR_UNREACHABLE
 */
export async function readExplanation({db}: Settings, planId: string): Promise<PlanExplanation | undefined> {
  const answer = await ask(socketPathOf(db), `/v1/plans/${encodeURIComponent(planId)}/explain`);
  return isExplanation(answer) ? answer : undefined;
}

function isTop(answer: unknown): answer is TopAnswer {
  return typeof answer === 'object' && answer !== null && 'nearest' in answer;
}

function isExplanation(answer: unknown): answer is PlanExplanation {
  return typeof answer === 'object' && answer !== null && 'conditions' in answer;
}
