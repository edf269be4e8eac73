import {Dice} from '../../../src/simulate/kernel/dice.ts';
import {Kernel} from '../../../src/simulate/kernel/kernel.ts';
import {type Hazards, Machine, SimulatedProcess} from '../../../src/simulate/kernel/simulated-process.ts';

/** Nobody is killed or stopped but by the test. */
export const UNHARMED: Hazards = {meet: () => undefined, end: () => undefined};

export function aKernel(seed = 1): Kernel {
  return new Kernel(new Dice(seed), true);
}

export function aProcess(
  kernel: Kernel,
  {
    name = 'monitor 1.1',
    pid = 1,
    machine = new Machine('a', 0),
    hazards = UNHARMED,
  }: Partial<{name: string; pid: number; machine: Machine; hazards: Hazards}> = {},
): SimulatedProcess {
  return new SimulatedProcess(kernel, {name, pid, machine, hazards});
}

/** Lets everything happen until a time of the run. */
export function until(kernel: Kernel, elapsedMs: number): Promise<void> {
  return kernel.run(elapsedMs, () => false);
}
