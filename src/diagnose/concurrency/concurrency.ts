import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Diagnosis, DiagnosisRequest, Harness} from '../diagnosis.ts';
import {checkedOptions} from '../scenario.ts';
import {concurrencyCharts} from './concurrency-charts.ts';
import {concurrencyFindings} from './concurrency-findings.ts';
import {concurrencyMeasures} from './concurrency-measures.ts';
import {type ConcurrencyOptions, concurrencyOptionsSchema} from './concurrency-options.ts';
import {concurrencyTables} from './concurrency-tables.ts';
import {judge} from './judgement.ts';
import {CONCURRENCY_PLANTS} from './plants.ts';
import {runProcesses} from './run-processes.ts';
import type {RunResult} from './run-result.ts';

/**
 * Lets several monitors loose on one database, with others who add, cancel and edit plans meanwhile,
 * and says whether any of them got into another's way.
 */
export const concurrency: Harness = {
  name: 'concurrency',
  plants: CONCURRENCY_PLANTS.map(({name, does}) => ({name, does})),
  async run(given, {seed, plant, signal, onProgress}: DiagnosisRequest): Promise<Diagnosis> {
    const planted = CONCURRENCY_PLANTS.find(({name}) => name === plant);
    const options = {...checkedOptions(concurrencyOptionsSchema, given), ...planted?.options};
    const folder = mkdtempSync(join(tmpdir(), 'vigil-concurrency-'));
    try {
      const result = await runProcesses({options, seed, plant, folder, signal, onProgress});
      return diagnosisOf(result, options);
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  },
};

function diagnosisOf(result: RunResult, options: ConcurrencyOptions): Diagnosis {
  const judgement = judge(result, options);
  const {monitors, hands, symbols, waves, plansInWave, waveMs} = options;
  return {
    measures: concurrencyMeasures(judgement),
    findings: concurrencyFindings(judgement),
    charts: concurrencyCharts(result.monitors),
    tables: concurrencyTables(judgement.locks, result),
    facts: {
      monitors: String(monitors),
      'others who write': String(hands),
      waves: `${waves} of ${plansInWave} plans on ${symbols} symbols, every ${waveMs} ms`,
    },
  };
}
