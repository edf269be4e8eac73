import type {SettledAs} from '../../ports/store.ts';

/** A write that somebody was told is done. */
export type Write =
  | Readonly<{what: 'added' | 'cancelled' | 'expired'; planId: string}>
  | Readonly<{what: 'edited'; planId: string; version: number}>
  | Readonly<{what: 'claimed'; planId: string; clientOrderId: string}>
  | Readonly<{what: 'settled'; clientOrderId: string; as: SettledAs}>
  | Readonly<{what: 'closed'; planId: string; clientOrderId: string}>;

type Telling = Readonly<{
  /** Epoch ms. */
  atMs: number;
  /** How long the caller waited for the answer. */
  waitedMs: number;
  by: 'monitor' | 'user';
  pid: number;
}>;

export type Done = Telling &
  Readonly<{
    said: 'done';
    write: Write;
    /** Number of the settlement among those of its process, as they were asked for; null: none. */
    settlement: number | null;
  }>;

export type Refused = Telling &
  Readonly<{
    said: 'refused';
    doing: string;
    /** The plans that it was about, as far as the caller named them. */
    planIds: readonly string[];
    code: string;
    message: string;
    mayGiveUp: boolean;
  }>;

/** What somebody who wrote was told. */
export type Told = Done | Refused;

/** An order that left while no other process could read its claim. */
export type Unclaimed = Readonly<{atMs: number; planId: string; clientOrderId: string}>;

/** What was acknowledged and what was refused, kept apart from the database. */
export class Ledger {
  readonly done: Done[] = [];
  readonly refused: Refused[] = [];
  readonly unclaimed: Unclaimed[] = [];
  /** Plans whose adding, and whose cancelling, users were told was not done. */
  readonly notAdded = new Set<string>();
  readonly notCancelled = new Set<string>();
  /** Orders that left. */
  submits = 0;

  record(told: Told): void {
    if (told.said === 'done') {
      this.done.push(told);
      return;
    }
    this.refused.push(told);
    for (const planId of told.planIds) this.notDone(told.doing, planId);
  }

  /** Somebody was told that a plan was not added, or not cancelled. */
  notDone(doing: string, planId: string): void {
    if (doing === 'add') this.notAdded.add(planId);
    if (doing === 'cancel') this.notCancelled.add(planId);
  }

  /** When the monitor was first told after a time that it had written; undefined when it was not. */
  monitorWroteAfter(atMs: number): number | undefined {
    return this.done.find((one) => one.by === 'monitor' && one.atMs >= atMs)?.atMs;
  }
}

/** What of a database is compared with the ledger. */
export type Content = Readonly<{
  /** Status and version by plan. */
  plans: ReadonlyMap<string, Readonly<{status: string; version: number}>>;
  /** Outcome by client order id; null: none yet. */
  intents: ReadonlyMap<string, string | null>;
}>;

/** Acknowledged writes that the database does not have, each in words. */
export function lostWrites(done: readonly Done[], content: Content): readonly string[] {
  return done.flatMap(({write}) => {
    const missing = missingOf(write, content);
    return missing === undefined ? [] : [missing];
  });
}

function missingOf(write: Write, {plans, intents}: Content): string | undefined {
  switch (write.what) {
    case 'added':
      return plans.has(write.planId) ? undefined : `plan "${write.planId}" was added and is not there`;
    case 'cancelled':
    case 'expired': {
      const status = plans.get(write.planId)?.status;
      return status === write.what
        ? undefined
        : `plan "${write.planId}" was ${write.what} and is ${status ?? 'not there'}`;
    }
    case 'edited': {
      const version = plans.get(write.planId)?.version;
      return version !== undefined && version >= write.version
        ? undefined
        : `plan "${write.planId}" was edited to version ${write.version} and has version ${version ?? 'none'}`;
    }
    case 'claimed':
      return intents.has(write.clientOrderId)
        ? undefined
        : `plan "${write.planId}" was claimed and its intent is not there`;
    case 'settled': {
      const outcome = intents.get(write.clientOrderId);
      // What was parked may have been found out since.
      if (outcome === write.as || (write.as === 'unresolved' && outcome !== null && outcome !== undefined))
        return undefined;
      return `order "${write.clientOrderId}" was settled as ${write.as} and is ${outcome ?? 'without outcome'}`;
    }
    case 'closed': {
      const status = plans.get(write.planId)?.status;
      return status === 'closed'
        ? undefined
        : `the position of plan "${write.planId}" was closed and the plan is ${status ?? 'not there'}`;
    }
  }
}

/** Writes that were refused and are in the database all the same, each in words. */
export function undeniedWrites(
  {notAdded, notCancelled}: Pick<Ledger, 'notAdded' | 'notCancelled'>,
  {plans}: Content,
): readonly string[] {
  const added = [...notAdded].filter((planId) => plans.has(planId));
  const cancelled = [...notCancelled].filter((planId) => plans.get(planId)?.status === 'cancelled');
  return [
    ...added.map((planId) => `plan "${planId}" was not added and is there`),
    ...cancelled.map((planId) => `plan "${planId}" was not cancelled and is`),
  ];
}

/** Answers of one transaction arrive within this time of each other, in any order. */
const SAME_MOMENT_MS = 20;

/** Settlements that were answered although one that was asked for before had to wait on. */
export function overtakers(done: readonly Done[]): number {
  const asked = done
    .filter(({settlement}) => settlement !== null)
    .toSorted((a, b) => a.pid - b.pid || (a.settlement ?? 0) - (b.settlement ?? 0));
  let overtaking = 0;
  for (const [index, one] of asked.entries()) {
    const next = asked[index + 1];
    if (next?.pid === one.pid && next.atMs < one.atMs - SAME_MOMENT_MS) overtaking += 1;
  }
  return overtaking;
}
