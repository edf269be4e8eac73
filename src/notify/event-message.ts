import type {Announcement, OutboxEvent} from '../ports/outbox.ts';
import {EventDetails} from './event-details.ts';

/** What a message asks of its reader: nothing and gladly, nothing, a look, a hand. */
export type Severity = 'good' | 'info' | 'warning' | 'critical';

/** An event in words. Times are UTC. */
export type EventMessage = Readonly<{title: string; lines: readonly string[]; severity: Severity}>;

type Said = Readonly<{
  /** What happened, without the plan that it happened to. */
  what: string;
  lines?: readonly (string | undefined)[];
  severity?: Severity;
}>;

type Template = (details: EventDetails, event: OutboxEvent) => Said;

/** What `vigil notify test` sends; it never is in the outbox. */
export const TEST_KIND = 'notify.test';

/** All kinds that can occur, each with its words. */
const TEMPLATES = {
  'plan.added': (details) => ({what: 'added', lines: planLines(details.in('plan'))}),
  'plan.imported': (details, {to}) => ({
    what: `imported as ${to ?? 'unknown'}`,
    lines: [reasonLine(details), ...planLines(details.in('plan'))],
  }),
  'plan.edited': (details) => ({
    what: `edited, now version ${details.text('version')}`,
    lines: [counted(details.count('changes'), 'change'), ...planLines(details.in('plan'))],
  }),
  'plan.armed': (details) => ({what: 'armed: it may fire now', lines: planLines(details.in('plan'))}),
  'plan.claimed': (details) => ({
    what: `fired at ${details.text('firedPrice')}`,
    lines: [
      `${details.text('type')} ${details.text('side')} of ${details.text('volumeLots')} lots, try ${details.text('attempt')}`,
      orderLine(details),
    ],
  }),
  'plan.notSent': (details) => ({
    what: 'order not sent; the plan waits again',
    lines: [reasonLine(details), orderLine(details)],
    severity: 'warning',
  }),
  'plan.placed': (details) => ({
    what: 'order rests at the broker',
    lines: [fillLine(details), ticketLine(details), orderLine(details)],
  }),
  'plan.partlyFilled': (details) => ({
    what: `${fillText(details)} so far`,
    lines: [ticketLine(details), orderLine(details)],
    severity: 'good',
  }),
  'plan.filled': (details) => ({
    what: fillText(details),
    lines: [ticketLine(details), orderLine(details)],
    severity: 'good',
  }),
  'plan.rejected': (details, {to}) => ({
    what: to === 'failed' ? 'order rejected; not tried again' : 'order rejected; tried again later',
    lines: [
      details.has('message') ? `${details.text('message')} (${details.text('code')})` : undefined,
      prefixed('not before ', details.time('retryAtMs')),
      ticketLine(details),
      orderLine(details),
    ],
    severity: to === 'failed' ? 'critical' : 'warning',
  }),
  'plan.parked': (details) => ({
    what: 'nobody can say whether the order was placed; nothing is sent again',
    lines: [
      reasonLine(details),
      orderLine(details),
      'look at the broker, then: vigil plan resolve ID --executed TICKET --price PRICE, or --not-placed',
    ],
    severity: 'critical',
  }),
  'plan.resolved': (details) => ({
    what: details.text('as') === 'executed' ? `${fillText(details)}, by the word of a person` : 'not placed',
    lines: [reasonLine(details), ticketLine(details), orderLine(details)],
  }),
  'plan.withdrawing': (details) => ({
    what: 'its order is to be withdrawn',
    lines: [reasonLine(details), orderLine(details)],
  }),
  'plan.closed': (details) => {
    const close = details.in('close');
    const profit = close.number('profit');
    return {
      what: `closed at ${close.text('price')} by ${CLOSE_REASONS[close.text('reason')] ?? close.text('reason')}`,
      lines: [profit === undefined ? undefined : `profit ${profit}`, orderLine(details)],
      severity: profit !== undefined && profit < 0 ? 'warning' : 'good',
    };
  },
  'plan.cancelled': (details) => ({
    what: details.has('ticket') ? 'order cancelled; nothing was filled' : 'cancelled',
    lines: [reasonLine(details), ticketLine(details), orderLine(details)],
  }),
  'plan.expired': (details) => ({
    what: details.has('ticket') ? 'order expired; nothing was filled' : 'expired; it has not fired',
    lines: [prefixed('expiry ', details.time('expiresAtMs')), ticketLine(details), orderLine(details)],
  }),
  'plan.quarantined': (details) => ({
    what: `${details.text('failures')} failures in a row; it is asked rarely now`,
    lines: [messageLine(details), prefixed('next try ', details.time('untilMs'))],
    severity: 'warning',
  }),
  'plan.unprotected': (details) => ({
    what: details.is('repaired')
      ? 'the position had lost its stop loss, which was set again'
      : 'the position has NO STOP LOSS',
    lines: [messageLine(details)],
    severity: details.is('repaired') ? 'warning' : 'critical',
  }),
  'plan.missedByEvents': () => ({
    what: 'was met, and only the sweep has seen it: a defect of Vigil, please report it',
    severity: 'critical',
  }),
  'order.orphan': (details) => ({
    what: `an order at the broker belongs to no plan: ${details.text('symbol')}, ticket ${details.text('ticket')}`,
    lines: [messageLine(details), orderLine(details)],
    severity: 'critical',
  }),
  'trading.halted': (details) => ({
    what: details.is('flatten') ? 'trading is halted, everything is being closed' : 'trading is halted',
    lines: [reasonLine(details), 'nothing fires until: vigil resume'],
    severity: 'warning',
  }),
  'trading.resumed': () => ({what: 'trading goes on: the halt is over', severity: 'good'}),
  'monitor.started': (details) => ({
    what: `the monitor watches ${counted(details.number('plans') ?? 0, 'plan')}`,
    lines: [`${details.text('feed')} feed, ${details.text('broker')} broker`],
  }),
  'monitor.stopped': (details) => ({
    what: 'the monitor has stopped: nothing is watched',
    lines: [reasonLine(details)],
    severity: details.has('reason') ? 'critical' : 'warning',
  }),
  'monitor.lapsed': (details) => ({
    what: 'a monitor ended without a word, and another has taken over',
    lines: [
      `it was process ${details.text('pid')} on ${details.text('host')}`,
      prefixed('last heard of ', details.time('renewedAtMs')),
    ],
    severity: 'warning',
  }),
  'link.down': (details) => ({
    what: `no link to the ${details.text('link')} since ${details.time('sinceMs') ?? '?'}: nothing fires`,
    lines: [prefixed('last error: ', details.optional('lastError'))],
    severity: 'critical',
  }),
  'link.up': (details) => ({
    what: `the link to the ${details.text('link')} is up again, after ${details.duration('forMs') ?? '?'}`,
    severity: 'good',
  }),
  [TEST_KIND]: (details) => ({
    what: `a test: messages to "${details.text('channel')}" arrive`,
    lines: ['sent by: vigil notify test'],
  }),
  'clock.unsure': (details) => ({
    what: 'the clock is in doubt: nothing fires until it is sure again',
    lines: [messageLine(details)],
    severity: 'warning',
  }),
} satisfies Readonly<Record<`plan.${string}` | Announcement['kind'], Template>> &
  Readonly<Record<string, Template>>;

