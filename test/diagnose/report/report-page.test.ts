import {describe, expect, it} from 'vitest';
import type {DiagnosisReport} from '../../../src/diagnose/diagnosis.ts';
import {lineChart} from '../../../src/diagnose/report/line-chart.ts';
import {type PageContent, reportPage} from '../../../src/diagnose/report/report-page.ts';

const CHART = {
  title: 'Heap',
  xLabel: 'lifecycles',
  yLabel: 'MiB',
  xs: [100, 200, 300],
  series: [{name: 'heap', values: [1, 2, 3]}],
};

function pageOf(overrides: Partial<DiagnosisReport> = {}, content: Partial<PageContent> = {}): string {
  const report: DiagnosisReport = {
    harness: 'soak',
    verdict: 'fail',
    plant: null,
    seed: 7,
    measures: [
      {name: 'fine', value: 1, limit: 2, unit: 'bytes', ok: true},
      {name: 'tooMuch', value: 3000, limit: 2, unit: 'bytes', ok: false},
    ],
    findings: [{code: 'HEAP_LEAK', subject: 'the heap', evidence: 'it grows'}],
    elapsedMs: 1500,
    ...overrides,
  };
  return reportPage(report, {scenario: 'short', charts: [CHART], facts: {store: 'file'}, ...content});
}

describe('reportPage', () => {
  it('gives the verdict first, then the cause, then figures, then charts', () => {
    const places = ['✗ Failed', 'it grows', 'tooMuch', 'fine', '<polyline'].map((text) =>
      pageOf().indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('needs nothing from anywhere', () => {
    const page = pageOf();
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|<img|@import|url\(/);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  it('shows as text what looks like HTML', () => {
    const page = pageOf({findings: [{code: 'X', subject: '<b>"&\'', evidence: '<script>alert(1)</script>'}]});
    expect(page).toContain('&lt;b&gt;&quot;&amp;&#39;');
    expect(page).not.toContain('<script>');
  });

  it.each([
    [{verdict: 'pass', findings: []} as const, 'Nothing was found.'],
    [{}, 'There is 1 finding.'],
    [{plant: 'desk-leak'}, 'The defect &quot;desk-leak&quot; was planted, so the harness sees it.'],
    [
      {plant: 'desk-leak', verdict: 'pass', findings: []} as const,
      'The defect &quot;desk-leak&quot; was planted, and the harness did not see it.',
    ],
  ])('says what it comes to: %o', (overrides, sentence) => {
    expect(pageOf(overrides)).toContain(sentence);
  });

  it('shows tables between figures and charts, their cells as text', () => {
    const tables = [{title: 'Locks', columns: ['key', 'wait'], rows: [['<plan>', '3 ms']]}];
    const page = pageOf({}, {tables});
    const places = [
      'fine',
      '<h2>Locks</h2>',
      '<th>wait</th>',
      '<td>&lt;plan&gt;</td><td>3 ms</td>',
      '<polyline',
    ].map((text) => page.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('shows the first three findings and lets the others be opened', () => {
    const findings = ['a', 'b', 'c', 'd', 'e'].map((subject) => ({code: 'X', subject, evidence: ''}));
    const [before = '', after = ''] = pageOf({findings}).split('<details>');
    expect(before.match(/<article/g)).toHaveLength(3);
    expect(after).toContain('<summary>2 more</summary>');
  });
});

describe('lineChart', () => {
  /** The y of each point of the first line. */
  function heights(chart: string): number[] {
    const [, points = ''] = /points="([^"]*)"/.exec(chart) ?? [];
    return points.split(' ').map((point) => Number(point.split(',')[1]));
  }

  it('draws what is more higher up, inside the picture', () => {
    const ys = heights(lineChart(CHART));
    expect(ys).toEqual([...ys].sort((a, b) => b - a));
    for (const y of ys) expect(y > 0 && y < 240).toBe(true);
  });

  it.each([[[5, 5, 5]], [[0, 0, 0]], [[]], [[-3, 0, 3]]])(
    'draws %o without a number that is none',
    (values) => {
      const xs = values.map((_, index) => index);
      const chart = lineChart({...CHART, xs, series: [{name: 'line', values}]});
      expect(chart).not.toMatch(/NaN|Infinity|undefined/);
    },
  );
});
