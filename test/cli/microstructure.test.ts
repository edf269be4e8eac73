import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {stringify} from 'yaml';
import {loadSettings} from '../../src/cli/configuration.ts';
import PlanList from '../../src/commands/plan/list.ts';
import Replay from '../../src/commands/replay.ts';
import {DEFAULT_PROFILES} from '../../src/market/microstructure/profiles.ts';
import {MINUTE_MS, START_MS, walk} from '../market/structure/made-bars.ts';
import {commandFolder} from './command-folder.ts';
import {runCommand} from './in-process.ts';

const {instruments, other, sessions} = DEFAULT_PROFILES;
const GOLD = instruments['XAUUSD'] ?? other;

const folder = commandFolder();

describe('rows of the configuration', () => {
  /** Fifteen hours of minutes without a gap. */
  const recording = [
    'time,symbol,open,high,low,close',
    ...walk(5, 900).map(({open, high, low, close}, index) => {
      const time = new Date(START_MS + index * MINUTE_MS).toISOString();
      return [time, 'XAUUSD', open, high, low, close].join(',');
    }),
  ].join('\n');

  const plan = stringify({
    ...{id: 'sure', symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1},
    when: {m1Confidence: {}},
  });

  async function replayed(microstructure: object) {
    folder.write('minutes.csv', `${recording}\n`);
    folder.write('sure.yaml', plan);
    folder.write('vigil.config.yaml', stringify({microstructure}));
    const args = ['minutes.csv', '--plans', 'sure.yaml', '--spread', '0.1', '--timeframe', 'M1'];
    const {stdout} = await runCommand(Replay, [...args, '--json'], {folder: folder.path});
    const [told] = (JSON.parse(stdout) as {plans: {status: string; executedAt: string | null}[]}).plans;
    return told;
  }

  const row = (confidenceMin: number, base: number) => ({
    ...GOLD,
    confidenceMin,
    threshold: {...GOLD.threshold, base},
  });

  it('decide when a plan fires, under any spelling of its instrument', async () => {
    const usual = await replayed({});
    const strict = await replayed({instruments: {XAUUSD: row(100, 100)}});
    const loose = await replayed({instruments: {'xau/usd': row(0, 0)}});
    expect(strict).toMatchObject({status: 'pending'});
    expect([usual?.status, loose?.status]).toEqual(['executed', 'executed']);
    expect(Date.parse(loose?.executedAt ?? '')).toBeLessThan(Date.parse(usual?.executedAt ?? ''));
    // Rows of others, and of those that have none, are none of its business.
    const others = await replayed({instruments: {XAUEUR: row(100, 100)}, other: row(100, 100)});
    expect(others).toEqual(usual);
  });
});

