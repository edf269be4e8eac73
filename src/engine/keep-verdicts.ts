import type {Store, StoredVerdict} from '../ports/store.ts';
import type {PlanExplanation} from './explain-plan.ts';
import type {PlanWatch} from './plan-watch.ts';

/** What was thought of a plan at one moment. */
export type Look = Readonly<{watch: PlanWatch; number: number; verdict: StoredVerdict}>;

/** Verdicts that are stored in one go: whoever claims meanwhile waits for so many, some ms. */
const BATCH = 128;

/** Takes note of what is thought of a plan now; to be called when it is thought. */
export function lookAt(watch: PlanWatch, {row, asOfMs, verdict: state, conditions}: PlanExplanation): Look {
  watch.looks += 1;
  const verdict = {planId: row.plan.id, version: row.version, asOfMs: Math.floor(asOfMs), state, conditions};
  return {watch, number: watch.looks, verdict};
}

/**
 * Stores what was thought of plans, for whoever asks beside the monitor or after it: each that is not what was
 * stored last, but for what was observed. A look is let go when a newer one was stored meanwhile, as it is when
 * its plan fires while those of others are stored.
 *
 * @throws What the store throws. What may not be stored then is stored at the next look.
 */
export async function keepVerdicts(
  store: Pick<Store, 'saveVerdicts'>,
  looks: readonly Look[],
): Promise<void> {
  let batch: Look[] = [];
  const save = async () => {
    const saved = batch;
    batch = [];
    try {
      if (saved.length > 0) await store.saveVerdicts(saved.map(({verdict}) => verdict));
    } catch (error) {
      for (const {watch} of saved) watch.storedVerdict = undefined;
      throw error;
    }
  };
  for (const look of looks) {
    if (isNews(look)) batch.push(look);
    if (batch.length === BATCH) await save();
  }
  await save();
}

/** Whether a look is the newest of its plan and says something else; from then on that is what is stored. */
function isNews({watch, number, verdict}: Look): boolean {
  if (number <= watch.storedLook) return false;
  watch.storedLook = number;
  const digest = digestOf(verdict);
  if (digest === watch.storedVerdict) return false;
  watch.storedVerdict = digest;
  return true;
}

function digestOf({version, state, conditions}: StoredVerdict): string {
  const rows = conditions.map(({path, verdict, reason}) => `${path} ${verdict} ${reason}`);
  return [version, state, ...rows].join();
}
