import type {Leaf} from './leaf.ts';
import type {Verdict} from './verdict.ts';
import {NEVER} from './wake.ts';

/** A leaf whose verdict does not depend on the market. */
export function constantLeaf({
  verdict,
  threshold,
  observed,
}: Readonly<{verdict: Verdict; threshold: string; observed: number | string | null}>): Leaf {
  return {
    threshold,
    judge: () => verdict,
    observe: () => ({observed, dataTimeMs: null}),
    wakes: () => NEVER,
  };
}
