import type {DbLockPlant} from '../db-lock-plant.ts';

/** Between the two reads; a busy loop or a slow disk does as much. */
const BETWEEN_MS = 120;
/** Past every revision, so that nothing but the number itself is read. */
const PAST_ALL = Number.MAX_SAFE_INTEGER;

export const reloadWithoutTransaction: DbLockPlant = {
  name: 'reload-without-transaction',
  does: 'reads changed plans and the revision one after the other, so that what is written in between is missed',
  phases: [],
  store: (store, {clock}) => ({
    changesSince: async (since) => {
      const {rows, broken} = await store.changesSince(since);
      await clock.sleep(BETWEEN_MS);
      const {revision} = await store.changesSince(PAST_ALL);
      return {rows, broken, revision};
    },
  }),
};
