import type {Draw} from '../draw.ts';
import {makeDealerList} from './dealer-list.ts';
import {makeExchangeList} from './exchange-list.ts';
import type {MadeList} from './made-list.ts';
import {makeTwinList} from './twin-list.ts';

/** A list of any kind of broker. */
export function makeList(draw: Draw): MadeList {
  if (draw.isTrue(0.15)) return makeExchangeList(draw);
  return draw.isTrue(0.15) ? makeTwinList(draw) : makeDealerList(draw);
}