/** Every kind of event that there is. */
export const EVENT_KINDS: readonly string[] = Object.keys(TEMPLATES).filter((kind) => kind !== TEST_KIND);

const CLOSE_REASONS: Readonly<Record<string, string>> = {
  stopLoss: 'its stop loss',
  takeProfit: 'its take profit',
  manual: 'hand',
};

/** An event in words for a person; one of a kind that is not known here is told all the same. */
export function eventMessage(event: OutboxEvent): EventMessage {
  const templates: Readonly<Record<string, Template>> = TEMPLATES;
  const template = Object.hasOwn(templates, event.kind) ? templates[event.kind] : undefined;
  const {
    what,
    lines = [],
    severity = 'info',
  } = (template ?? unknownKind)(new EventDetails(event.details), event);
  return {
    title: `${aboutText(event)}${what}`,
    lines: lines.filter((line) => line !== undefined),
    severity,
  };
}

function unknownKind(details: EventDetails, {kind}: OutboxEvent): Said {
  return {
    what: kind,
    lines: details.names().map((name) => prefixed(`${name}: `, details.optional(name))),
  };
}

/** `gold-dip XAUUSD: `, with its level where the plan may have more than one. */
function aboutText({planId, symbol, level, details}: OutboxEvent): string {
  if (planId === null) return '';
  const number = level ?? new EventDetails(details).number('level') ?? 1;
  return `${planId}${number > 1 ? ` level ${number}` : ''}${symbol === null ? '' : ` ${symbol}`}: `;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function planLines(plan: EventDetails): readonly (string | undefined)[] {
  if (!plan.has('side')) return [];
  return [
    `${plan.text('side')} ${plan.text('volume')} lots, ${plan.in('entry').text('type')}`,
    prefixed('stop loss ', plan.optional('stopLoss')),
    prefixed('take profit ', plan.optional('takeProfit')),
    prefixed('expires ', plan.optional('expiresAt')),
  ];
}

function fillText(details: EventDetails): string {
  const fill = details.in('fill');
  return `filled ${fill.text('volumeLots')} lots at ${fill.text('price')}`;
}

function fillLine(details: EventDetails): string | undefined {
  return details.has('fill') ? `${fillText(details)} so far` : undefined;
}

function reasonLine(details: EventDetails): string | undefined {
  return details.optional('reason');
}

function messageLine(details: EventDetails): string | undefined {
  return details.optional('message');
}

function ticketLine(details: EventDetails): string | undefined {
  return prefixed('ticket ', details.optional('ticket'));
}

function orderLine(details: EventDetails): string | undefined {
  return prefixed('order ', details.optional('clientOrderId'));
}

function prefixed(before: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : before + text;
}
