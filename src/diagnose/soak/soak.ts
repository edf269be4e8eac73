import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Diagnosis, DiagnosisRequest, Harness} from '../diagnosis.ts';
import {runChild} from '../process/run-child.ts';
import {checkedOptions} from '../scenario.ts';
import {SOAK_PLANTS} from './plants.ts';
import {soakCharts} from './soak-charts.ts';
import {type SoakOptions, soakOptionsSchema} from './soak-options.ts';
import type {SoakOrder, SoakResult} from './soak-session.ts';
import {soakFindings, soakMeasures} from './soak-verdict.ts';

const CHILD = new URL('./soak-child.ts', import.meta.url);

const NODE_FLAGS: readonly string[] = [
  '--expose-gc',
  // Otherwise the space of young objects grows by tens of MiB at some time, and the resident memory with it.
  '--max-semi-space-size=4',
  // Otherwise code that has not run for a while is dropped, and the heap falls by megabytes at some time.
  '--no-flush-bytecode',
  // It counts objects by an interface of Node that is not final.
  '--disable-warning=ExperimentalWarning',
];
const WITHOUT_OPTIMIZING: readonly string[] = ['--no-turbofan', '--no-maglev', '--always-sparkplug'];

/**
 * Lets many plans live and end in the real engine, and says whether anything of them stays behind in
 * memory.
 */
export const soak: Harness = {
  name: 'soak',
  plants: SOAK_PLANTS.map(({name, does}) => ({name, does})),
  async run(given, {seed, plant, signal, onProgress}: DiagnosisRequest): Promise<Diagnosis> {
    const options = checkedOptions(soakOptionsSchema, given);
    const folder = mkdtempSync(join(tmpdir(), 'vigil-soak-'));
    const order: SoakOrder = {options, seed, plant, folder};
    try {
      const result = await runChild<SoakResult>({
        entry: CHILD,
        order,
        nodeFlags: options.optimizes ? NODE_FLAGS : [...NODE_FLAGS, ...WITHOUT_OPTIMIZING],
        onProgress,
        signal,
      });
      return diagnosisOf(result, options);
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  },
};

function diagnosisOf(result: SoakResult, options: SoakOptions): Diagnosis {
  return {
    measures: soakMeasures(result, options),
    findings: soakFindings(result, options),
    charts: soakCharts(result.checkpoints, options),
    facts: {
      lifecycles: options.lifecycles.toLocaleString('en'),
      checkpoints: `${options.checkpoints}, of which ${options.warmUpCheckpoints} to warm up`,
      'alive at a time': String(options.batch + options.residents),
      store: options.store,
      clock: options.realTime ? 'the machine’s' : 'virtual',
    },
  };
}
