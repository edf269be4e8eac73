import {stringify} from 'yaml';
import type {PlanText, ReadPlan} from '../../app/new-plans.ts';
import {AppError} from '../../errors.ts';
import {writtenForm} from '../../plan/plan.ts';
import {SystemClock} from '../../system/system-clock.ts';
import type {Style} from '../terminal.ts';
import {askPlan} from './ask-plan.ts';
import {TerminalAsker} from './terminal-asker.ts';

/**
 * Asks a person at the terminal for a plan, shows what it is and what there is to say of it, and asks whether it is
 * to be added.
 *
 * @param read Asks every rule of the plan that came of it.
 * @returns The plan to add; undefined: it is not to be added.
 * @throws {Interrupted} on Ctrl-C, and when the input ends.
 */
export async function questionnaire(
  style: Style,
  read: (source: PlanText) => readonly ReadPlan[],
): Promise<PlanText | undefined> {
  const clock = new SystemClock();
  const asker = new TerminalAsker(style);
  try {
    for (;;) {
      const source = {text: JSON.stringify(await askPlan(asker, () => clock.now())), name: 'answers.json'};
      const shown = readOrExplain(asker, source, read);
      if (shown === undefined) continue;
      show(style, shown);
      if (await isConfirmed(asker)) return source;
      return undefined;
    }
  } finally {
    asker.close();
  }
}

/** Undefined, with the reasons said: a rule that no single answer has broken; all is asked again. */
function readOrExplain(
  asker: TerminalAsker,
  source: PlanText,
  read: (source: PlanText) => readonly ReadPlan[],
): readonly ReadPlan[] | undefined {
  try {
    return read(source);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const problem of error.problems) asker.explain(problem);
    return undefined;
  }
}

function show({colour}: Style, plans: readonly ReadPlan[]): void {
  for (const {plan, warnings} of plans) {
    const {id: _, createdAt: _created, ...written} = writtenForm(plan);
    process.stdout.write(`\n${stringify(JSON.parse(JSON.stringify(written)), {compat: 'yaml-1.1'})}`);
    for (const {message} of warnings) process.stdout.write(`${colour.yellow('warning')} ${message}\n`);
  }
  process.stdout.write('\n');
}

async function isConfirmed(asker: TerminalAsker): Promise<boolean> {
  for (;;) {
    const answer = (await asker.ask('Add it? yes or no [yes]')).toLowerCase();
    if (['', 'y', 'yes'].includes(answer)) return true;
    if (['n', 'no'].includes(answer)) return false;
    asker.explain({message: `"${answer}" is neither yes nor no`});
  }
}
