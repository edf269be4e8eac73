import {describe, expect, it} from 'vitest';
import type {Diagnosis} from '../../../src/diagnose/diagnosis.ts';
import {normalization} from '../../../src/diagnose/normalization/normalization.ts';
import {normalizationOptionsSchema} from '../../../src/diagnose/normalization/normalization-options.ts';
import {SCENARIOS, scenarioOptions} from '../../../src/diagnose/scenario.ts';

type Asked = Readonly<{options?: object; seed?: number; plant?: string; signal?: AbortSignal}>;

/** A run, and the shares of it that were reported. */
async function diagnosed({
  options,
  seed = 1,
  plant,
  signal,
}: Asked = {}): Promise<Diagnosis & {shares: readonly number[]}> {
  const shares: number[] = [];
  const diagnosis = await normalization.run(
    {lists: 0, scenes: 0, refusedPercent: 5, ...options},
    {
      seed,
      plant: plant ?? null,
      signal: signal ?? new AbortController().signal,
      onProgress: (share) => shares.push(share),
    },
  );
  return {...diagnosis, shares};
}

function valueOf({measures}: Diagnosis, name: string): number {
  return measures.find((one) => one.name === name)?.value ?? Number.NaN;
}

describe('normalization', () => {
  it('finds nothing in the product as it is, and counts every name and every plan once', async () => {
    const run = await diagnosed({seed: 4, options: {lists: 15, scenes: 2}});
    expect(run.findings).toEqual([]);
    expect(run.measures.filter(({ok}) => !ok)).toEqual([]);
    expect(run.shares.at(-1)).toBe(1);
    expect(run.shares).toEqual(run.shares.toSorted((a, b) => a - b));
    const sum = (...names: string[]) => names.reduce((total, name) => total + valueOf(run, name), 0);
    expect(sum('resolved', 'ambiguous', 'unknown')).toBe(valueOf(run, 'cases'));
    expect(sum('tradedRight', 'heldRight', 'heldInVain')).toBe(valueOf(run, 'plans'));
    expect(valueOf(run, 'tradedRight')).toBeGreaterThan(30);
  });

  it.each([
    ['strip-trailing-c', 'TRADED_ANOTHER', 'wrong', /"BTCUSD" among BTCUSDC.*expected unknown, got BTCUSDC/],
    ['uppercase-all', 'UNLISTED_ORDER', 'unlisted', /"USDCAD" among eurusd.*expected usdcad, got USDCAD/],
    ['first-match-wins', 'TRADED_ANOTHER', 'wrong', /"XAUUSD" among XAUUSD.raw.*ambiguous.*got XAUUSD.raw/],
  ])('sees %s in the engine and in the tables, and names query, expected and got', async (...row) => {
    const [plant, code, over, named] = row;
    const {findings, measures} = await diagnosed({plant, seed: 7});
    expect(findings.map((one) => one.code)).toContain(code);
    expect(findings.map(({evidence}) => evidence)).toContainEqual(expect.stringMatching(named));
    expect(measures.find(({name}) => name === over)).toMatchObject({ok: false, limit: 0});
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(diagnosed({signal: stop.signal})).rejects.toThrow('enough');
  });

  it.each([
    [{lists: -1}, /lists/],
    [{unknown: 1}, /unknown/],
    [{symbols: 'names.csv'}, /give "brokerList" too/],
  ])('refuses the options %o', async (options, message) => {
    await expect(diagnosed({options})).rejects.toThrow(message);
  });

  it.each(SCENARIOS)('has options in the scenario %s', (name) => {
    const {error} = normalizationOptionsSchema.safeParse(scenarioOptions(name, 'normalization'));
    expect(error).toBeUndefined();
  });
});
