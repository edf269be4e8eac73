import {breakerBlocks} from '../../../src/market/structure/breaker-blocks.ts';
import {breaks} from '../../../src/market/structure/breaks.ts';
import {fairValueGaps} from '../../../src/market/structure/fair-value-gaps.ts';
import {marketStructureShift} from '../../../src/market/structure/market-structure-shift.ts';
import {mitigationBlocks} from '../../../src/market/structure/mitigation-blocks.ts';
import {orderBlocks} from '../../../src/market/structure/order-blocks.ts';
import {swings} from '../../../src/market/structure/swings.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';

/** Every study of structure, with its usual rules and with others. */
export const ALL_STUDIES: readonly StudyDefinition<unknown>[] = [
  swings(),
  swings(1),
  breaks(),
  breaks({swingBars: 2, minBreakAtr: {bos: 0, choch: 0}}),
  marketStructureShift(),
  fairValueGaps(),
  fairValueGaps({minWidthAtr: 0, lookbackBars: 40}),
  orderBlocks(),
  breakerBlocks(),
  mitigationBlocks(),
];
