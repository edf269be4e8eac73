import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {convert} from '../../../src/condition/legacy/convert.ts';
import {LEGACY_KEYS, LEGACY_SPELLINGS, legacyKeyOf} from '../../../src/condition/legacy/registry.ts';
import {legacyKeysDocs} from '../../../scripts/generate/legacy-keys-docs.ts';
import {testData} from '../../test-data.ts';

const CSV = testData('legacy-condition-keys.csv');

describe('the registry of old keys', () => {
  it.skipIf(CSV === undefined)('knows every key that any plan uses', () => {
    const keys = readFileSync(CSV ?? '', 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split(',')[0] || []);
    expect(keys).toHaveLength(245);
    expect(keys.filter((key) => legacyKeyOf(key) === undefined)).toEqual([]);
  });

  it('has no spelling twice', () => {
    const spellings = LEGACY_KEYS.flatMap(({name, aliases}) => [name, ...aliases]);
    expect(spellings).toHaveLength(LEGACY_SPELLINGS.length);
  });

  it('names for each parameter keys that there are', () => {
    const owners = LEGACY_KEYS.flatMap(({role}) => (role.as === 'parameter' ? role.of : []));
    expect(owners.filter((owner) => !owner.includes(' ') && legacyKeyOf(owner) === undefined)).toEqual([]);
  });

  const conditions = LEGACY_KEYS.filter(({role}) => role.as === 'condition');
  it.each(conditions.map((key) => [key.name, key] as const))(
    'makes a condition of %s that there is',
    (name, key) => {
      const {conditions: made, problems} = convert({
        conditions: {timeframe: 'M15', ...key.beside, [name]: key.example},
        side: 'buy',
        entryPrice: 1300,
      });
      expect(problems).toEqual([]);
      expect(made).toHaveLength(1);
    },
  );

  const refused = LEGACY_KEYS.flatMap(({name, role}) =>
    role.as === 'refused' ? [[name, role] as const] : [],
  );
  it.each(refused)('refuses %s with its reason and a hint', (name, {reason, hint}) => {
    expect(convert({conditions: {[name]: true}}).problems).toEqual([
      {field: `conditions.${name}`, reason: `conditions.${name} ${reason}`, hint},
    ]);
    expect(hint.length).toBeGreaterThan(10);
  });

  it('is shown whole in the documentation, with what becomes of each key', () => {
    const docs = legacyKeysDocs();
    for (const {name} of LEGACY_KEYS) expect(docs).toContain(`| \`${name}\` |`);
    expect(docs).toContain('| `choch_bull` |  | `true` | `choch: {timeframe: M15, direction: bull}` |');
    expect(docs).toContain('| `min_confluence` | `confluence_min` | number | `confluence: {atLeast: 70}` |');
    expect(docs).toContain('refused: it is the name of a strategy, and no condition');
  });
});
