import type {LegacyKey} from '../../src/condition/legacy/legacy-key.ts';
import {OldConditions} from '../../src/condition/legacy/old-conditions.ts';
import {LEGACY_KEYS} from '../../src/condition/legacy/registry.ts';

/** A plan in whose light the examples are converted. */
const CONTEXT = {side: 'buy', entryPrice: 1300, toleranceWidth: 5, timeframe: undefined} as const;

/** The part of `docs/conditions.md` about the keys of the old system: all of the registry, and what they become. */
export function legacyKeysDocs(keys: readonly LegacyKey[] = LEGACY_KEYS): string {
  const sorted = [...keys].sort((a, b) => (a.name < b.name ? -1 : 1));
  return `# Conditions of the old system

\`vigil plan import\` and \`vigil plan convert\` know these keys of an old \`conditions\` object. The examples are of a
buy on M15 with its entry at 1300 and a zone of 5 about it. \`false\` and \`null\` always mean that a key is not there;
an unknown key is refused.

| key | also written | value | becomes |
| --- | --- | --- | --- |
${sorted.map(row).join('\n')}
`;
}

function row(key: LegacyKey): string {
  const aliases = key.aliases.map((alias) => `\`${alias}\``).join(', ');
  return `| \`${key.name}\` | ${aliases} | ${key.value} | ${becomes(key)} |`;
}

function becomes({name, example, beside, role}: LegacyKey): string {
  switch (role.as) {
    case 'condition': {
      const old = new OldConditions(
        new Map(Object.entries({timeframe: 'M15', ...beside, [name]: example})),
        CONTEXT,
      );
      const condition = role.convert(old);
      if (condition === undefined) throw new Error(`Invariant: the example of "${name}" makes a condition`);
      return `\`${written(condition)}\``;
    }
    case 'parameter':
      return `a parameter of ${role.of.map((owner) => (owner.includes(' ') ? owner : `\`${owner}\``)).join(', ')}`;
    case 'plan':
      return role.becomes;
    case 'runtime':
      return 'nothing: it is kept with the plan’s history';
    case 'dropped':
      return `nothing: ${role.why}`;
    case 'refused':
      return `refused: it ${role.reason}; ${role.hint}`;
  }
}

/** As YAML would have it, on one line: `choch: {timeframe: M15, direction: bull}`. */
function written(condition: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(condition)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll(',', ', ')
    .replaceAll(/"([A-Za-z]\w*)"/g, '$1');
  return text.slice(1, -1);
}
