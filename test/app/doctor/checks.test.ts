import {describe, expect, it} from 'vitest';
import {CHECKS} from '../../../src/app/doctor/checks.ts';
import {judge} from '../../../src/app/doctor/doctor.ts';
import {settingsSchema} from '../../../src/app/settings.ts';
import type {Facts} from '../../../src/app/doctor/facts.ts';
import type {ChannelLag} from '../../../src/ports/outbox.ts';
import {aLease, answers, NOON, NOW_MS, read, someFacts} from './some-facts.ts';

type Row = readonly [
  changes: Partial<Facts>,
  state: string,
  message: string | RegExp,
  remedy?: string | RegExp,
];

const file = (what: Facts['files'][number]['what'], mode: number) => [{path: 'a b', what, mode}];
const disk = (freeBytes: number, databaseBytes: number) => ({disk: {freeBytes, databaseBytes}});
const monitor = (...changes: Parameters<typeof answers>) => ({monitor: answers(...changes)});
const LINK = {state: 'down', attempts: 4, lastError: 'refused', since: NOON, nextRetryAt: null} as const;
const UP = {...LINK, state: 'up', lastError: null} as const;
const CLOCK = {offsetMs: 0, isSure: true, why: null, driftMs: 0, steps: 0, machineJumps: 0, lastJumpMs: null};
const RECONCILIATION = {
  at: NOON,
  by: 'monitor' as const,
  isComplete: true,
  orphans: [],
} as unknown as NonNullable<Parameters<typeof answers>[0]>['reconciliation'] & object;

