import {compileCondition, sourcesIn} from '../condition/compile.ts';
import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {MemoryCell} from '../condition/memory-cell.ts';
import type {SourceFamily} from '../condition/source-question.ts';
import type {MicrostructureBook} from '../market/microstructure/microstructure-book.ts';
import {type InstrumentBook, unknownInstrument} from '../market/instrument.ts';
import type {StudyNeed} from '../market/study/study.ts';
import {studyKey} from '../market/study/study-book.ts';
import {type EntryLevel, entryLevels} from '../plan/entry-levels.ts';
import type {Guards} from '../plan/guards.ts';
import type {Plan} from '../plan/plan.ts';
import type {PlanRow} from '../ports/store.ts';
import type {Listing} from '../ports/symbols.ts';
import {type CompiledLevel, compileLevel} from './compile-level.ts';

/** What a plan's guards are made of, and by whose numbers its conditions judge. */
export type CompileTerms = Readonly<{
  guards: Guards;
  instruments: InstrumentBook;
  microstructure: MicrostructureBook;
}>;

/** A plan's conditions, ready to be asked. */
export type CompiledPlan = Readonly<{
  when: CompiledCondition;
  cancelWhen: CompiledCondition | undefined;
  levels: readonly Readonly<{entry: EntryLevel; compiled: CompiledLevel}>[];
  /** Whom beside the market they ask. */
  families: ReadonlySet<SourceFamily>;
}>;

/** @param listing Undefined: the plan has no instrument yet, and its guards know nothing of it. */
export function compilePlan(
  {plan}: PlanRow,
  listing: Listing | undefined,
  terms: CompileTerms,
): CompiledPlan {
  const {guards, instruments} = terms;
  const instrument =
    listing === undefined ? unknownInstrument(plan.symbol) : instruments.of(listing.brokerSymbol);
  const microstructure = terms.microstructure.of(...namesOf(plan, listing));
  const when = compileCondition(plan.when, plan.side, {microstructure});
  const conditions = plan.cancelWhen === null ? [plan.when] : [plan.when, plan.cancelWhen];
  const sources = conditions.flatMap((condition) => sourcesIn(condition, ''));
  return {
    when,
    families: new Set(sources.map(({family}) => family)),
    cancelWhen:
      plan.cancelWhen === null
        ? undefined
        : compileCondition(plan.cancelWhen, plan.side, {path: 'cancelWhen', microstructure}),
    levels: entryLevels(plan).map((entry) => ({
      entry,
      compiled: compileLevel(plan, entry, when, {guards, instrument}),
    })),
  };
}

/**
 * The plan's instrument by all its names. First the feed's, whose quotes are analysed: plans of one desk are then judged
 * by the same numbers, whatever each calls the instrument.
 */
function namesOf({symbol}: Plan, listing: Listing | undefined): readonly string[] {
  if (listing === undefined) return [symbol];
  const {feedSymbol, meaning, brokerSymbol} = listing;
  return [feedSymbol, ...(meaning === undefined ? [] : [meaning]), symbol, brokerSymbol];
}

/** What they have to remember, each once: the levels of a plan share its condition. */
export function cellsOf(compiled: CompiledPlan): readonly MemoryCell[] {
  const byPath = new Map<string, MemoryCell>();
  for (const {cells} of wholes(compiled)) for (const cell of cells) byPath.set(cell.path, cell);
  return [...byPath.values()];
}

function wholes({cancelWhen, levels}: CompiledPlan): readonly CompiledCondition[] {
  return [...levels.map(({compiled}) => compiled.whole), ...(cancelWhen === undefined ? [] : [cancelWhen])];
}

/** The analyses that they ask for, each once. */
export function needsOf(compiled: CompiledPlan): readonly StudyNeed[] {
  const byKey = new Map<string, StudyNeed>();
  for (const {needs} of wholes(compiled)) for (const need of needs) byKey.set(studyKey(need), need);
  return [...byKey.values()];
}
