import {type Finding, type Measure, measure} from '../diagnosis.ts';
import type {ReportTable} from '../report/report-table.ts';
import type {NormalizationOptions} from './normalization-options.ts';
import type {OwnAnswers} from './own/own-run.ts';
import type {SpellingRun} from './spelling-run.ts';
import type {TradingRun} from './trading/trading-run.ts';

/** What a run has seen. */
export type NormalizationResult = Readonly<{
  spelling: SpellingRun;
  trading: TradingRun;
  own: OwnAnswers | undefined;
}>;

/** The figures, the judged ones beside their limits. */
export function normalizationMeasures(
  {spelling, trading, own}: NormalizationResult,
  {refusedPercent}: NormalizationOptions,
): readonly Measure[] {
  const {lists, cases, resolved, ambiguous, unknown, wrong, unlisted} = spelling.counts;
  const none = (name: string, value: number, unit: string) => measure(name, value, {limit: 0, unit});
  const traded = trading.counts;
  return [
    none('wrong', wrong, 'names answered with another instrument'),
    none('unlisted', unlisted, 'names answered with what is not listed'),
    measure('refusedShare', rounded(spelling.refusedShare), {
      limit: refusedPercent,
      unit: '% of what is listed',
    }),
    none('tradedWrong', traded.tradedWrong, 'plans traded in another instrument'),
    none('unlistedOrders', traded.unlistedOrder, 'orders under a name that is not listed'),
    none('movedByOthers', traded.movedByOthers, "plans moved by another's quotes"),
    none('unlistedSubscriptions', traded.unlistedSubscriptions, 'names that the feed does not list'),
    none('heldInSilence', traded.heldInSilence, 'plans held without a word'),
    none('failures', traded.failures, 'entries of the journal'),
    measure('lists', lists, {unit: 'lists'}),
    measure('cases', cases, {unit: 'names asked'}),
    measure('resolved', resolved, {unit: 'names'}),
    measure('ambiguous', ambiguous, {unit: 'names'}),
    measure('unknown', unknown, {unit: 'names'}),
    measure('scenes', traded.scenes, {unit: 'feeds and brokers'}),
    measure('plans', traded.plans, {unit: 'plans'}),
    measure('tradedRight', traded.tradedRight, {unit: 'plans'}),
    measure('heldRight', traded.heldRight, {unit: 'plans'}),
    measure('heldInVain', traded.heldInVain, {unit: 'plans'}),
    measure('resolveTime', rounded(spelling.resolveMicros), {unit: 'µs per name'}),
    measure('readTime', rounded(spelling.readMicros), {unit: 'µs per list'}),
    ...(own === undefined ? [] : ownMeasures(own)),
  ];
}

function ownMeasures({asked, resolved, contradicted}: OwnAnswers): readonly Measure[] {
  return [
    measure('ownContradicted', contradicted, {limit: 0, unit: 'of your names'}),
    measure('ownAsked', asked, {unit: 'of your names'}),
    measure('ownResolved', resolved, {unit: 'of your names'}),
  ];
}

/** What no single name shows. */
export function normalizationFindings(
  {spelling: {refusedShare, refusals}}: NormalizationResult,
  {refusedPercent}: NormalizationOptions,
): readonly Finding[] {
  if (refusedShare <= refusedPercent) return [];
  const examples = refusals.slice(0, 3).map(({name, symbol, topic}) => `"${name}" (${symbol}; ${topic})`);
  const evidence =
    `${rounded(refusedShare)} % of the instruments that are listed were not found; ${refusedPercent} % are let ` +
    `pass; among them ${examples.join(', ')}`;
  return [{code: 'REFUSED_TOO_OFTEN', subject: 'made-up lists', evidence}];
}

/** Tables for people: the user's own names, and what was refused in made-up lists. */
export function normalizationTables({spelling, own}: NormalizationResult): readonly ReportTable[] {
  const rows = spelling.refusals.map(({topic, name, symbol, why}) => [name, symbol, topic, why]);
  const refused: ReportTable = {
    title: 'Instruments of made-up lists that were refused',
    columns: ['name', 'listed as', 'how the broker writes', 'why it was refused'],
    rows,
  };
  return [...(own === undefined ? [] : [own.table]), ...(rows.length === 0 ? [] : [refused])];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
