import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {alerts, metrics, operatingDocs} from '../../scripts/generate/operating-docs.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');

/** Of somebody else: metrics that a monitor has beside those of this registry. */
const ELSEWHERE = ['up'];

/** Words of the query language that stand where a name could. */
const WORDS = /^(?:absent|and|by|histogram_quantile|increase|max|min_over_time|offset|on|or|rate|sum)$/;

/** Names of series, each with the labels that its selector and its grouping ask for. */
function asked(expr: string): readonly Readonly<{name: string; labels: readonly string[]}>[] {
  const bare = expr.replaceAll(/\b(?:by|on) \([^)]*\)/g, '').replaceAll(/\[[^\]]*\]|offset \w+/g, '');
  return [...bare.matchAll(/([a-z_]+)(?:\{([^}]*)\})?/g)]
    .filter(([, name = '']) => !WORDS.test(name) && !/^\d/.test(name))
    .map(([, name = '', selector = '']) => ({
      name,
      labels: [...selector.matchAll(/([a-z_]+)(?==|!=|=~|!~)/g)].map(([label]) => label),
    }));
}

function known(name: string) {
  const base = name.replace(/_(?:bucket|sum|count)$/, '');
  return metrics().find(
    (metric) => metric.name === name || (metric.name === base && metric.type === 'histogram'),
  );
}

describe('the metrics in docs/operating.md', () => {
  it('are those of the registry, each once, and no others', () => {
    const named = [...DOCS.matchAll(/^\| `(vigil_\w+)` \|/gm)].map(([, name]) => name);
    expect(named).toEqual(metrics().map(({name}) => name));
  });

  it('say what they mean, in a sentence', () => {
    for (const {name, help} of metrics()) expect(help, name).toMatch(/^[A-Z].*\.$/);
  });

  it('have names by the conventions: counters count, and units come last', () => {
    for (const {name, type} of metrics()) {
      expect(name).toMatch(/^vigil_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name, 'units are seconds and bytes').not.toMatch(
        /_(?:ms|milliseconds|minutes|kb|kib|mb|mib)(?:_|$)/,
      );
    }
  });

  it('are put between their marks, and nothing else is touched', () => {
    const text = 'a\n<!-- metrics -->\noutdated\n<!-- end -->\n<!-- other -->\nkept\n<!-- end -->\nb';
    const written = operatingDocs(text);
    expect(written).toMatch(/^a\n<!-- metrics -->\n\| metric /);
    expect(written).not.toContain('outdated');
    expect(written).toMatch(/<!-- other -->\nkept\n<!-- end -->\nb$/);
  });
});

describe('examples/prometheus/alerts.yaml', () => {
  it.each(alerts().map((alert) => [alert.alert, alert] as const))(
    '%s asks for metrics and labels that there are',
    (_, {expr}) => {
      const series = asked(expr);
      expect(series.length).toBeGreaterThan(0);
      for (const {name, labels} of series) {
        if (ELSEWHERE.includes(name)) continue;
        const metric = known(name);
        expect(metric, name).toBeDefined();
        for (const label of labels) expect(metric?.labels, `${name}{${label}}`).toContain(label);
      }
    },
  );

  it('finds the names in an expression', () => {
    expect(asked('rate(a_total[5m]) > 0.2 and on (job) b{x="1",y=~"c|d"} <= 2 * (b offset 1d)')).toEqual([
      {name: 'a_total', labels: []},
      {name: 'b', labels: ['x', 'y']},
      {name: 'b', labels: []},
    ]);
    expect(known('vigil_claim_latency_seconds_bucket')?.type).toBe('histogram');
    expect(known('vigil_plans_bucket')).toBeUndefined();
  });

  it.each(alerts().map((alert) => [alert.alert, alert] as const))(
    '%s says how bad it is, for how long it must last, and a command that there is',
    (name, {labels, annotations, for: lasting = '0m'}) => {
      expect(name).toMatch(/^Vigil[A-Z]\w+$/);
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(lasting).toMatch(/^\d+[mh]$/);
      expect(Object.keys(annotations)).toEqual(['summary', 'look', 'command']);
      expect(annotations.summary).toMatch(/\.$/);
      const [program, ...words] = annotations.command.split(' ');
      expect(program).toBe('vigil');
      const path = words.filter((word) => /^[a-z]+$/.test(word)).join('/');
      expect(existsSync(join(ROOT, `src/commands/${path}.ts`)), annotations.command).toBe(true);
    },
  );

  it('has each alert once, here and in the document', () => {
    const names = alerts().map(({alert}) => alert);
    expect(new Set(names).size).toBe(names.length);
    const documented = [...DOCS.matchAll(/^\| `(Vigil\w+)` \|/gm)].map(([, name]) => name);
    expect(documented).toEqual(names);
  });
});
