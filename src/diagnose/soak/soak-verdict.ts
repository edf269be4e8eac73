import {type Finding, type Measure, measure} from '../diagnosis.ts';
import type {Checkpoint} from './checkpoint.ts';
import type {SoakOptions} from './soak-options.ts';
import type {SoakResult} from './soak-session.ts';
import {growthOf, judged, steadyGrowth, trendFindings, trendOf} from './trends.ts';

const MIB = 1024 * 1024;
const PER_LIFECYCLE = 'bytes per lifecycle';

/**
 * Objects that may be left when all plans are gone: the last one of a class stays in a register or a
 * cache now and then, in about one run of ten.
 */
const STRAYS_MAX = 3;

/** The figures of a run, the judged ones beside their limits. */
export function soakMeasures(result: SoakResult, options: SoakOptions): readonly Measure[] {
  const checkpoints = judged(result.checkpoints, options);
  const lifecycles = result.checkpoints.at(-1)?.lifecycles ?? 0;
  const growth = (valueOf: (checkpoint: Checkpoint) => number | null) => growthOf(checkpoints, valueOf) ?? 0;
  return [
    ...heapMeasures(checkpoints, options),
    ...lowerBound('externalLeak', options.externalLeakBytes, checkpoints, (one) => one.externalBytes),
    ...lowerBound('arrayBufferLeak', null, checkpoints, (one) => one.arrayBufferBytes),
    ...lowerBound('workerLeak', options.workerLeakBytes, checkpoints, (one) => one.workerHeapBytes),
    measure('rssGrowth', rounded(growth((one) => one.rssBytes) / MIB), {
      limit: options.rssGrowthMib,
      unit: 'MiB',
    }),
    ...steadyGrowth(checkpoints).map(({name, growth: more}) =>
      measure(`${name}Growth`, more, {limit: 0, unit: name}),
    ),
    measure('statementsGrowth', result.statements.after - result.statements.before, {
      limit: 0,
      unit: 'statements',
    }),
    ...fileMeasures(result, options),
    measure(
      'censusLeft',
      Object.values(result.left.census).reduce((sum, count) => sum + count, 0),
      {
        limit: 0,
        unit: 'resources',
      },
    ),
    measure('watchesLeft', result.left.watches, {limit: STRAYS_MAX, unit: 'objects'}),
    measure('desksLeft', result.left.desks, {limit: STRAYS_MAX, unit: 'objects'}),
    measure('wrongTerms', result.wrongTerms, {limit: 0, unit: 'orders'}),
    measure('wrongStudies', result.wrongStudies, {limit: 0, unit: 'looks at the census'}),
    measure('missedByEvents', result.missedByEvents, {limit: 0, unit: 'plans'}),
    measure('failures', result.failures, {limit: 0, unit: 'entries of the journal'}),
    measure('lifecycles', lifecycles, {unit: 'plans'}),
  ];
}

/** There is no file when the database is in memory. */
function fileMeasures(result: SoakResult, options: SoakOptions): readonly Measure[] {
  if (options.store === 'memory') return [];
  const checkpoints = judged(result.checkpoints, options);
  const walBytes = Math.max(0, ...result.checkpoints.map((one) => one.walBytes));
  const bytes = growthOf(checkpoints, (one) => one.databaseBytes) ?? 0;
  const lifecycles = growthOf(checkpoints, (one) => one.lifecycles) ?? 0;
  return [
    measure('walMax', rounded(walBytes / MIB), {limit: options.walMib, unit: 'MiB'}),
    measure('databaseGrowth', lifecycles === 0 ? 0 : rounded(bytes / lifecycles), {unit: PER_LIFECYCLE}),
  ];
}

function heapMeasures(checkpoints: readonly Checkpoint[], options: SoakOptions): readonly Measure[] {
  const trend = trendOf(checkpoints, (one) => one.heapBytes);
  if (trend === undefined) return [];
  const {slope, lower, upper} = trend;
  return [
    measure('heapLeak', rounded(lower), {limit: options.heapLeakBytes, unit: PER_LIFECYCLE}),
    measure('heapSlope', rounded(slope), {unit: PER_LIFECYCLE}),
    measure('heapSlopeUpper', rounded(upper), {limit: options.heapUpperBytes, unit: PER_LIFECYCLE}),
    // With this run's scatter, a leak of this size has a lower bound at the limit.
    measure('smallestLeakSeen', rounded(options.heapLeakBytes + slope - lower), {
      limit: options.sightBytes,
      unit: PER_LIFECYCLE,
    }),
  ];
}

