import {isAllowed, type PlanStatus} from '../../plan/status.ts';
import type {Close, Fill} from '../../ports/broker.ts';

/** What a step of a level changes besides its status; what is left out stays, as far as the status has it. */
export type Transition = Readonly<{
  to: PlanStatus;
  kind: string;
  details: Readonly<Record<string, unknown>>;
  reason: string | null;
  attempts?: number;
  rejections?: number;
  /** Only a pending level has one, so every transition sets it anew. */
  retryAtMs?: number | null;
  clientOrderId?: string;
  ticket?: string;
  fill?: Fill | null;
  close?: Close;
  withdrawal?: string;
}>;

/** While the order of a level may still come to rest, or does. */
const WITHDRAWABLE: readonly PlanStatus[] = ['executing', 'working', 'unresolved'];

/** What may happen to a level without moving it: more is filled, or its order is to be withdrawn. */
const STAYING: Readonly<Record<string, readonly PlanStatus[]>> = {
  partlyFilled: ['working'],
  withdrawing: WITHDRAWABLE,
  filled: ['executed'],
};

/** Whether the life of a level knows the step, or the kind is one that leaves it where it is. */
export function isStep(kind: string, from: PlanStatus, to: PlanStatus): boolean {
  return from === to ? (STAYING[kind] ?? []).includes(from) : isAllowed(from, to);
}

/** Whether the level has an order that is being placed, rests, has filled, or is in doubt. */
export function hasOrder(status: PlanStatus): boolean {
  return ORDERED.includes(status);
}

/** Whether that the order of the level is to be withdrawn can be noted with it, and is kept there. */
export function mayBeWithdrawn(status: PlanStatus): boolean {
  return WITHDRAWABLE.includes(status);
}

const ORDERED: readonly PlanStatus[] = ['executing', 'working', 'executed', 'unresolved', 'closed'];
