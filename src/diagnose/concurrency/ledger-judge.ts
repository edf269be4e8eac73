import type {PlanStatus} from '../../plan/status.ts';
import type {LedgerLine} from './ledger-line.ts';
import {kindOf, POSSIBLE_ENDS} from './plan-kind.ts';
import {VOLUME_STEP} from './timetable.ts';

/** What the ledger and the database can disagree about, worst first. */
export const OFFENCES = [
  'SUBMITTED_TWICE',
  'SENT_AFTER_CANCEL',
  'SENT_ON_OLD_TERMS',
  'ORDER_WITHOUT_PLAN',
  'PLAN_WITHOUT_ORDER',
  'LOST_CLOSE',
  'CLOSE_INVENTED',
  'LOST_UPDATE',
  'LOST_CANCEL',
  'LOST_ADD',
  'WRONG_END',
] as const;
export type OffenceCode = (typeof OFFENCES)[number];

/** One plan of which the ledger says one thing and the database another, or what must not be. */
export type Offence = Readonly<{code: OffenceCode; planId: string; evidence: string}>;

/** What the database says of a plan in the end. */
export type PlanEnd = Readonly<{planId: string; status: PlanStatus; volumeLots: number}>;

/** What the ledger says of one plan, in the order in which it happened. */
type Story = {
  isAdded: boolean;
  cancels: number;
  edits: number;
  /** Of the newest edit that was acknowledged. */
  newest: {version: number; volumeLots: number};
  sent: {key: string; by: string; volumeLots: number; isAfterCancel: boolean; isDouble: boolean}[];
  /** Orders that were sent and not refused. */
  open: number;
  accepted: Set<string>;
  /** Accepted orders whose position is gone. */
  closed: Set<string>;
};

/**
 * Holds what everybody outside the engine wrote down against what the database says in the end.
 * Orders sent are judged, and not positions held: a broker that knows a key again would hide doubles.
 */
export function judgeLedger(lines: readonly LedgerLine[], ends: readonly PlanEnd[]): readonly Offence[] {
  const endOf = new Map(ends.map((end) => [end.planId, end]));
  const stories = storiesOf(lines);
  for (const {planId} of ends) if (!stories.has(planId)) stories.set(planId, emptyStory());
  return [...stories].flatMap(([planId, story]) => {
    const offences = [...sendingOffences(story), ...endOffences(planId, story, endOf.get(planId))];
    return offences.map(([code, evidence]) => ({code, planId, evidence}));
  });
}

type Judged = readonly [OffenceCode, string];

function sendingOffences({sent, cancels, accepted, newest}: Story): Judged[] {
  const offences: Judged[] = [];
  const again = sent.find(({isDouble}) => isDouble);
  if (again !== undefined) {
    const senders = sent.map(({by, key}) => `${by} (${key})`).join(', ');
    offences.push(['SUBMITTED_TWICE', `${sent.length} orders were sent, by ${senders}`]);
  }
  const after = sent.find(({isAfterCancel}) => isAfterCancel);
  if (after !== undefined || (cancels > 0 && accepted.size > 0)) {
    const {by = '', key = ''} = after ?? sent[0] ?? {};
    offences.push(['SENT_AFTER_CANCEL', `its cancel was acknowledged, and ${by} sent order ${key}`]);
  }
  const old = sent.find(({volumeLots}) => !isSame(volumeLots, newest.volumeLots));
  if (old !== undefined) {
    const evidence = `${old.by} sent ${old.volumeLots} lots; version ${newest.version}, acknowledged before, says ${newest.volumeLots}`;
    offences.push(['SENT_ON_OLD_TERMS', evidence]);
  }
  return offences;
}

function endOffences(planId: string, story: Story, end: PlanEnd | undefined): Judged[] {
  if (end === undefined) {
    const offences: Judged[] = [];
    if (story.isAdded) offences.push(['LOST_ADD', 'its adding was acknowledged, and it is not there']);
    if (story.sent.length > 0)
      offences.push(['ORDER_WITHOUT_PLAN', 'an order was sent, and there is no plan']);
    return offences;
  }
  const {status, volumeLots} = end;
  const offences: Judged[] = [];
  const hasTraded = status === 'executed' || status === 'closed';
  if (story.accepted.size > 0 && !hasTraded) {
    offences.push([
      'ORDER_WITHOUT_PLAN',
      `the broker took order ${first(story.accepted)}, and the plan is ${status}`,
    ]);
  }
  if (story.accepted.size === 0 && hasTraded) {
    offences.push(['PLAN_WITHOUT_ORDER', `the plan is ${status}, and the broker took no order for it`]);
  }
  if (story.closed.size > 0 && status === 'executed') {
    offences.push([
      'LOST_CLOSE',
      `the broker said that order ${first(story.closed)} is gone, and the plan is executed`,
    ]);
  }
  if (story.accepted.size > 0 && story.closed.size === 0 && status === 'closed') {
    offences.push(['CLOSE_INVENTED', 'the plan is closed, and the broker did not say so']);
  }
  const edits = Math.round(volumeLots / VOLUME_STEP) - 1;
  if (edits !== story.edits) {
    offences.push(['LOST_UPDATE', `${story.edits} edits were acknowledged, and ${edits} are in the plan`]);
  }
  if (story.cancels > 0 && status !== 'cancelled') {
    offences.push(['LOST_CANCEL', `its cancel was acknowledged, and the plan is ${status}`]);
  }
  const possible = POSSIBLE_ENDS[kindOf(planId)];
  // What is said above needs no second name.
  if (offences.length === 0 && !possible.includes(status)) {
    offences.push(['WRONG_END', `the plan is ${status}; it was to be ${possible.join(' or ')}`]);
  }
  return offences;
}

function storiesOf(lines: readonly LedgerLine[]): Map<string, Story> {
  const stories = new Map<string, Story>();
  const storyOf = (planId: string): Story => {
    const story = stories.get(planId) ?? emptyStory();
    stories.set(planId, story);
    return story;
  };
  for (const line of lines) {
    if (line.is === 'added') for (const planId of line.planIds) storyOf(planId).isAdded = true;
    else if ('planId' in line) tell(storyOf(line.planId), line);
  }
  return stories;
}

function tell(story: Story, line: Extract<LedgerLine, {planId: string}>): void {
  switch (line.is) {
    case 'cancelled':
      story.cancels += 1;
      break;
    case 'edited':
      story.edits += 1;
      if (line.version > story.newest.version) story.newest = line;
      break;
    case 'submitted': {
      const {key, by, volumeLots} = line;
      // While another may be live, or under a key that was sent before.
      const isDouble = story.open > 0 || story.sent.some((earlier) => earlier.key === key);
      story.sent.push({key, by, volumeLots, isAfterCancel: story.cancels > 0, isDouble});
      story.open += 1;
      break;
    }
    case 'answered':
      if (line.as === 'accepted') story.accepted.add(line.key);
      else story.open -= 1;
      break;
    case 'closed':
      // A broker may say of a refused order that it is gone; that closes nothing.
      if (story.accepted.has(line.key)) story.closed.add(line.key);
      break;
  }
}

function emptyStory(): Story {
  return {
    isAdded: false,
    cancels: 0,
    edits: 0,
    newest: {version: 1, volumeLots: VOLUME_STEP},
    sent: [],
    open: 0,
    accepted: new Set(),
    closed: new Set(),
  };
}

/** Volumes are sums of steps; floating point has its say in them. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) < VOLUME_STEP / 2;
}

function first(keys: ReadonlySet<string>): string {
  return [...keys][0] ?? '';
}
