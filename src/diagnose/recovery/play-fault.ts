import type {Finding} from '../diagnosis.ts';
import type {Fault} from './fault.ts';
import {judge} from './judge.ts';
import {type Act, GOLD, makeScript, quotesAt, type Script, STEP_MS, VICTIM} from './script.ts';
import {RecoveryWorld, type WorldOrder} from './recovery-world.ts';

/** Steps by which a plan that the fault does not concern may be late. */
const LATE_STEPS = 2;

/** What a fault has done. */
export type Played = Readonly<{
  name: string;
  part: Fault['part'];
  kind: Fault['kind'];
  strikes: number;
  passes: number;
  incomplete: number;
  /** From the end of the fault; null: not within the limit. */
  untilNormalMs: number | null;
  /** What a person could see. */
  seen: readonly string[];
  findings: readonly Finding[];
}>;

export type PlayOptions = Readonly<{faultMs: number; recoverMs: number}>;

/** Lets plans run, lets one fault happen for a while, and finds out what it has cost. */
export async function playFault(fault: Fault, order: WorldOrder, options: PlayOptions): Promise<Played> {
  const world = await RecoveryWorld.open(order);
  const script = makeScript(world.random, Math.ceil(options.faultMs / STEP_MS), world.clock.now());
  await addPlans(world, script, 0);
  await world.advance(STEP_MS);
  const findings: Finding[] = [];
  const find = (code: string, evidence: string, subject = fault.name) =>
    findings.push({code, subject, evidence: `${fault.name}: ${evidence}`});

  let end: ReturnType<Fault['begin']> = () => undefined;
  let untilNormalMs: number | null = null;
  let trouble: string | undefined;
  const limitStep = script.endStep + Math.ceil(options.recoverMs / STEP_MS);
  for (let step = 1; step <= limitStep; step += 1) {
    if (step === script.faultStep) {
      world.beginFault();
      end = fault.begin(world);
    }
    if (step === script.endStep) await end();
    await takeStep(world, script, step);
    if (step >= script.faultStep) world.readStatus();
    if (step >= script.faultStep && step < script.endStep) {
      for (const late of lateActs(fault, world, script, step)) {
        find(
          'PLANS_MISSED',
          `it was met ${LATE_STEPS} s ago, and has no order; the fault is not its own`,
          late,
        );
      }
    }
    if (step < script.endStep) continue;
    trouble = world.trouble() ?? (await unfinished(world, script, step));
    if (trouble === undefined) untilNormalMs ??= (step - script.endStep) * STEP_MS;
    else untilNormalMs = null;
    if (trouble === undefined && step > script.lastStep) break;
  }
  if (trouble !== undefined) {
    find('NOT_RECOVERED', `${options.recoverMs / 1000} s after its end: ${trouble}`);
    untilNormalMs = null;
  }

  const strikes = fault.strikes(world);
  if (strikes === 0) find('NOT_SEEN', 'it never struck, so the run proves nothing of it');
  if (strikes > 0 && fault.told.length > 0 && !world.notices.has(fault.told)) {
    find('SWALLOWED', `nobody was told: neither journal nor status has ${fault.told.join(' or ')}`);
  }
  const incomplete = [...world.ended.incomplete, ...world.monitor.incomplete];
  // An exception in one plan's evaluation is that plan's affair.
  const aborted = fault.reach === 'plan' ? [...world.ended.aborted, ...world.monitor.aborted] : [];
  for (const evidence of new Set([...incomplete, ...aborted])) find('PASS_INCOMPLETE', evidence);
  if (world.overwritten !== undefined) find('OVERWRITTEN', world.overwritten);
  if (world.missed > 0 && fault.losesEvents !== true) {
    find('MISSED_BY_EVENTS', `${world.missed} plans were met, and only a sweep found them`);
  }
  findings.push(
    ...judge({
      during: fault.name,
      fates: new Map(script.acts.map(({plan, fate}) => [plan.id, fate])),
      rows: await world.rows(),
      book: world.venue.book,
      told: world.told,
      unsound: await world.hand.check(),
    }),
  );
  const seen = world.notices.all();
  const passes = world.ended.passes + world.monitor.passes;
  const {name, part, kind} = fault;
  await world.close();
  return {
    name,
    part,
    kind,
    strikes,
    passes,
    incomplete: incomplete.length + aborted.length,
    untilNormalMs,
    seen,
    findings,
  };
}

async function addPlans(world: RecoveryWorld, {acts}: Script, step: number): Promise<void> {
  const plans = acts.filter(({addedAtStep}) => addedAtStep === step).map(({plan}) => plan);
  if (plans.length > 0) await world.hand.add(plans, world.clock.now());
}

async function takeStep(world: RecoveryWorld, script: Script, step: number): Promise<void> {
  const {acts, lastStep} = script;
  const nowMs = world.clock.now();
  await addPlans(world, script, step);
  for (const quote of quotesAt(step, lastStep, nowMs)) {
    if (!world.silent.has(quote.symbol)) world.line.push({type: 'quote', quote});
  }
  for (const {plan, fate, atStep} of acts) {
    if (fate === 'cancelled' && atStep === step)
      await world.hand.cancel(plan.id, 'not wanted any more', nowMs);
  }
  for (const {plan, closesAfter} of acts) {
    if (closesAfter === null) continue;
    for (const {intent, report} of world.venue.ordersOf(plan.id)) {
      if (report.close !== null || nowMs - intent.firedAtMs < closesAfter * STEP_MS) continue;
      world.venue.closeOf(intent.clientOrderId, intent.firedPrice + 1);
    }
  }
  await world.advance(STEP_MS);
}

/** Plans that the fault is not about and that should have fired by now. */
function lateActs(fault: Fault, world: RecoveryWorld, {acts}: Script, step: number): readonly string[] {
  if (fault.reach === 'all') return [];
  return acts
    .filter(({fate, atStep}) => fate === 'fires' && atStep === step - LATE_STEPS)
    .filter(({plan}) => fault.reach !== 'plan' || plan.id !== VICTIM)
    .filter(({plan}) => fault.reach !== 'desk' || plan.symbol !== GOLD)
    .filter(({plan}) => world.venue.ordersOf(plan.id).length === 0)
    .map(({plan}) => `plan "${plan.id}"`);
}

/** What has not become of a plan what should have by now. */
async function unfinished(world: RecoveryWorld, {acts}: Script, step: number): Promise<string | undefined> {
  const rows = await world.rows();
  const open = acts.find(
    (act) => act.atStep < step && !isFinished(act, rows.get(act.plan.id)?.status, world),
  );
  if (open === undefined) return undefined;
  return `plan "${open.plan.id}", which ${open.fate}, is ${rows.get(open.plan.id)?.status}`;
}

function isFinished({plan, fate}: Act, status: string | undefined, world: RecoveryWorld): boolean {
  if (fate === 'cancelled') return status === 'cancelled';
  if (fate === 'expires') return status === 'expired';
  const closed = world.venue.ordersOf(plan.id).some(({report}) => report.close !== null);
  return status === (closed ? 'closed' : 'executed');
}