function lowerBound(
  name: string,
  limit: number | null,
  checkpoints: readonly Checkpoint[],
  valueOf: (checkpoint: Checkpoint) => number | null,
): readonly Measure[] {
  const trend = trendOf(checkpoints, valueOf);
  return trend === undefined ? [] : [measure(name, rounded(trend.lower), {limit, unit: PER_LIFECYCLE})];
}

/** What was found, the cause before its traces. */
export function soakFindings(result: SoakResult, options: SoakOptions): readonly Finding[] {
  return [
    ...trendFindings(result.checkpoints, options),
    ...statementFindings(result),
    ...classFindings(result),
    ...limitFindings(result, options),
    ...leftFindings(result),
    ...scriptFindings(result),
  ];
}

function statementFindings({statements: {before, after}}: SoakResult): Finding[] {
  if (after <= before) return [];
  const evidence = `${before} prepared statements became ${after}`;
  return [{code: 'STATEMENT_LEAK', subject: 'statements', evidence}];
}

function classFindings({growth}: SoakResult): Finding[] {
  if (growth === null) return [];
  return growth.classes.map(({className, count, bytes}) => ({
    code: 'CLASS_GREW',
    subject: className,
    evidence: `${count} more objects of ${bytes} bytes together, after ${growth.lifecycles} more lifecycles`,
  }));
}

/** Limits that are no trend. */
function limitFindings(result: SoakResult, options: SoakOptions): Finding[] {
  const codes: Readonly<Record<string, string>> = {
    rssGrowth: 'RSS_GREW',
    walMax: 'WAL_LARGE',
    heapSlopeUpper: 'HEAP_NOT_STEADY',
    smallestLeakSeen: 'SIGHT_TOO_WEAK',
  };
  return soakMeasures(result, options).flatMap(({name, value, limit, unit, ok}) => {
    const code = codes[name];
    if (ok || code === undefined) return [];
    return [{code, subject: name, evidence: `${value} ${unit}; ${limit} are let pass`}];
  });
}

function leftFindings({left}: SoakResult): Finding[] {
  const {census, subscriptions, watches, desks} = left;
  const findings: Finding[] = Object.entries({...census, 'symbols subscribed at the feed': subscriptions})
    .filter(([, count]) => count > 0)
    .map(([line, count]) => ({
      code: 'CENSUS_NOT_EMPTY',
      subject: line,
      evidence: `${count} left when every plan had ended`,
    }));
  for (const [className, count] of [
    ['PlanWatch', watches],
    ['Desk', desks],
  ] as const) {
    if (count <= STRAYS_MAX) continue;
    const evidence = `${count} objects alive when every plan had ended; ${STRAYS_MAX} are let pass`;
    findings.push({code: 'OBJECTS_LEFT', subject: className, evidence});
  }
  return findings;
}

function scriptFindings(result: SoakResult): Finding[] {
  const {ends, stuck, wrongTerms, firstWrongTerms, wrongStudies, missedByEvents, failures} = result;
  const findings: Finding[] = [];
  if (stuck !== null) findings.push({code: 'LIFECYCLES_STUCK', subject: 'plans', evidence: stuck});
  for (const {status, expected, seen} of ends) {
    if (seen === expected) continue;
    findings.push({code: 'WRONG_END', subject: status, evidence: `${seen} plans ended so, not ${expected}`});
  }
  if (wrongTerms > 0) {
    const evidence = `${wrongTerms} are not of the last version of their plan; the first: ${firstWrongTerms ?? ''}`;
    findings.push({code: 'WRONG_TERMS', subject: 'orders', evidence});
  }
  if (wrongStudies > 0) {
    const evidence = `wrong at ${wrongStudies} looks; the first: ${result.firstWrongStudies ?? ''}`;
    findings.push({code: 'WRONG_CENSUS', subject: 'studies', evidence});
  }
  if (missedByEvents > 0) {
    const evidence = `the sweep found ${missedByEvents} plans met that no event had woken`;
    findings.push({code: 'MISSED_BY_EVENTS', subject: 'plans', evidence});
  }
  if (failures > 0) {
    const evidence = `${failures} entries; the first: ${result.firstFailure ?? ''}`;
    findings.push({code: 'ENGINE_FAILURE', subject: 'journal', evidence});
  }
  return findings;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
