import {Big} from 'big.js';
import type {Instrument} from '../../market/instrument.ts';
import {type PlacedOrder, restLots} from './placed-order.ts';

/** Where the step of an instrument is not known, parts are cut at this. */
const STEP_LOTS_DEFAULT = 1e-8;

/**
 * How much of an order one quote fills: an even part of the rest in whole steps, at least a step and at
 * most the rest.
 */
export function nextPartLots(
  order: Pick<PlacedOrder, 'volumeLots' | 'fill' | 'parts'>,
  {volumeStepLots}: Instrument,
): number {
  const rest = restLots(order);
  if (order.parts <= 1) return rest;
  const step = new Big(volumeStepLots ?? STEP_LOTS_DEFAULT);
  const steps = new Big(rest).div(order.parts).div(step).round(0, Big.roundDown);
  const part = step.times(steps.gt(0) ? steps : 1);
  return part.gte(rest) ? rest : part.toNumber();
}
