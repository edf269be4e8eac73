import {type Finding, type Measure, measure} from '../diagnosis.ts';
import type {ReportTable} from '../report/report-table.ts';
import type {Played} from './play-fault.ts';
import type {RecoveryOptions} from './recovery-options.ts';
import {KILLS} from './thread/play-kills.ts';

/** Something is gone, or there twice. */
const LOSSES: ReadonlySet<string> = new Set([
  'DOUBLED',
  'LOST_ORDER',
  'LOST_CLOSE',
  'LOST_WRITE',
  'FALSE_REJECTED',
  'FALSE_CLOSE',
  'WRONG_FILL',
  'SENT_AFTER_END',
  'OVERWRITTEN',
  'PLANS_MISSED',
  'DATABASE_UNSOUND',
]);

/** Findings of one code and fault that are named. */
const NAMED_MAX = 3;
/** What is shown of what could be seen. */
const SEEN_MAX = 4;

/** The figures, the judged ones beside their limits. */
export function recoveryMeasures(
  played: readonly Played[],
  {recoverMs, killRecoverMs}: RecoveryOptions,
): readonly Measure[] {
  const findings = played.flatMap((one) => one.findings);
  const count = (code: string) => findings.filter((one) => one.code === code).length;
  const none = (name: string, value: number, unit: string) => measure(name, value, {limit: 0, unit});
  const virtual = played.filter(({name}) => name !== KILLS);
  const killed = played.filter(({name}) => name === KILLS);
  return [
    none('doubled', count('DOUBLED'), 'plans with more than one order'),
    none(
      'lost',
      findings.filter(({code}) => LOSSES.has(code) && code !== 'DOUBLED').length,
      'orders, closes, writes and plans',
    ),
    none('falseRejected', count('FALSE_REJECTED'), 'live orders that were settled as rejected'),
    none('firedOnStale', count('FIRED_ON_STALE'), 'orders of plans on bars, sent on old ones'),
    none('swallowed', count('SWALLOWED'), 'faults that nobody was told of'),
    none(
      'incompletePasses',
      sum(played, ({incomplete}) => incomplete),
      'passes over plans',
    ),
    none('notRecovered', count('NOT_RECOVERED'), 'faults after which it was not as before'),
    measure('untilNormal', longest(virtual), {limit: recoverMs, unit: 'virtual ms'}),
    ...(killed.length === 0
      ? []
      : [measure('untilNormalAfterKills', longest(killed), {limit: killRecoverMs, unit: 'ms'})]),
    measure('faults', new Set(played.map(({name}) => name)).size, {unit: 'faults'}),
    measure(
      'strikes',
      sum(played, ({strikes}) => strikes),
      {unit: 'calls answered by a fault'},
    ),
    measure(
      'passes',
      sum(played, ({passes}) => passes),
      {unit: 'passes over plans'},
    ),
    measure(
      'threadsKilled',
      sum(killed, ({strikes}) => strikes),
      {unit: 'threads'},
    ),
  ];
}

/** Of each code and fault a few, and how many more there were. */
export function recoveryFindings(played: readonly Played[]): readonly Finding[] {
  const groups = Map.groupBy(
    played.flatMap(({name, findings}) => findings.map((finding) => ({name, finding}))),
    ({name, finding}) => `${finding.code} ${name}`,
  );
  return [...groups.values()].flatMap((group) => {
    const named = group.slice(0, NAMED_MAX).map(({finding}) => finding);
    const [first] = group;
    const rest = group.length - named.length;
    if (first === undefined || rest === 0) return named;
    return [
      ...named,
      {code: first.finding.code, subject: 'more of the same', evidence: `${first.name}: ${rest} times more`},
    ];
  });
}

/** One row for each part and fault: what was lost, how long until normal, what was seen. */
export function recoveryTable(played: readonly Played[], skips: readonly string[]): ReportTable {
  const rows = [...Map.groupBy(played, ({name}) => name)].map(([name, rounds]) => {
    const [first] = rounds;
    const lost = rounds.flatMap(({findings}) => findings).filter(({code}) => LOSSES.has(code));
    const isNormal = rounds.every(({untilNormalMs}) => untilNormalMs !== null);
    const seen = [...new Set(rounds.flatMap((round) => round.seen))];
    return [
      first?.part ?? '',
      name,
      String(sum(rounds, ({strikes}) => strikes)),
      lost.length === 0 ? 'nothing' : [...new Set(lost.map(({code}) => code))].join(', '),
      isNormal ? seconds(longest(rounds)) : 'never',
      seen.length === 0 ? '–' : seenText(seen),
    ];
  });
  const skipped = skips.map((name) => ['', name, '', '', '', 'not tried']);
  return {
    title: 'Faults',
    inText: true,
    columns: ['part', 'fault', 'struck', 'lost', 'until normal', 'what was seen'],
    rows: [...rows, ...skipped],
  };
}

function seenText(seen: readonly string[]): string {
  const more = seen.length - SEEN_MAX;
  return `${seen.slice(0, SEEN_MAX).join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function longest(played: readonly Played[]): number {
  return Math.max(0, ...played.map(({untilNormalMs}) => untilNormalMs ?? 0));
}

function sum(played: readonly Played[], of: (one: Played) => number): number {
  return played.reduce((total, one) => total + of(one), 0);
}
