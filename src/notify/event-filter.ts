import type {OutboxEvent} from '../ports/outbox.ts';
import {EVENT_KINDS} from './event-message.ts';

export type EventFilter = Readonly<{
  /** Kinds, with `*` for any letters: `plan.*`. Undefined: what a person wants to know. */
  kinds?: readonly string[] | undefined;
  /** Of events about a plan: only those of these symbols. Undefined: of all. */
  symbols?: readonly string[] | undefined;
}>;

/**
 * What a person wants to know who does nothing but trade: what was placed and what became of it, what needs a hand,
 * and whether anybody watches. Not what was written by a person or a program just now (added, edited, armed), and not
 * the steps on the way to an order (claimed, not sent, rejected for now).
 */
export const DEFAULT_KINDS: readonly string[] = [
  'plan.placed',
  'plan.filled',
  'plan.closed',
  'plan.cancelled',
  'plan.expired',
  'plan.parked',
  'plan.resolved',
  'plan.quarantined',
  'plan.unprotected',
  'plan.missedByEvents',
  'order.*',
  'trading.*',
  'monitor.*',
  'link.*',
  'clock.*',
];

/** Whether an event passes. What is about no symbol, or one that is not known any more, passes every list of them. */
export function passesOf({kinds, symbols}: EventFilter): (event: OutboxEvent) => boolean {
  const isOfKind = kinds === undefined ? isWantedByDefault : matcherOf(kinds);
  return (event) =>
    isOfKind(event) && (symbols === undefined || event.symbol === null || symbols.includes(event.symbol));
}

/** Whether any kind that can occur is meant by a pattern. */
export function meansSomething(pattern: string): boolean {
  const matches = expressionOf(pattern);
  return EVENT_KINDS.some((kind) => matches.test(kind));
}

const isOfDefaultKind = matcherOf(DEFAULT_KINDS);

/** Of rejections only those after which the plan is not tried again. */
function isWantedByDefault(event: OutboxEvent): boolean {
  return isOfDefaultKind(event) || (event.kind === 'plan.rejected' && event.to === 'failed');
}

function matcherOf(patterns: readonly string[]): (event: OutboxEvent) => boolean {
  const expressions = patterns.map(expressionOf);
  return ({kind}) => expressions.some((expression) => expression.test(kind));
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`);
}
