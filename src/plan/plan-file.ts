import type {Problem} from '../errors.ts';
import {type PlanDefaults, parsePlan} from './parse.ts';
import type {Plan} from './plan.ts';
import {type WrittenValue, writtenValuesOf} from './plan-text.ts';
import {shownName} from './shown.ts';

export type PlansRead =
  | Readonly<{ok: true; plans: readonly Plan[]}>
  | Readonly<{ok: false; problems: readonly Problem[]}>;

/**
 * Reads the text of a plan file: all plans of it, or all problems of all of them. Nothing is accepted
 * by half, so mending the file and adding it again is always right.
 *
 * @param name Name of the file, for messages and for its format; `-` is the standard input.
 */
export function readPlans(
  text: string,
  {name, defaults}: Readonly<{name: string; defaults: PlanDefaults}>,
): PlansRead {
  const file = name === '-' ? 'standard input' : name;
  const {values, problems: syntax} = writtenValuesOf(text, file);
  const problems: Problem[] = [...syntax];
  const plans: Plan[] = [];
  // A file of one plan needs no telling which.
  const isOne = values.length === 1 && syntax.length === 0;
  const placeOf = ({value, where}: WrittenValue) => `${file}, ${where}${idNote(value)}`;
  const whereById = new Map<string, string>();
  for (const written of values) {
    if (isWrapped(written.value)) {
      problems.push({
        field: 'plans',
        message: `${file}: the list of plans is inside "plans"`,
        hint: 'begin with the list itself: leave "plans" out',
      });
      continue;
    }
    const parsed = parsePlan(written.value, defaults);
    const found = [...(parsed.ok ? [] : parsed.problems), ...duplicateId(written, whereById)];
    problems.push(...(isOne ? found : found.map((problem) => placed(problem, placeOf(written)))));
    if (parsed.ok) plans.push(parsed.plan);
  }
  if (values.length === 0 && problems.length === 0) {
    problems.push({
      field: file,
      message: `${file} has no plan in it`,
      hint: 'write one plan, or a list of plans',
    });
  }
  return problems.length > 0 ? {ok: false, problems} : {ok: true, plans};
}

function placed(problem: Problem, place: string): Problem {
  return {
    ...problem,
    field: problem.field === undefined ? place : `${place}: ${problem.field}`,
    message: `${place}: ${problem.message}`,
  };
}

function duplicateId({value, where}: WrittenValue, whereById: Map<string, string>): Problem[] {
  const id = idOf(value);
  if (id === undefined) return [];
  const first = whereById.get(id);
  if (first === undefined) {
    whereById.set(id, where);
    return [];
  }
  return [
    {
      field: 'id',
      message: `id is "${shownName(id)}", as in ${first}`,
      hint: 'give each plan an id of its own',
    },
  ];
}

/** A guess that many make at the format: one object with nothing but the list. */
function isWrapped(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [[key, list] = [], ...others] = Object.entries(value);
  return others.length === 0 && key === 'plans' && Array.isArray(list);
}

function idNote(value: unknown): string {
  const id = idOf(value);
  return id === undefined ? '' : ` (${shownName(id)})`;
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' && value.id !== '' ? value.id : undefined;
}