const LAG = {name: 'ops', undelivered: 0, failingSinceMs: null, lastError: null, deadLetters: 0};
const told = (...lags: readonly Partial<ChannelLag>[]): Partial<Facts> => ({
  settings: {
    ...settingsSchema.parse({notify: {channels: {ops: {kind: 'webhook', url: 'https://a.example/'}}}}),
    db: 'p.db',
  },
  database: read({channels: lags.map((one) => ({...LAG, ...one}))}),
});

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  node: [
    [{}, 'ok', 'v24.21.0'],
    [{nodeVersion: 'v22.13.0'}, 'ok', 'v22.13.0'],
    [{nodeVersion: 'v22.12.9'}, 'failure', 'v22.12.9 is too old; >=22.13 is needed', 'npm ci'],
    [{nodeVersion: 'v9.99.0'}, 'failure', /too old/],
  ],
  configuration: [
    [{}, 'ok', /no file/],
    [{configuration: {file: 'v.yaml', problems: [], secrets: []}}, 'ok', 'v.yaml'],
    [
      {
        configuration: {
          file: 'v.yaml',
          problems: [{message: 'v.yaml: feeed is not a known setting', hint: 'did you mean "feed"?'}],
          secrets: [],
        },
      },
      'failure',
      /^v.yaml: feeed is not a known setting; what follows is of "p.db"/,
      'did you mean "feed"?',
    ],
  ],
  'time zones': [
    [{}, 'ok', 'UTC, Europe/London'],
    [{summerHourInNewYork: 12}, 'failure', /offsets/],
    [{summerHourInNewYork: null}, 'failure', /offsets/],
    [{database: read({zones: ['Europe/Atlantis']})}, 'failure', 'this Node does not know Europe/Atlantis'],
  ],
  'file modes': [
    [{}, 'ok', 'only their owner may read the database'],
    [{files: []}, 'ok', 'no files yet'],
    [{files: file('database', 0o640)}, 'warning', /mode 0640: others may read it/, "chmod 600 'a b'"],
    [{files: file('secret', 0o604)}, 'failure', /the secret "a b" has mode 0604: others may read it/],
    [{files: file('configuration', 0o644)}, 'failure', /others may read it/],
    [{files: file('socket', 0o666)}, 'failure', /others may write it/],
    [{files: file('halt file', 0o620)}, 'failure', /others may write it/],
    [{files: file('book', 0o700)}, 'ok', 'only their owner may read the book'],
  ],
  'disk space': [
    [{}, 'ok', '20.0 GB free, the database has 1 MB'],
    [disk(99e6, 1), 'failure', /^99 MB free/],
    [disk(100e6, 1), 'warning', /^100 MB free/],
    [disk(999e6, 1), 'warning', /^999 MB free/],
    [disk(1000e6, 1), 'ok', /^1.0 GB free/],
    [disk(5e9, 2.6e9), 'warning', '5.0 GB free, the database has 2.6 GB'],
    [{disk: undefined}, 'skipped', /does not tell/],
  ],
  database: [
    [{}, 'ok', '"p.db", 2 plans, with a write-ahead log'],
    [{database: {state: 'missing'}}, 'warning', '"p.db" does not exist yet', /vigil plan add/],
    [{database: {state: 'locked', message: 'locked for 3s'}}, 'failure', 'locked for 3s'],
    [
      {database: {state: 'unreadable', code: 'STORE_CORRUPT', message: 'it is damaged', hint: 'go back'}},
      'failure',
      'it is damaged',
      'go back',
    ],
    [{database: read({journalMode: 'delete'})}, 'failure', /journal mode "delete"/],
  ],
  schema: [
    [{}, 'ok', 'version 4'],
    [{database: read({version: 3})}, 'warning', /^version 3; .* version 4$/, /vigil db migrate/],
    [{database: read({version: 5})}, 'failure', /newer vigil/],
    [{database: {state: 'missing'}}, 'skipped', 'the database was not read'],
  ],
  integrity: [
    [{}, 'ok', 'the file, and every history in it'],
    [{database: read({version: 3})}, 'ok', /the file; its content has another version/],
    [
      {database: read({findings: [{code: 'FILE_DAMAGED', subject: 'database', message: 'page 7'}]})},
      'failure',
      'FILE_DAMAGED database: page 7',
      /backup/,
    ],
    [
      {database: read({findings: [{code: 'EVENT_HASH', subject: 'gold', message: 'changed'}]})},
      'failure',
      'EVENT_HASH gold: changed',
      'vigil db check',
    ],
    [
      {database: read({findings: [{code: 'PLAN_BROKEN', subject: 'gold', message: 'side'}]})},
      'ok',
      /the file/,
    ],
  ],
  'stored plans': [
    [{}, 'ok', 'all can be read'],
    [
      {database: read({findings: [{code: 'PLAN_BROKEN', subject: 'gold', message: 'side is wrong'}]})},
      'failure',
      /"gold" breaks a rule and is left alone: side is wrong/,
      'vigil plan cancel gold',
    ],
  ],
  'orders in doubt': [
    [{}, 'ok', 'none'],
    [
      {database: read({inDoubt: [{planId: 'gold', level: 2, reason: 'no answer'}]})},
      'failure',
      'plan gold level 2: no answer',
      /vigil plan resolve gold --level 2 --executed TICKET/,
    ],
    [
      {database: read({inDoubt: [{planId: 'gold', level: 1, reason: null}]})},
      'failure',
      /^plan gold: nobody knows/,
      /resolve gold --executed/,
    ],
  ],
  halt: [
    [{}, 'ok', 'trading is not halted'],
    [
      {database: read({halt: {reason: 'news', atMs: NOW_MS, flatten: false, byFile: false}})},
      'warning',
      `halted since ${NOON}: news`,
      'vigil resume',
    ],
    [
      {database: {state: 'locked', message: 'x'}, files: file('halt file', 0o600)},
      'warning',
      'halted by the file "a b"',
      'vigil resume',
    ],
    [{database: {state: 'locked', message: 'x'}}, 'skipped', /not read/],
  ],
  lock: [
    [{}, 'ok', 'nobody keeps the database locked'],
    [
      {lock: {holders: [{pid: 4711, command: 'vigil run'}], watchedMs: 1000}},
      'failure',
      'the database was locked for all of 1s; process 4711 (vigil run) holds it',
      /^kill -CONT 4711/,
    ],
    [
      {lock: {holders: [1, 2].map((pid) => ({pid, command: ''})), watchedMs: 1000}},
      'failure',
      'the database was locked for all of 1s; processes 1, 2 hold it',
      /^kill -CONT 1 2/,
    ],
  ],
  lease: [
    [{}, 'ok', 'held by process 4711 on desk, epoch 3'],
    [{database: read({lease: undefined}), monitor: {state: 'none'}}, 'ok', 'no monitor has run yet'],
    [
      {database: read({lease: aLease({isReleased: true})}), monitor: {state: 'none'}},
      'ok',
      /^let go by process 4711/,
    ],
    [
      {monitor: {state: 'none'}},
      'failure',
      /holds it for another 14s, and does not answer/,
      /run --wait 60s/,
    ],
    [{monitor: {state: 'silent', message: 'x'}}, 'failure', /does not answer/],
    [
      {monitor: {state: 'none'}, processes: {host: 'desk', isGone: () => true}},
      'warning',
      /is gone without letting it go/,
      'vigil run',
    ],
    [
      {monitor: {state: 'none'}, processes: {host: 'other', isGone: () => true}},
      'failure',
      /does not answer/,
    ],
    [
      {monitor: {state: 'none'}, database: read({lease: aLease({expiresAtMs: NOW_MS - 5000})})},
      'warning',
      /not renewed it for 5s too long/,
    ],
    [
      monitor({
        lease: {
          state: 'lapsed',
          epoch: 3,
          ttlMs: 15_000,
          leastMarginMs: null,
          acquiredAt: NOON,
          renewedAt: NOON,
        },
      }),
      'failure',
      /let it lapse; it fires nothing/,
    ],
    [
      monitor({
        lease: {
          state: 'lost',
          epoch: 3,
          ttlMs: 15_000,
          leastMarginMs: null,
          acquiredAt: NOON,
          renewedAt: NOON,
        },
      }),
      'failure',
      /lost it/,
    ],
  ],
  notifications: [
    [{}, 'ok', 'no channel is configured'],
    [{...told(), database: {state: 'missing'}}, 'skipped', 'the database was not read'],
    [told(), 'ok', 'ops: no monitor has run with it yet'],
    [told({}), 'ok', 'ops: all is delivered'],
    [told({undelivered: 3, failingSinceMs: NOW_MS - 60_000}), 'ok', 'ops: 3 events wait'],
    [
      told({undelivered: 3, failingSinceMs: NOW_MS - 661_000, lastError: 'HTTP 500'}),
      'failure',
      'ops: nothing gets through since 11m 1s: HTTP 500; 3 events wait',
      'vigil notify test ops',
    ],
    [told({deadLetters: 2}), 'warning', 'ops: 2 events were given up', 'vigil notify retry ops'],
  ],
  monitor: [
    [{}, 'ok', `process 4711, since ${NOON}`],
    [{monitor: {state: 'none'}}, 'warning', /no monitor runs/, 'vigil run'],
    [{monitor: {state: 'silent', message: 'no answer in 3000 ms'}}, 'failure', 'no answer in 3000 ms'],
    [monitor({state: 'starting'}), 'warning', /is starting/],
  ],
  links: [
    [{}, 'ok', 'feed simulated is up'],
    [
      monitor({links: {feed: LINK, broker: UP}}),
      'failure',
      `feed simulated is down since ${NOON}: refused`,
      'see `vigil status`',
    ],
    [
      monitor({links: {feed: {...LINK, state: 'connecting', lastError: null}, broker: UP}, feed: 'gateway'}),
      'warning',
      `feed gateway is connecting since ${NOON}`,
      /start the trading terminal/,
    ],
    [monitor({links: null}), 'skipped', /starting/],
    [{monitor: {state: 'none'}}, 'skipped', 'no monitor answers'],
  ],
  firing: [
    [{}, 'ok', 'plans may fire'],
    [monitor({state: 'starting'}), 'skipped', 'the monitor is starting'],
    [
      monitor({gate: [{reason: 'notReconciled', observed: 'not complete', wanted: 'a pass'}]}),
      'failure',
      'nothing fires: notReconciled: not complete',
      /a pass/,
    ],
    [monitor({gate: [{reason: 'halted', observed: 'x', wanted: 'y'}]}), 'ok', /above and below/],
  ],
  clock: [
    [{}, 'ok', 'the source’s clock is as ours'],
    [monitor({clock: {...CLOCK, offsetMs: -7_200_000}}), 'ok', 'the source’s clock is 2h ahead of ours'],
    [
      monitor({clock: {...CLOCK, offsetMs: 60_000, driftMs: -2001}}),
      'warning',
      /1m behind ours; it has moved by 2s/,
      /timedatectl/,
    ],
    [monitor({clock: {...CLOCK, driftMs: 2000}}), 'ok', /as ours/],
    [monitor({clock: {...CLOCK, isSure: false, why: 'it moved'}}), 'failure', 'nothing fires: it moved'],
    [monitor({clock: {...CLOCK, machineJumps: 2}}), 'warning', /set 2 times/],
  ],
  sweep: [
    [{}, 'ok', '0ms ago'],
    [{nowMs: NOW_MS + 90_000}, 'ok', '1m 30s ago'],
    [{nowMs: NOW_MS + 91_000}, 'failure', 'the last one was 1m 31s ago', /again/],
    [monitor({sweep: null}), 'ok', /none yet/],
    [{nowMs: NOW_MS + 91_000, ...monitor({sweep: null})}, 'failure', /1m 31s ago/],
    [monitor({missedByEvents: 1}), 'warning', '1 plan was met that no event had woken'],
    [
      monitor({
        loops: [
          {
            name: 'sweep',
            turns: 1,
            failures: 0,
            consecutiveFailures: 0,
            lastError: null,
            restarts: 0,
            sinceMs: 0,
            lastTurnMs: 1,
            isStalled: true,
          },
        ],
      }),
      'failure',
      'the loop "sweep" hangs',
    ],
  ],
  'orphan orders': [
    [{}, 'skipped', /no reconciliation yet/],
    [monitor({reconciliation: RECONCILIATION}), 'ok', 'none'],
    [
      monitor({reconciliation: {...RECONCILIATION, isComplete: false}}),
      'warning',
      /not complete/,
      'vigil reconcile',
    ],
    [
      monitor({
        reconciliation: {
          ...RECONCILIATION,
          orphans: [{clientOrderId: 'K', symbol: 'XAUUSD', ticket: '77'}],
        } as never,
      }),
      'failure',
      'XAUUSD ticket 77 has our key K, and no plan has it',
      /ticket 77 at the broker/,
    ],
  ],
  'failing plans': [
    [{}, 'ok', 'none'],
    [
      monitor({quarantined: [{planId: 'gold', level: 1, failures: 5, until: NOON, lastError: 'it broke'}]}),
      'warning',
      `plan gold failed 5 times in a row, next after ${NOON}: it broke`,
      'vigil plan explain gold',
    ],
  ],
  symbols: [
    [{}, 'ok', /every plan/],
    [
      monitor({
        notListed: [
          {
            planId: 'gold',
            symbol: 'GOLD spot',
            verdict: 'ambiguous',
            at: 'broker',
            candidates: ['GOLD.a', 'GOLD.b'],
            lookAgainAt: null,
          },
        ],
      }),
      'warning',
      'plan gold: GOLD spot is ambiguous at the broker: GOLD.a, GOLD.b',
      /^vigil symbols resolve 'GOLD spot'/,
    ],
  ],
};

