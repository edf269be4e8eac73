import type {Problem} from '../../errors.ts';
import {freshnessProblems} from '../../plan/freshness.ts';
import {parsePlan} from '../../plan/parse.ts';
import {type Answers, planOfAnswers, type Question, QUESTIONS} from './plan-questions.ts';

/** Asks a person one thing after the other. */
export interface Asker {
  /** The answer, without blanks around it. */
  ask(question: string): Promise<string>;
  /** Says why an answer will not do. */
  explain(problem: Problem): void;
}

/** Stands in for what was not asked yet, so that only what was answered is judged. */
const UNASKED = {symbol: 'X', side: 'buy', volume: 1, when: {always: true}};

/**
 * Asks for a plan. A wrong answer is explained by the rules of plans, and asked again.
 *
 * @param now For the rules about time, in ms.
 * @returns The plan as it is written; every rule holds for it.
 */
export async function askPlan(asker: Asker, now: () => number): Promise<Readonly<Record<string, unknown>>> {
  let answers: Answers = {};
  for (const question of QUESTIONS) {
    const text = question.text(answers);
    if (text !== undefined) answers = await answered(asker, {question, text, answers, now});
  }
  return planOfAnswers(answers);
}

async function answered(
  asker: Asker,
  {
    question,
    text,
    answers,
    now,
  }: Readonly<{question: Question; text: string; answers: Answers; now: () => number}>,
): Promise<Answers> {
  const {name, fallback = '', refusal} = question;
  const shown = fallback === '' ? text : `${text} [${fallback}]`;
  for (;;) {
    const answer = (await asker.ask(shown)) || fallback;
    const refused = refusal?.(answer);
    const next = {...answers, [name]: answer};
    const problems = refused === undefined ? problemsWith(question, next, now()) : [{message: refused}];
    if (problems.length === 0) return next;
    for (const problem of problems) asker.explain(problem);
  }
}

/** What the rules of plans say of the last answer, whatever they would say of what comes after it. */
function problemsWith({fields}: Question, answers: Answers, nowMs: number): readonly Problem[] {
  const plan = {...UNASKED, ...planOfAnswers(answers)};
  // An answer that was left empty is missing, if the plan cannot be without it.
  const asked = Object.entries(plan).filter(
    ([field]) => !(field in answers) || answers[field as 'symbol'] !== '',
  );
  const parsed = parsePlan(Object.fromEntries(asked), {newId: () => 'asked', createdAtMs: nowMs});
  const problems = parsed.ok ? freshnessProblems(parsed.plan, nowMs) : parsed.problems;
  return problems.filter(({field = ''}) =>
    fields.some((own) => field === own || /^[.[]/.test(rest(field, own))),
  );
}

/** What follows `own` in a field; empty where it does not begin so. */
function rest(field: string, own: string): string {
  return field.startsWith(own) ? field.slice(own.length) : '';
}
