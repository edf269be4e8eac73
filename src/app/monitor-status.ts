import type {PlanStatus} from '../plan/status.ts';
import {type HaltView, haltView} from './halt-view.ts';
import {ask, socketPathOf} from './monitor-socket.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';
import type {MonitorStatus} from './status.ts';

export type StatusReport = Readonly<{
  db: string;
  /** Null when no monitor runs on this database. */
  monitor: MonitorStatus | null;
  /** Plans in the database by status. */
  plans: Readonly<Partial<Record<PlanStatus, number>>>;
  /** Stored plans that break a rule. */
  broken: number;
  halt: HaltView;
}>;

/** What the running monitor says, and what the database holds. */
export async function readStatus(settings: Settings): Promise<StatusReport> {
  const answer = await ask(socketPathOf(settings.db), '/v1/status');
  const {rows, broken, halt} = await withStore(settings, async (store) => ({
    ...(await store.list()),
    halt: await store.halted(),
  }));
  const plans: Partial<Record<PlanStatus, number>> = {};
  for (const {status} of rows) plans[status] = (plans[status] ?? 0) + 1;
  return {
    db: settings.db,
    monitor: isStatus(answer) ? answer : null,
    plans,
    broken: broken.length,
    halt: haltView(halt),
  };
}

function isStatus(answer: unknown): answer is MonitorStatus {
  return typeof answer === 'object' && answer !== null && 'pid' in answer;
}
