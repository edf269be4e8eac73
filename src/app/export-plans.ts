import {stringify} from 'yaml';
import type {BrokenRow, PlanEvent, PlanFilter, PlanRow, Store} from '../ports/store.ts';
import {documentOf} from '../store/sqlite/plan-document.ts';
import {planView, type PlanView, isoTime} from './plan-view.ts';
import {soundRow, withStore} from './plans.ts';
import type {Settings} from './settings.ts';

/** Plans that are read at once. */
const PAGE_PLANS = 500;

/** A plan as it is written; `plan add` takes it. */
type WrittenDocument = Readonly<Record<string, unknown>>;

/** Everything that is known of a plan. */
export type StateDocument = Readonly<{
  plan: WrittenDocument;
  status: PlanRow['status'];
  version: number;
  revision: number;
  reason: string | null;
  updatedAt: string;
  levels: PlanView['levels'];
  history: readonly (Omit<PlanEvent, 'planId' | 'atMs'> & Readonly<{at: string}>)[];
}>;

export type PlansExport = Readonly<{
  plans: readonly (WrittenDocument | StateDocument)[];
  /** Rows that break a rule; they are not among the plans. */
  broken: readonly BrokenRow[];
}>;

export type ExportTerms = Readonly<{
  /** Which plans, in this order; none: those that pass the filter, by id. */
  ids: readonly string[];
  filter: PlanFilter;
  /** Whether status, levels and history are wanted, too. */
  withState: boolean;
}>;

/**
 * Plans as they are written, or with everything that became of them.
 *
 * @throws {NotFoundError} PLAN_NOT_FOUND
 * @throws {ConflictError} PLAN_STATE_CONFLICT when a plan that was named breaks a rule.
 */
export function exportPlans(settings: Settings, {ids, filter, withState}: ExportTerms): Promise<PlansExport> {
  return withStore(settings, async (store) => {
    const {rows, broken} = ids.length > 0 ? await named(store, ids) : await passing(store, filter);
    const plans: (WrittenDocument | StateDocument)[] = [];
    for (const row of rows) plans.push(withState ? await stateOf(store, row) : documentOf(row.plan));
    return {plans, broken};
  });
}

export const EXPORT_FORMATS = ['jsonl', 'json', 'yaml'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Text of documents, which ends in a newline where there is anything. */
export function exportText(documents: PlansExport['plans'], format: ExportFormat): string {
  switch (format) {
    case 'jsonl':
      return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
    case 'json':
      return `${JSON.stringify(documents, null, 2)}\n`;
    case 'yaml':
      // What other readers of YAML take for yes, no or a time is quoted.
      return stringify(documents, {compat: 'yaml-1.1', aliasDuplicateObjects: false});
  }
}

/** The format that the name of a file asks for; undefined when it does not tell. */
export function formatOfName(file: string): ExportFormat | undefined {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  if (ending === 'yml') return 'yaml';
  return ending === 'ndjson' ? 'jsonl' : EXPORT_FORMATS.find((format) => format === ending);
}

async function named(store: Store, ids: readonly string[]) {
  const rows: PlanRow[] = [];
  for (const id of new Set(ids)) rows.push(await soundRow(store, id));
  return {rows, broken: []};
}

async function passing(store: Store, filter: PlanFilter) {
  const rows: PlanRow[] = [];
  const broken: BrokenRow[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.page(filter, {limit: PAGE_PLANS, ...(after === undefined ? {} : {after})});
    rows.push(...page.rows);
    broken.push(...page.broken);
    after = page.next;
  }
  return {rows, broken};
}

/** Row and history of one moment, although they are read one after the other. */
async function stateOf(store: Store, seen: PlanRow): Promise<StateDocument> {
  for (let row = seen; ; ) {
    const history = await store.history(row.plan.id);
    const now = await soundRow(store, row.plan.id);
    if (now.revision !== row.revision) {
      row = now;
      continue;
    }
    const {status, version, revision, reason, updatedAtMs, plan} = row;
    return {
      plan: documentOf(plan),
      status,
      version,
      revision,
      reason,
      updatedAt: isoTime(updatedAtMs),
      levels: planView(row).levels,
      history: history.map(({planId: _, atMs, ...event}) => ({...event, at: isoTime(atMs)})),
    };
  }
}
