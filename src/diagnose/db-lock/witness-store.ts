import {AppError, messageOf} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Store} from '../../ports/store.ts';
import {overridden} from '../../overridden.ts';
import type {Told, Write} from './ledger.ts';

type Witnessed = Readonly<{
  clock: Clock;
  by: Told['by'];
  tell: (told: Told) => void;
}>;

type Asked = Readonly<{
  doing: string;
  planIds: readonly string[];
  /** Whether it may be refused because the database is locked; a settlement may not. */
  mayGiveUp: boolean;
}>;

/**
 * The store, with somebody beside it who notes what its caller was told: each write that is said to
 * be done, and each that is refused.
 */
export function witnessed(store: Store, {clock, by, tell}: Witnessed): Store {
  let settlements = 0;
  /** Orders whose close is recorded: to be told so again is no write, and waits for nobody. */
  const closed = new Set<string>();

  const note = async <Answer>(
    {doing, planIds, mayGiveUp}: Asked,
    ask: () => Promise<Answer>,
    writesOf: (answer: Answer) => readonly Write[],
  ): Promise<Answer> => {
    const fromMs = clock.monotonic();
    const settlement = mayGiveUp ? null : settlements++;
    const telling = () => ({
      by,
      pid: process.pid,
      atMs: clock.now(),
      waitedMs: Math.round(clock.monotonic() - fromMs),
    });
    try {
      const answer = await ask();
      for (const write of writesOf(answer)) tell({said: 'done', ...telling(), write, settlement});
      return answer;
    } catch (error) {
      const code = codeOf(error);
      tell({said: 'refused', ...telling(), doing, planIds, code, message: messageOf(error), mayGiveUp});
      throw error;
    }
  };
  const ifDone =
    (write: Write) =>
    ({done}: Readonly<{done: boolean}>) =>
      done ? [write] : [];
  const command = (doing: string, planIds: readonly string[] = []): Asked => ({
    doing,
    planIds,
    mayGiveUp: true,
  });
  const settling = (doing: string): Asked => ({doing, planIds: [], mayGiveUp: false});

  return overridden(store, {
    add: (plans, nowMs) =>
      note(
        command(
          'add',
          plans.map(({id}) => id),
        ),
        () => store.add(plans, nowMs),
        (rows) => rows.map(({plan}): Write => ({what: 'added', planId: plan.id})),
      ),
    cancel: (planId, reason, nowMs) =>
      note(
        command('cancel', [planId]),
        () => store.cancel(planId, reason, nowMs),
        ifDone({what: 'cancelled', planId}),
      ),
    edit: (plan, version, nowMs) =>
      note(
        command('edit'),
        () => store.edit(plan, version, nowMs),
        ifDone({what: 'edited', planId: plan.id, version: version + 1}),
      ),
    expire: (planId, nowMs) =>
      note(command('expire'), () => store.expire(planId, nowMs), ifDone({what: 'expired', planId})),
    claim: (intent, terms, nowMs) =>
      note(
        command('claim'),
        () => store.claim(intent, terms, nowMs),
        ifDone({what: 'claimed', planId: intent.planId, clientOrderId: intent.clientOrderId}),
      ),
    settle: (clientOrderId, settled, nowMs) =>
      note(
        settling('settle'),
        () => store.settle(clientOrderId, settled, nowMs),
        ifDone({what: 'settled', clientOrderId, as: settled.as}),
      ),
    report: (clientOrderId, report, nowMs) =>
      note(
        settling('report'),
        () => store.report(clientOrderId, report, nowMs),
        ({done, row}) => {
          if (!done || row === undefined || report.close === null || closed.has(clientOrderId)) return [];
          closed.add(clientOrderId);
          return [{what: 'closed', planId: row.plan.id, clientOrderId}];
        },
      ),
    renewLease: (epoch, ttlMs, nowMs) =>
      note(
        command('renew the lease'),
        () => store.renewLease(epoch, ttlMs, nowMs),
        () => [],
      ),
    saveDesks: (memories) =>
      note(
        command('remember'),
        () => store.saveDesks(memories),
        () => [],
      ),
    saveVerdicts: (verdicts) =>
      note(
        command('remember'),
        () => store.saveVerdicts(verdicts),
        () => [],
      ),
  });
}

/** Our own code, or SQLite's where an error of it got out. */
function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof Error)) return 'INTERNAL';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : 'INTERNAL';
}
