/** How much an event of the calendar moves. `crypto` is a kind of its own: what moves coins. */
export const EVENT_IMPACTS = ['low', 'medium', 'high', 'ultra', 'crypto'] as const;

export type EventImpact = (typeof EVENT_IMPACTS)[number];

/** Something of which is known beforehand when it will be. */
export type CalendarEvent = Readonly<{
  timeMs: number;
  /** Whom it moves; `all` moves everything. */
  currencies: readonly string[] | 'all';
  impact: EventImpact;
  title: string;
}>;