it('has a table of rows for every check, and each check its own name', () => {
  expect(Object.keys(ROWS).sort()).toEqual(CHECKS.map(({name}) => name).sort());
});

describe.each(CHECKS)('check $name', ({name, look}) => {
  const rows = (ROWS[name] ?? []).map(([changes, state, message, remedy]) => ({
    changes,
    state,
    message,
    remedy,
  }));
  it.each(rows)('is $state: $message', ({changes, state, message, remedy}) => {
    const [finding] = look(someFacts(changes));
    expect(finding?.state).toBe(state);
    if (typeof message === 'string') expect(finding?.message).toBe(message);
    else expect(finding?.message).toMatch(message);
    if (remedy !== undefined) expect(finding?.remedy).toMatch(remedy);
    // Whatever is not well comes with what mends it, and nothing else does.
    expect(finding?.remedy === null).toBe(state === 'ok' || state === 'skipped');
  });
});

it('tells findings by check, and counts them', () => {
  const {failures, warnings, findings} = judge(
    someFacts({monitor: {state: 'none'}, disk: undefined, nodeVersion: 'v18.0.0'}),
  );
  expect([failures, warnings]).toEqual([2, 1]);
  expect(findings.filter(({state}) => state === 'failure').map(({check}) => check)).toEqual([
    'node',
    'lease',
  ]);
});
