import type {Explained} from '../../condition/verdict.ts';
import type {NearPlan} from '../../engine/nearest-plans.ts';

/** What a row of the table says, by column. */
export type NearRow = Readonly<{
  /** Names the row over all answers. */
  key: string;
  planId: string;
  plan: string;
  symbol: string;
  side: string;
  status: string;
  price: string;
  distance: string;
  share: string;
  points: string;
  missing: string;
}>;

const NOTHING_KNOWN = '-';

export function nearRow(near: NearPlan): NearRow {
  const {planId, level, isOneOfMany, symbol, side, status, price, digits} = near;
  const name = isOneOfMany ? `${planId}#${level}` : planId;
  return {
    key: `${planId}#${level}`,
    planId,
    plan: name,
    symbol,
    side,
    status,
    price: price === null ? NOTHING_KNOWN : priceText(price, digits),
    distance: near.distance === null ? NOTHING_KNOWN : priceText(near.distance, digits),
    share: near.distanceShare === null ? NOTHING_KNOWN : `${percentText(near.distanceShare * 100)} %`,
    points: near.distancePoints === null ? NOTHING_KNOWN : String(near.distancePoints),
    missing: near.missing.length === 0 ? 'nothing' : near.missing.map(lackText).join('; '),
  };
}

function priceText(price: number, digits: number | null): string {
  return digits === null ? String(price) : price.toFixed(digits);
}

/** Three digits that count, and no more decimals than anybody compares. */
function percentText(percent: number): string {
  if (percent === 0) return '0';
  return percent.toFixed(percent < 1 ? 3 : percent < 10 ? 2 : 1);
}

/** `ask − bid ≤ 0.6 (is 0.8)`; of what nobody knows, why: `rsi(14) M5 < 30: too few bars`. */
export function lackText({kind, verdict, reason, observed, threshold}: Explained): string {
  if (kind === 'readiness')
    return verdict === 'met' ? reasonWords(reason) : `${reasonWords(reason)}, ${threshold}`;
  if (verdict === 'unknown') return `${threshold}: ${reasonWords(reason)}`;
  // How far a price is stands in a column of its own.
  const isSaid = observed === null || kind === 'price';
  return `${threshold}${isSaid ? '' : ` (is ${observed})`}`;
}

/** `tooFewBars` as people say it; what follows a colon is text already. */
export function reasonWords(reason: string): string {
  const [code = '', ...text] = reason.split(': ');
  const words = code.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return [words, ...text].join(': ');
}
