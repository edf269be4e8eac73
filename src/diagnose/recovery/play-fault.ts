import type {Finding} from '../diagnosis.ts';
import type {Fault} from './fault.ts';
import {judge} from './judge.ts';
import {type Act, GOLD, makeScript, quotesAt, type Script, STEP_MS, VICTIM} from './script.ts';
import {RecoveryWorld, type WorldOrder} from './recovery-world.ts';

/** Steps by which a plan that the fault does not concern may be late. */
const LATE_STEPS = 2;
/** A minute that began longer ago is not the newest that there is: two minutes, and five seconds of grace. */
const STALE_MS = 125_000;

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
  const lastsMs = Math.max(options.faultMs, fault.lastsMs ?? 0);
  const script = makeScript(world.random, Math.ceil(lastsMs / STEP_MS), world.clock.now());
  await addPlans(world, script, 0);
  await world.advance(STEP_MS);
  const findings: Finding[] = [];
  const find = (code: string, evidence: string) => findings.push({code, subject: fault.name, evidence});

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
          `${late} was met ${LATE_STEPS} s ago, and has no order; the fault is not its own`,
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

  const passes = passesOf(fault, world);
  findings.push(
    ...passes.findings,
    ...tellingFindings(fault, world),
    ...staleFindings(fault, world, script),
    ...(await lossFindings(fault, world, script)),
  );
  const {name, part, kind} = fault;
  const {count, incomplete} = passes;
  const seen = world.notices.all();
  const strikes = fault.strikes(world);
  await world.close();
  return {name, part, kind, strikes, passes: count, incomplete, untilNormalMs, seen, findings};
}

/** Whether each pass has come to its end, and has left nothing to the sweep. */
function passesOf(
  fault: Fault,
  {ended, monitor, missed, overwritten}: RecoveryWorld,
): Readonly<{count: number; incomplete: number; findings: readonly Finding[]}> {
  const sweeps = [...ended.incomplete, ...monitor.incomplete];
  // An exception in one plan's evaluation is that plan's affair.
  const quotes = fault.reach === 'plan' ? [...ended.aborted, ...monitor.aborted] : [];
  const incomplete = [...sweeps, ...quotes];
  const finding = (code: string, evidence: string): Finding => ({code, subject: fault.name, evidence});
  const findings = [...new Set(incomplete)].map((evidence) => finding('PASS_INCOMPLETE', evidence));
  if (overwritten !== undefined) findings.push(finding('OVERWRITTEN', overwritten));
  if (missed > 0 && fault.losesEvents !== true) {
    findings.push(finding('MISSED_BY_EVENTS', `${missed} plans were met, and only a sweep found them`));
  }
  return {count: ended.passes + monitor.passes, incomplete: incomplete.length, findings};
}

/** Whether somebody was told, and whether there was something to tell. */
function tellingFindings(fault: Fault, world: RecoveryWorld): readonly Finding[] {
  const {name: subject, told} = fault;
  if (fault.strikes(world) === 0) {
    return [{code: 'NOT_SEEN', subject, evidence: 'it never struck, so the run proves nothing of it'}];
  }
  if (told.length === 0 || world.notices.has(told)) return [];
  const evidence = `nobody was told: neither journal nor status has "${told.join('" or "')}"`;
  return [{code: 'SWALLOWED', subject, evidence}];
}

/** Orders of plans on bars, sent when the newest bar was too old to rest anything on. */
function staleFindings({name}: Fault, {venue, minutes}: RecoveryWorld, {acts}: Script): readonly Finding[] {
  return acts.flatMap(({plan: {id, symbol}, readsBars}) => {
    if (!readsBars) return [];
    return venue.ordersOf(id).flatMap(({intent: {firedAtMs}}) => {
      const ageMs = minutes.newestAgeMs(symbol, firedAtMs);
      if (ageMs <= STALE_MS) return [];
      const evidence = `${name}: it fired when its newest closed minute had begun ${ageMs / 1000} s before`;
      return [{code: 'FIRED_ON_STALE', subject: `plan "${id}"`, evidence}];
    });
  });
}

async function lossFindings(
  {name}: Fault,
  world: RecoveryWorld,
  {acts}: Script,
): Promise<readonly Finding[]> {
  return judge({
    during: name,
    fates: new Map(acts.map(({plan, fate}) => [plan.id, fate])),
    rows: await world.rows(),
    book: world.venue.book,
    told: world.told,
    unsound: await world.hand.check(),
  });
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
    world.say(quote);
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
    .filter((act) => fault.reach !== 'prices' || act.plan.symbol !== GOLD || act.waitsFor !== 'price')
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
