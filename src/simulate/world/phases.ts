import {MetCounter} from './met-counter.ts';
import {SWEEP_MS} from './market.ts';
import {Script} from './script.ts';
import {blow} from './weather.ts';
import type {World} from './world.ts';

/** After the last quotes, for what they have brought: a pass of the reconciler, and what it starts. */
const QUIET_MS = 40_000;

/** Before the end: for what a person settles to be written. */
const LAST_LOOK_MS = 10_000;

/**
 * A phase in which everything may go wrong and nothing wrong may be done; then one in which one monitor is
 * left and what is broken stays broken, and everything must come to its end in time.
 *
 * @param look Called after each event; true ends the run.
 */
export async function play(world: World, look: () => boolean): Promise<void> {
  const {kernel, judge} = world;
  const {safetyMs, settleMs, sweeps, reconcileMs = 60_000} = world.terms.scenario;
  const script = new Script(world);
  for (const slot of world.slots)
    kernel.after(kernel.dice.of(slot.name).between(0, 1500), () => slot.start());
  script.begin();
  blow(world);
  await kernel.run(safetyMs, look);
  if (judge.violations.length > 0) return;

  kernel.note('world', 'only what is broken for good stays broken');
  mend(world);
  kernel.after(2000, () => script.tidyUp());
  kernel.after(settleMs - 2000, () => script.settleDoubts());
  kernel.after(settleMs, () => {
    judge.mended();
    if (sweeps > 0) for (const market of world.markets) market.sweep();
  });
  const sweptMs = safetyMs + settleMs + sweeps * SWEEP_MS;
  // What is met in the last sweep has to fire.
  await kernel.run(sweptMs - Math.min(sweeps, 1) * SWEEP_MS, look);
  const met = new MetCounter(world);
  await kernel.run(sweptMs, () => {
    if (sweeps > 0) met.look();
    return look();
  });
  kernel.after(0, () => {
    for (const market of world.markets) market.close();
    script.settleDoubts();
  });
  // What is parked as late as now a person looks after, too.
  kernel.after(reconcileMs + QUIET_MS - LAST_LOOK_MS, () => script.settleDoubts());
  await kernel.run(sweptMs + reconcileMs + QUIET_MS, look);
  if (judge.violations.length === 0) await judgeRest(world, met, look);
}

/** One monitor is left, and nothing new goes wrong. */
function mend(world: World): void {
  const {kernel, faults, hazards, slots, users, wire, weather} = world;
  faults.end();
  hazards.end();
  wire.mend();
  weather.clear();
  for (const user of users) user.end();
  const survivor = kernel.dice.of('survivor').pick(slots);
  for (const slot of slots) if (slot !== survivor) slot.endForGood();
}

async function judgeRest(world: World, met: MetCounter, look: () => boolean): Promise<void> {
  const {judge, kernel, faults, ledger, slots, disk, limits} = world;
  const survivor = slots.find(({process}) => process !== undefined);
  const process = survivor?.process;
  // A call may be on its way at any moment; one that never is answered is what counts.
  await kernel.run(kernel.elapsedMs + 1000, () => look() || survivor?.open?.store.counters().waiting === 0);
  judge.atRest({
    survivor: survivor?.open,
    openForMs: survivor?.openForMs ?? 0,
    timers: process?.timers ?? 0,
    nowMs: process?.clock.now() ?? kernel.nowMs,
    metBy: (plan, level) => met.of(plan, level),
    isOutOfReach: ({key, symbol, side, stopLoss}) => {
      const {price} = world.marketOf(symbol);
      // Netted orders hold one position, and its one stop is that of the last of them.
      if (faults.has('netting') && ledger.hasFilled(symbol, key)) return true;
      return stopLoss !== null && (side === 'buy' ? price.bid <= stopLoss : price.ask >= stopLoss);
    },
    isHalted: judge.book.isHalted(),
    hasLimits: limits.openPositions !== null,
  });
  for (const {code, subject, message} of disk.check()) judge.violate('S1', subject, `${code}: ${message}`);
  look();
}
