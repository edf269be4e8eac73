import {SymbolResolver} from '../../market/symbol/symbol-resolver.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {rest} from '../../system/virtual-clock.ts';
import type {Diagnosis, DiagnosisRequest, Harness} from '../diagnosis.ts';
import {checkedOptions} from '../scenario.ts';
import {Draw} from './draw.ts';
import {FindingList} from './finding-list.ts';
import {makeList} from './made/make-list.ts';
import type {ResolverOf} from './normalization-plant.ts';
import {type NormalizationOptions, normalizationOptionsSchema} from './normalization-options.ts';
import {
  normalizationFindings,
  normalizationMeasures,
  type NormalizationResult,
  normalizationTables,
} from './normalization-verdict.ts';
import {readOwnFiles} from './own/own-files.ts';
import {askOwnNames} from './own/own-run.ts';
import {NORMALIZATION_PLANTS} from './plants.ts';
import {SpellingRun} from './spelling-run.ts';
import {TABLES} from './tables.ts';
import {FIXED_SCENES} from './trading/fixed-scenes.ts';
import {makeScene} from './trading/made-scene.ts';
import {TradingRun} from './trading/trading-run.ts';

/** A scene takes about as long as so many lists. */
const SCENE_WEIGHT = 6;

const soundResolver: ResolverOf = (listed) => new SymbolResolver(listed);

/**
 * Asks for instruments in many brokers' lists, and lets the real engine trade them: the right contract is
 * found and traded under the broker's own name, or none.
 */
export const normalization: Harness = {
  name: 'normalization',
  plants: NORMALIZATION_PLANTS.map(({name, does}) => ({name, does})),
  async run(given, request: DiagnosisRequest): Promise<Diagnosis> {
    const options = checkedOptions(normalizationOptionsSchema, given);
    const findings = new FindingList();
    const result = await resultOf(options, findings, request);
    return {
      measures: normalizationMeasures(result, options),
      findings: [...findings.all(), ...normalizationFindings(result, options)],
      charts: [],
      tables: normalizationTables(result),
      facts: {
        'lists by rule': String(TABLES.length),
        'lists made up': options.lists.toLocaleString('en'),
        'feeds and brokers by rule': String(FIXED_SCENES.length),
        'feeds and brokers made up': options.scenes.toLocaleString('en'),
      },
    };
  },
};

async function resultOf(
  options: NormalizationOptions,
  findings: FindingList,
  {seed, plant, signal, onProgress}: DiagnosisRequest,
): Promise<NormalizationResult> {
  const resolverOf = NORMALIZATION_PLANTS.find(({name}) => name === plant)?.resolverOf ?? soundResolver;
  const {brokerList, symbols, lists, scenes} = options;
  // Before anything long, so that a file that cannot be read is told at once.
  const files = brokerList === undefined ? undefined : await readOwnFiles(brokerList, symbols);
  const spelling = new SpellingRun(resolverOf, new SystemClock(), findings);
  const trading = new TradingRun(resolverOf, findings);
  const draw = new Draw(new SeededRandom(seed));
  const total = TABLES.length + lists + SCENE_WEIGHT * (FIXED_SCENES.length + scenes);
  let done = 0;
  const step = async (weight: number) => {
    done += weight;
    onProgress(done / total);
    // A breath for what ends the run.
    await rest();
    signal.throwIfAborted();
  };
  const own = files === undefined ? undefined : await askOwnNames(files, {resolverOf, findings, trading});
  for (const scene of FIXED_SCENES) {
    await trading.play(scene, true);
    await step(SCENE_WEIGHT);
  }
  for (const list of TABLES) {
    spelling.ask(list, true);
    await step(1);
  }
  for (let count = 0; count < lists; count += 1) {
    spelling.ask(makeList(draw), false);
    await step(1);
  }
  for (let count = 0; count < scenes; count += 1) {
    await trading.play(makeScene(draw), false);
    await step(SCENE_WEIGHT);
  }
  return {spelling, trading, own};
}
