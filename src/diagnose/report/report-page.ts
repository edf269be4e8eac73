import type {DiagnosisReport, Finding, Measure} from '../diagnosis.ts';
import type {Chart} from './chart.ts';
import {escapeHtml} from './escape-html.ts';
import {lineChart} from './line-chart.ts';
import {PAGE_STYLE} from './page-style.ts';
import type {ReportTable} from './report-table.ts';

export type PageContent = Readonly<{
  scenario: string;
  charts: readonly Chart[];
  tables?: readonly ReportTable[];
  /** What was run, by name. */
  facts: Readonly<Record<string, string>>;
}>;

/** Findings that are shown before the fold; the others follow in a list that opens. */
const CAUSES_MAX = 3;

/** A report and what only its page shows. */
export type ReportedDiagnosis = Readonly<{report: DiagnosisReport; content: PageContent}>;

/**
 * The report of a diagnosis as one page that needs nothing from anywhere: the verdict first, what was
 * found, then the figures and the charts.
 */
export function reportPage(report: DiagnosisReport, content: PageContent): string {
  return page(report, sentence(report), `${causes(report.findings)}\n${particulars(report, content)}`);
}

/** Several diagnoses on one page: the verdict of all, what was found by any, then each by itself. */
export function reportsPage(report: DiagnosisReport, diagnosed: readonly ReportedDiagnosis[]): string {
  const rows = diagnosed.map(({report: one}) => harnessRow(one)).join('\n');
  const failed = diagnosed.filter(({report: one}) => one.verdict === 'fail').length;
  const what = failed === 0 ? `All ${diagnosed.length} passed.` : `${failed} of ${diagnosed.length} failed.`;
  const overview = `<section>
<h2>Diagnoses</h2>
<table>
<thead><tr><th>diagnosis</th><th>verdict</th><th class="number">findings</th><th class="number">seconds</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</section>`;
  const each = diagnosed.map(harnessDetails).join('\n');
  return page(report, what, `${causes(report.findings)}\n${overview}\n${each}`);
}

/** @param main What stands below the verdict, as HTML. */
function page({harness, verdict}: DiagnosisReport, what: string, main: string): string {
  const title = `${harness}: ${verdict === 'pass' ? 'passed' : 'failed'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>Vigil ${escapeHtml(title)}</title>
<style>
${PAGE_STYLE}
</style>
</head>
<body class="${verdict}">
<header>
<p class="verdict">${verdict === 'pass' ? '✓ Passed' : '✗ Failed'}</p>
<h1>vigil diagnose ${escapeHtml(harness)}</h1>
<p>${escapeHtml(what)}</p>
</header>
<main>
${main}
</main>
</body>
</html>
`;
}

function harnessRow({harness, verdict, findings, elapsedMs}: DiagnosisReport): string {
  const mark = verdict === 'pass' ? '✓ passed' : '✗ failed';
  return (
    `<tr class="${verdict === 'pass' ? 'ok' : 'over'}"><td><a href="#${escapeHtml(harness)}">${escapeHtml(harness)}</a></td>` +
    `<td class="mark">${mark}</td><td class="number">${findings.length}</td>` +
    `<td class="number">${(elapsedMs / 1000).toFixed(1)}</td></tr>`
  );
}

/** Closed where there is nothing to see. */
function harnessDetails({report, content}: ReportedDiagnosis): string {
  const {harness, verdict} = report;
  return `<details class="harness" id="${escapeHtml(harness)}"${verdict === 'fail' ? ' open' : ''}>
<summary>${escapeHtml(harness)}: ${escapeHtml(sentence(report))}</summary>
${causes(report.findings)}
${particulars(report, content)}
</details>`;
}

/** Figures, tables, course and what was run. */
function particulars(report: DiagnosisReport, {scenario, charts, tables = [], facts}: PageContent): string {
  const course = `<section>
<h2>Course</h2>
<div class="charts">
${charts.map(lineChart).join('\n')}
</div>
</section>`;
  return `<section>
<h2>Figures</h2>
<table>
<thead><tr><th>figure</th><th class="number">value</th><th class="number">at most</th><th>unit</th><th></th></tr></thead>
<tbody>
${sortedMeasures(report.measures).map(measureRow).join('\n')}
</tbody>
</table>
</section>
${tables.map(tableSection).join('\n')}
${charts.length === 0 ? '' : course}
<section>
<h2>What was run</h2>
<dl>
${Object.entries({
  ...facts,
  scenario,
  seed: String(report.seed),
  plant: report.plant ?? 'none',
  took: `${(report.elapsedMs / 1000).toFixed(1)} s`,
})
  .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
  .join('\n')}
</dl>
</section>`;
}

function sentence({verdict, plant, findings}: DiagnosisReport): string {
  const found = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const what =
    verdict === 'pass' ? 'Nothing was found.' : `There ${findings.length === 1 ? 'is' : 'are'} ${found}.`;
  if (plant === null) return what;
  const proof = verdict === 'fail' ? 'so the harness sees it' : 'and the harness did not see it';
  return `${what} The defect "${plant}" was planted, ${proof}.`;
}

function causes(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const first = findings.slice(0, CAUSES_MAX).map(findingCard).join('\n');
  const rest = findings.slice(CAUSES_MAX).map(findingCard).join('\n');
  const more =
    rest === ''
      ? ''
      : `<details><summary>${findings.length - CAUSES_MAX} more</summary>\n${rest}\n</details>`;
  return `<section>\n<h2>What was found</h2>\n${first}\n${more}\n</section>`;
}

function findingCard({code, subject, evidence}: Finding): string {
  return `<article class="finding"><h3>${escapeHtml(subject)} <code>${escapeHtml(code)}</code></h3><p>${escapeHtml(evidence)}</p></article>`;
}

function tableSection({title, columns, rows}: ReportTable): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  return (
    `<section>\n<h2>${escapeHtml(title)}</h2>\n<div class="wide">\n<table>\n` +
    `<thead>${cells('th', columns)}</thead>\n` +
    `<tbody>\n${rows.map((row) => cells('td', row)).join('\n')}\n</tbody>\n</table>\n</div>\n</section>`
  );
}

/** What is over its limit first, then what is judged, then the rest. */
function sortedMeasures(measures: readonly Measure[]): readonly Measure[] {
  const rank = ({ok, limit}: Measure) => (ok ? (limit === null ? 2 : 1) : 0);
  return [...measures].sort((a, b) => rank(a) - rank(b));
}

function measureRow({name, value, limit, unit, ok}: Measure): string {
  const mark = limit === null ? '' : ok ? '✓' : '✗ over';
  return (
    `<tr class="${ok ? 'ok' : 'over'}"><td>${escapeHtml(name)}</td>` +
    `<td class="number">${value.toLocaleString('en')}</td>` +
    `<td class="number">${limit === null ? '' : limit.toLocaleString('en')}</td>` +
    `<td>${escapeHtml(unit)}</td><td class="mark">${mark}</td></tr>`
  );
}
