import {compileCondition} from '../condition/compile.ts';
import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {MemoryCell} from '../condition/memory-cell.ts';
import {type InstrumentBook, unknownInstrument} from '../market/instrument.ts';
import type {StudyNeed} from '../market/study/study.ts';
import {studyKey} from '../market/study/study-book.ts';
import {type EntryLevel, entryLevels} from '../plan/entry-levels.ts';
import type {Guards} from '../plan/guards.ts';
import type {PlanRow} from '../ports/store.ts';
import type {Listing} from '../ports/symbols.ts';
import {type CompiledLevel, compileLevel} from './compile-level.ts';

/** What a plan's guards are made of. */
export type CompileTerms = Readonly<{guards: Guards; instruments: InstrumentBook}>;

/** A plan's conditions, ready to be asked. */
export type CompiledPlan = Readonly<{
  when: CompiledCondition;
  cancelWhen: CompiledCondition | undefined;
  levels: readonly Readonly<{entry: EntryLevel; compiled: CompiledLevel}>[];
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
  const when = compileCondition(plan.when, plan.side);
  return {
    when,
    cancelWhen:
      plan.cancelWhen === null ? undefined : compileCondition(plan.cancelWhen, plan.side, 'cancelWhen'),
    levels: entryLevels(plan).map((entry) => ({
      entry,
      compiled: compileLevel(plan, entry, when, {guards, instrument}),
    })),
  };
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
