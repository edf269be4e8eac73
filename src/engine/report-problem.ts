import type {OrderReport} from '../ports/broker.ts';

/**
 * What makes no sense in a report of an order; undefined when all of it does. What is stored stays, so
 * nonsense has to be noticed where it comes in; the order is then looked up instead.
 */
export function reportProblem({ticket, fill, close, stopLoss, takeProfit}: OrderReport): string | undefined {
  const wrong: string[] = [];
  const check = (name: string, value: number, isRight: boolean) => {
    if (!isRight) wrong.push(`${name} is ${value}`);
  };
  if (ticket === '') wrong.push('the ticket is empty');
  if (fill !== null) {
    check('the price of the fill', fill.price, isPrice(fill.price));
    check('the volume of the fill', fill.volumeLots, isPrice(fill.volumeLots));
    check('the time of the fill', fill.timeMs, isTime(fill.timeMs));
  }
  if (close !== null) {
    check('the price of the close', close.price, isPrice(close.price));
    check('the time of the close', close.timeMs, isTime(close.timeMs));
    if (close.profit !== null) check('the profit', close.profit, Number.isFinite(close.profit));
    if (fill === null) wrong.push('it is closed and was not filled');
  }
  if (stopLoss !== null) check('the stop loss', stopLoss, isPrice(stopLoss));
  if (takeProfit !== null) check('the take profit', takeProfit, isPrice(takeProfit));
  return wrong.length === 0 ? undefined : wrong.join(', ');
}

function isPrice(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isTime(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
