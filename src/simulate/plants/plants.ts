import * as claims from './claim-plants.ts';
import * as engine from './engine-plants.ts';
import * as memory from './memory-plants.ts';
import * as orders from './order-plants.ts';
import type {SimulationPlant} from './simulation-plant.ts';

/** Every defect that can be planted, by name. */
export const SIMULATION_PLANTS: readonly SimulationPlant[] = [
  ...Object.values(orders),
  ...Object.values(claims),
  ...Object.values(engine),
  ...Object.values(memory),
];
