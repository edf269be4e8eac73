/** Where an imported plan stands. */
export type ImportedStatus =
  | 'draft'
  | 'pending'
  | 'unresolved'
  | 'closed'
  | 'cancelled'
  | 'expired'
  | 'failed';

/** What was recorded of a position that is closed. */
export type OldTrade = Readonly<{
  positionId: string;
  openedMs: number;
  closedMs: number;
  exitPrice: number;
  profit: number | null;
  reason: 'stopLoss' | 'takeProfit' | 'manual';
}>;

/** The status that an old one means; undefined: nobody knows it. */
export type StatusRead = Readonly<{status: ImportedStatus; reason: string | null}> | undefined;

/**
 * What had an order is never taken for one of ours: without its key nobody can
 * look it up, so it is closed if that was recorded, and else in doubt until a person has looked.
 *
 * @param text As it was stored, whatever its case; undefined: it waits.
 */
export function statusRead(
  text: string | undefined,
  {
    isPastExpiry,
    trade,
    note,
  }: Readonly<{isPastExpiry: boolean; trade: OldTrade | undefined; note: string | null}>,
): StatusRead {
  const inDoubt = (what: string) =>
    ({
      status: 'unresolved',
      reason: `imported: ${what}; look at the broker, then cancel the plan here`,
    }) as const;
  switch (text?.toLowerCase() ?? 'pending') {
    case 'pending':
      return {status: isPastExpiry ? 'expired' : 'pending', reason: null};
    case 'executing':
      return inDoubt('its order was being placed when the other program stopped');
    case 'pending_order_placed':
      return inDoubt('its order rested at the broker');
    case 'executed':
    case 'closed':
      if (trade !== undefined) return {status: 'closed', reason: 'imported'};
      return inDoubt(`it is ${text?.toLowerCase()} there, and no close was recorded`);
    case 'cancelled':
    case 'replaced':
      return {status: 'cancelled', reason: note ?? 'imported'};
    case 'expired':
      return {status: 'expired', reason: 'imported'};
    case 'failed':
      return {status: 'failed', reason: note ?? 'imported'};
    default:
      return undefined;
  }
}