/** Every kind of wrong row: the setting, and what is said of it on one line, or two. */
const WRONG: readonly (readonly [what: string, microstructure: object, field: string, text: string])[] = [
  [
    'a table that there is none of',
    {instrument: {}},
    'microstructure.instrument',
    'is not a known setting\n  → did you mean "instruments"?',
  ],
  [
    'a session that there is none of',
    {sessions: {LODNON: sessions.LONDON}},
    'microstructure.sessions.LODNON',
    'is not a known setting\n  → did you mean "LONDON"?',
  ],
  [
    'a misspelled key of a row',
    {instruments: {XAUUSD: {...GOLD, confidencMin: 70}}},
    'microstructure.instruments.XAUUSD.confidencMin',
    'is not a known setting\n  → did you mean "confidenceMin"?',
  ],
  [
    'a part of a row',
    {other: {...other, confluenceMin: undefined}},
    'microstructure.other.confluenceMin',
    'is missing; it must be a number',
  ],
  [
    'text for a number',
    {other: {...other, confidenceMin: 'high'}},
    'microstructure.other.confidenceMin',
    'is "high"; it must be a number',
  ],
  [
    'too high a score',
    {other: {...other, confidenceMin: 101}},
    'microstructure.other.confidenceMin',
    'is 101; it must be at most 100',
  ],
  [
    'a factor of nothing',
    {other: {...other, vwapStretchDeviations: 0}},
    'microstructure.other.vwapStretchDeviations',
    'is 0; it must be at least 0.1',
  ],
  [
    'a word that is none',
    {sessions: {NY: {...sessions.NY, volatility: 'HIGH'}}},
    'microstructure.sessions.NY.volatility',
    'is "HIGH"; it must be one of "low", "normal", "high", "veryHigh"',
  ],
  [
    'a range turned round',
    {other: {...other, atrMultiple: {min: 2, max: 1}}},
    'microstructure.other.atrMultiple',
    'is {"min":2,"max":1}, with a min above its max; exchange them',
  ],
  [
    'no session at all',
    {other: {...other, primarySessions: []}},
    'microstructure.other.primarySessions',
    'is []; it must not be empty',
  ],
  [
    'a session twice',
    {other: {...other, primarySessions: ['NY', 'NY']}},
    'microstructure.other.primarySessions',
    'is ["NY","NY"], which names a session twice; keep one of them',
  ],
  [
    'two names of one instrument',
    {instruments: {XAUUSD: GOLD, 'XAU/USD': GOLD}},
    'microstructure.instruments.XAU/USD',
    'is {"threshold":{"base":70,"volatilityWeight":0.45,"sessionWeight":0.54},"sessions"…, for the same instrument as "XAUUSD"; keep one of them',
  ],
  [
    'no tables',
    {instruments: [GOLD]},
    'microstructure.instruments',
    'is [{"threshold":{"base":70,"volatilityWeight":0.45,"sessionWeight":0.54},"sessions…; it must be a group of settings',
  ],
];

describe('a wrong row', () => {
  it.each(WRONG)('is refused: %s', async (_what, microstructure, field, text) => {
    folder.write('wrong.yaml', stringify({microstructure}));
    const args = ['--config', 'wrong.yaml', '--db', 'new.db'];
    const told = await runCommand(PlanList, args, {folder: folder.path});
    expect(told.status).toBe(78);
    expect(told.stderr).toBe(`Error: wrong.yaml: ${field} ${text}\n`);
    const {stdout} = await runCommand(PlanList, [...args, '--json'], {folder: folder.path});
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'CONFIG_INVALID', field}});
  });

  it('cannot be given by a variable, which has but one of its settings', async () => {
    const environment = {VIGIL_MICROSTRUCTURE_OTHER_CONFIDENCE_MIN: '80'};
    const told = await runCommand(PlanList, ['--db', 'new.db'], {folder: folder.path, environment});
    expect(told.status).toBe(78);
    expect(told.stderr).toContain(
      'The environment variable VIGIL_MICROSTRUCTURE_OTHER_CONFIDENCE_MIN is not a known setting',
    );
  });
});

describe('docs/microstructure.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/microstructure.md'), 'utf8');

  it('shows rows that can be configured as they stand, and are the built-in ones but for one number', async () => {
    const [example = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
    folder.write('vigil.config.yaml', example);
    const sources = {file: undefined, folder: folder.path, environment: {}, flags: {}, defaultDb: 'new.db'};
    expect((await loadSettings(sources)).microstructure).toEqual({
      sessions: {ASIAN: {...sessions.ASIAN, volatility: 'normal'}},
      instruments: {XAUUSD: {...GOLD, confidenceMin: 80}},
    });
  });

  it('has the numbers of the built-in rows', () => {
    for (const [name, row] of Object.entries({...instruments, other})) {
      const {base, volatilityWeight, sessionWeight} = row.threshold;
      const biases = Object.values(row.sessions).map(({thresholdBias}) => thresholdBias);
      const cells = [
        ...[`\`${name}\``, row.confidenceMin, row.confluenceMin, base, volatilityWeight, sessionWeight],
        ...[biases.join(' '), row.vwapStretchDeviations, row.personality],
      ];
      expect(text).toContain(`| ${cells.join(' | ')} |\n`);
    }
  });
});
