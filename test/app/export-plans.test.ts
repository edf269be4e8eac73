import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {EXPORT_FORMATS, exportPlans, exportText, formatOfName} from '../../src/app/export-plans.ts';
import {addPlans, plansToAdd} from '../../src/app/new-plans.ts';
import {withStore} from '../../src/app/plans.ts';
import {type Settings, settingsSchema} from '../../src/app/settings.ts';
import {madePlans} from '../plan/made-plans.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';

const NOW_MS = Math.floor(REAL.clock.now());

function settingsFor(db: string): Settings {
  return {...settingsSchema.parse({}), db};
}

describe('exportPlans', () => {
  it.each(EXPORT_FORMATS)('gives, as %s, what another database takes as the same plans', async (format) => {
    const folder = temporaryDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(madePlans(NOW_MS), {selector: ({id}) => id, minLength: 1, maxLength: 30}),
        async (plans) => {
          run += 1;
          const from = settingsFor(join(folder, `from-${run}.db`));
          await withStore(from, (store) => store.add(plans, NOW_MS));
          const {plans: documents, broken} = await exportPlans(from, {ids: [], filter: {}, withState: false});
          expect(broken).toEqual([]);
          const text = exportText(documents, format);
          const {rows} = await addPlans(settingsFor(join(folder, `to-${run}.db`)), {text, name: '-'});
          const wanted = plans.toSorted((a, b) => (a.id < b.id ? -1 : 1));
          expect(rows.map(({plan}) => plan)).toEqual(wanted);
          expect(plansToAdd({text, name: `plans.${format}`}).map(({plan}) => plan)).toEqual(wanted);
        },
      ),
      {numRuns: 12},
    );
  });

  it('takes the format from the name of a file', () => {
    expect(['a.yaml', 'a.YML', 'a.json', 'a.jsonl', 'a.ndjson', 'a.txt', 'yaml'].map(formatOfName)).toEqual([
      ...['yaml', 'yaml', 'json', 'jsonl', 'jsonl', undefined, 'yaml'],
    ]);
  });
});
