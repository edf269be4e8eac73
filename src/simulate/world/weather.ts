import {lookingBack} from '../judge/hindsight/explanation.ts';
import type {Machine} from '../kernel/simulated-process.ts';
import type {World} from './world.ts';

/** Between visits of the sites that do not depend on what anybody does. */
const WEATHER_MS = 5000;

/** Lets those things go wrong that come by themselves. */
export function blow(world: World): void {
  const {kernel, faults, terminal} = world;
  const die = kernel.dice.of('weather');
  const again = () => {
    if (faults.isOver) return;
    if (faults.strikes('power loss')) world.losePower();
    if (faults.strikes('terminal crash')) terminal.die('');
    for (const slot of world.slots) if (faults.strikes('orderly stop')) slot.stop();
    if (isHolding(world) && faults.strikes('orderly stop in a hold')) world.holder?.stop();
    for (const machine of world.machines) {
      if (faults.strikes('clock jumps')) {
        machine.skewMs = Math.round(faults.dieOf('clock jumps').between(-300_000, 300_000));
        kernel.note(machine.host, `clock set to ${machine.skewMs} ms off`);
      }
      if (faults.strikes('clock strobes')) strobe(world, machine);
    }
    kernel.after(die.between(0.5, 1.5) * WEATHER_MS, again);
  };
  kernel.after(WEATHER_MS, again);
}

/** Whether a plan waits that remembers what was before. */
function isHolding({judge}: World): boolean {
  const plans = [...judge.book.plans.values()];
  return plans.some(({status, written}) => status === 'pending' && lookingBack(written.when).cells > 0);
}

function strobe({kernel, faults}: World, machine: Machine): void {
  const die = faults.dieOf('clock strobes');
  const before = machine.skewMs;
  kernel.note(machine.host, 'clock strobes');
  const flips = 4 + die.below(20);
  for (let flip = 1; flip <= flips; flip++) {
    kernel.after(flip * 200, () => {
      machine.skewMs = flip === flips ? before : before + Math.round(die.between(-60_000, 60_000));
    });
  }
}
