import type {AllReport} from '../diagnose/diagnose-all.ts';
import type {DiagnosisReport, Finding, Measure} from '../diagnose/diagnosis.ts';
import type {ReportTable} from '../diagnose/report/report-table.ts';
import {type Style, table} from './terminal.ts';

/** A report as a person reads it in a shell: the verdict, what was found, the figures, what was asked for. */
export function diagnosisText(report: DiagnosisReport, tables: readonly ReportTable[], style: Style): string {
  const {harness, verdict, plant, findings, measures, elapsedMs, seed} = report;
  const planted = plant === null ? '' : `, with "${plant}" planted`;
  const seconds = (elapsedMs / 1000).toFixed(1);
  const lines = [
    `${harness} ${verdictWord(verdict, style)}${planted} (seed ${seed}, ${seconds} s)`,
    ...findings.map((finding) => findingLine(finding, style)),
  ];
  const rows = measures.map((measure) => [
    measure.name,
    shownValue(measure, style),
    measure.limit === null ? '' : String(measure.limit),
    measure.unit,
  ]);
  lines.push('', table(style, ['FIGURE', 'VALUE', 'AT MOST', 'UNIT'], rows));
  for (const {title, columns, rows: cells, inText} of tables) {
    if (inText !== true) continue;
    const heads = columns.map((column) => column.toUpperCase());
    lines.push('', title, table(style, heads, cells));
  }
  return lines.join('\n');
}

/** What several diagnoses say: a line each, and what any of them found. The figures are in the page. */
export function allText({verdict, findings, reports, seed, elapsedMs}: AllReport, style: Style): string {
  const rows = reports.map((report) => [
    report.harness,
    verdictWord(report.verdict, style),
    String(report.findings.length),
    (report.elapsedMs / 1000).toFixed(1),
  ]);
  return [
    `all ${verdictWord(verdict, style)} (seed ${seed}, ${(elapsedMs / 1000).toFixed(1)} s)`,
    ...findings.map((finding) => findingLine(finding, style)),
    '',
    table(style, ['DIAGNOSIS', 'VERDICT', 'FINDINGS', 'SECONDS'], rows),
  ].join('\n');
}

function verdictWord(verdict: DiagnosisReport['verdict'], {colour}: Style): string {
  return verdict === 'pass' ? colour.green('passed') : colour.red('failed');
}

function findingLine({code, subject, evidence}: Finding, {colour}: Style): string {
  return `${colour.red(code)} ${subject}: ${evidence}`;
}

function shownValue({value, ok}: Measure, {colour}: Style): string {
  return ok ? String(value) : colour.red(String(value));
}
