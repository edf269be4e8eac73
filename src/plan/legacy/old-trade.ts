import {instantOf} from '../../condition/legacy/instant.ts';
import type {Side} from '../../market/quote.ts';
import type {OldFields} from './old-fields.ts';
import type {OldTrade} from './old-status.ts';

/** What was recorded of the plan's closed position; undefined unless exit price and time are there. */
export function tradeOf(
  fields: OldFields,
  {
    side,
    stopLoss,
    takeProfit,
  }: Readonly<{side: Side; stopLoss: number | undefined; takeProfit: number | undefined}>,
): OldTrade | undefined {
  const closed = instantOf(fields.first('close_time').value);
  const {value: exitPrice} = fields.first('exit_price');
  if (closed === undefined || typeof exitPrice !== 'number' || exitPrice <= 0) return undefined;
  const opened = instantOf(fields.first('executed_at').value) ?? closed;
  const {value: profit} = fields.first('profit_loss');
  const {value: ticket} = fields.first('ticket', 'pending_order_ticket');
  const isBeyond = (limit: number | undefined, isBelow: boolean) =>
    limit !== undefined && (isBelow ? exitPrice <= limit : exitPrice >= limit);
  const reason = isBeyond(stopLoss, side === 'buy')
    ? 'stopLoss'
    : isBeyond(takeProfit, side === 'sell')
      ? 'takeProfit'
      : 'manual';
  return {
    positionId: typeof ticket === 'number' || typeof ticket === 'string' ? String(ticket) : 'unknown',
    openedMs: opened.ms,
    closedMs: closed.ms,
    exitPrice,
    profit: typeof profit === 'number' ? profit : null,
    reason,
  };
}
