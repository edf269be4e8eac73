import type {Bar} from '../bar.ts';
import type {Heading} from '../structure/heading.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {type Both, bothDirections} from './both.ts';
import {bodyOf, bodyRangeOf, rangeOf} from './candle.ts';

/** The first candle has to mean something: its body is at least this share of its range. */
const FIRST_BODY_SHARE_MIN = 0.4;

export type Star = Readonly<{
  /** A morning star is bullish, an evening star bearish; never both. */
  isStar: Both<boolean>;
  /** Of the third candle. */
  timeMs: number;
}>;

/**
 * Morning and evening star of the last three closed bars A, B, C.
 *
 * Morning: A falls with a body of at least 40 % of its range; the body of B is ≤ `maxBodyShare` of its range and lies
 * wholly below the close of A; C rises and closes above the middle of A's body. Evening is the mirror image.
 *
 * @param maxBodyShare 0 to 1.
 */
export function star(maxBodyShare = 0.3): StudyDefinition<Star> {
  return windowStudy({
    key: `star(${maxBodyShare})`,
    barsNeeded: 3,
    barsMin: 3,
    read: (window) => {
      const [a, b, c] = [window.bar(0), window.bar(1), window.bar(2)];
      const isStar = bothDirections((heading) => turnsAt(heading, {a, b, c, maxBodyShare}));
      return {isStar, timeMs: c.timeMs};
    },
  });
}

function turnsAt(
  {beyond, front}: Heading,
  {a, b, c, maxBodyShare}: Readonly<{a: Bar; b: Bar; c: Bar; maxBodyShare: number}>,
): boolean {
  const isAgainst = beyond(a.close, a.open) < 0 && bodyOf(a) >= FIRST_BODY_SHARE_MIN * rangeOf(a);
  const isPause = bodyOf(b) <= maxBodyShare * rangeOf(b) && beyond(front(bodyRangeOf(b)), a.close) < 0;
  const isTurn = beyond(c.close, c.open) > 0 && beyond(c.close, (a.open + a.close) / 2) > 0;
  return isAgainst && isPause && isTurn;
}
