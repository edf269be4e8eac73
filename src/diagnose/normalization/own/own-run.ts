import type {Resolution} from '../../../market/symbol/symbol-resolver.ts';
import type {ReportTable} from '../../report/report-table.ts';
import type {FindingList} from '../finding-list.ts';
import type {ResolverOf} from '../normalization-plant.ts';
import type {Scene} from '../trading/scene.ts';
import type {TradingRun} from '../trading/trading-run.ts';
import {ContractCheck} from './contract-check.ts';
import type {OwnFiles, OwnName} from './own-files.ts';

/** What a plan may call its instrument. */
const PLAN_SYMBOL = /^[^\s\p{C}]{1,64}$/u;

/** What became of the user's names. */
export type OwnAnswers = Readonly<{
  asked: number;
  resolved: number;
  /** Answers that are not what the user's file or the contract says. */
  contradicted: number;
  table: ReportTable;
}>;

const COLUMNS = ['name', 'answer', 'symbol', 'traded', 'expected', 'why'];

type Answered = Readonly<{asked: OwnName; answer: Resolution}>;
type Ports = Readonly<{resolverOf: ResolverOf; findings: FindingList; trading: TradingRun}>;

/**
 * Asks for the user's names in the user's list, and lets the real engine trade each: what is found must be
 * what the file expects and what its contract says, and the engine must trade that and nothing else.
 */
export async function askOwnNames(
  {file, listed, names}: OwnFiles,
  {resolverOf, findings, trading}: Ports,
): Promise<OwnAnswers> {
  const resolver = resolverOf(listed);
  const check = new ContractCheck(listed);
  const answers = names.map((asked) => ({asked, answer: resolver.resolve(asked.name)}));
  let contradicted = 0;
  for (const {asked, answer} of answers) {
    const doubt = doubtOf(
      asked,
      answer,
      check,
      listed.some(({symbol}) => symbol === answer.symbol),
    );
    if (doubt === undefined) continue;
    contradicted += 1;
    findings.add(doubt.code, asked.name, doubt.evidence);
  }
  const traded = await tradedSymbols({file, listed, names}, answers, trading);
  const rows = answers
    .filter(isOfInterest)
    .map(({asked: {name, expected}, answer}) => [
      name,
      answer.verdict,
      answer.symbol ?? answer.candidates.join(', '),
      traded.get(name) ?? '-',
      expected === undefined ? '' : (expected ?? 'none'),
      answer.trace.slice(1).join('; '),
    ]);
  return {
    asked: names.length,
    resolved: answers.filter(({answer}) => answer.symbol !== null).length,
    contradicted,
    table: {title: `Names in ${file}`, columns: COLUMNS, rows, inText: true},
  };
}

/** Of well-known names that nobody asked for, those are shown that the list has, or has something like. */
function isOfInterest({asked, answer}: Answered): boolean {
  return asked.isAsked || answer.verdict !== 'unknown' || answer.trace.length > 2;
}

type Doubt = Readonly<{
  code: 'UNLISTED_NAME' | 'NOT_AS_EXPECTED' | 'CONTRACT_CONTRADICTS';
  evidence: string;
}>;

function doubtOf(
  {name, expected}: OwnName,
  answer: Resolution,
  check: ContractCheck,
  isListed: boolean,
): Doubt | undefined {
  const {symbol, trace} = answer;
  const got = symbol ?? `${answer.verdict} (${answer.candidates.join(', ')})`;
  const why = trace.at(-1) ?? '';
  if (symbol !== null && !isListed) {
    return {code: 'UNLISTED_NAME', evidence: `got ${symbol}, which the list does not have, because "${why}"`};
  }
  if (expected !== undefined && expected !== symbol) {
    return {
      code: 'NOT_AS_EXPECTED',
      evidence: `expected ${expected ?? 'none'}, got ${got}, because "${why}"`,
    };
  }
  const doubt = symbol === null ? undefined : check.doubt(name, symbol);
  return doubt === undefined
    ? undefined
    : {code: 'CONTRACT_CONTRADICTS', evidence: `got ${got}, but ${doubt}`};
}

/** Plays the names in the engine; what is traded for each. */
async function tradedSymbols(
  {file, listed}: OwnFiles,
  answers: readonly Answered[],
  trading: TradingRun,
): Promise<ReadonlyMap<string, string>> {
  const plans = answers.flatMap(({asked: {name}, answer: {symbol}}) => {
    if (!PLAN_SYMBOL.test(name)) return [];
    const expected = symbol === null ? null : {feedSymbol: symbol, brokerSymbol: symbol};
    return [{symbol: name, expected}];
  });
  const scene: Scene = {topic: file, feed: listed, broker: listed, plans};
  const played = await trading.play(scene, true);
  return new Map(
    played.plans.map(({plan, orders}) => [plan.symbol, orders.map((order) => order.brokerSymbol).join(', ')]),
  );
}
