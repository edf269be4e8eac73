import type {DiagnosisReport, Measure} from '../diagnose/diagnosis.ts';
import {type Style, table} from './terminal.ts';

/** A report as a person reads it in a shell: the verdict, what was found, the figures. */
export function diagnosisText(report: DiagnosisReport, style: Style): string {
  const {harness, verdict, plant, findings, measures, elapsedMs, seed} = report;
  const {colour} = style;
  const word = verdict === 'pass' ? colour.green('passed') : colour.red('failed');
  const planted = plant === null ? '' : `, with "${plant}" planted`;
  const seconds = (elapsedMs / 1000).toFixed(1);
  const lines = [`${harness} ${word}${planted} (seed ${seed}, ${seconds} s)`];
  for (const {code, subject, evidence} of findings) {
    lines.push(`${colour.red(code)} ${subject}: ${evidence}`);
  }
  const rows = measures.map((measure) => [
    measure.name,
    shownValue(measure, style),
    measure.limit === null ? '' : String(measure.limit),
    measure.unit,
  ]);
  lines.push('', table(style, ['FIGURE', 'VALUE', 'AT MOST', 'UNIT'], rows));
  return lines.join('\n');
}

function shownValue({value, ok}: Measure, {colour}: Style): string {
  return ok ? String(value) : colour.red(String(value));
}
