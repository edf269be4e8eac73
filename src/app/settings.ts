import {z} from 'zod';
import {LOOP_DEFAULTS} from '../engine/monitor-loops.ts';
import {MONITOR_DEFAULTS} from '../engine/monitor-options.ts';
import {TENURE_DEFAULTS} from '../engine/tenure.ts';
import {zoneChoice} from '../feed/replay/local-clock.ts';
import {RECORDING_FORMATS} from '../feed/replay/recording-options.ts';
import {profileOverridesSchema} from '../market/microstructure/profile-schema.ts';
import {weekSessions} from '../market/session/week-session.ts';
import {isZone} from '../market/zone.ts';
import {meansSomething} from '../notify/event-filter.ts';
import {guardsSchema} from '../plan/guards-schema.ts';

const ms = () => z.number().int().nonnegative();
const zone = () => z.string().refine(isZone, 'not an IANA time zone; write for example "Europe/London"');

const instrument = z.strictObject({
  symbol: z.string().min(1),
  digits: z.number().int().min(0).max(10).optional().describe('Decimals of a price.'),
  contractSize: z.number().positive().optional().describe('Units of the base in one lot.'),
  baseCurrency: z.string().optional(),
  quoteCurrency: z.string().optional().describe('Of profits.'),
  volumeStepLots: z.number().positive().optional(),
  volumeMinLots: z.number().positive().optional(),
  stopLevelPoints: z.number().nonnegative().optional(),
  closesAtWeekend: z.boolean().optional().describe('Whether its market closes at weekends.'),
});

const market = z.strictObject({
  symbols: z.array(z.string().min(1)).min(1).describe('As the feed calls them.'),
  zone: zone().describe('Time zone of its hours and holidays.'),
  open: z
    .array(
      z
        .string()
        .refine(
          (text) => weekSessions(text) !== undefined,
          'not hours of a week; write for example "Sun 17:00-Fri 17:00" or "Mon 09:30-Mon 16:00"',
        ),
    )
    .min(1)
    .describe('When it is open.'),
  holidays: z
    .array(z.iso.date('not a day; write for example "2026-12-25"'))
    .default([])
    .describe('Local days on which it stays closed.'),
});

const eventFilter = {
  kinds: z
    .array(
      z
        .string()
        .refine(
          meansSomething,
          'which no kind of event is; write for example "plan.filled", "plan.*" or "*", or see docs/notifications.md',
        ),
    )
    .min(1)
    .optional()
    .describe('Kinds of events; * stands for any letters. Default: what a person wants to know.'),
  symbols: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Of events about a plan only those of these symbols. Default: of all.'),
};
const secretOf = (what: string) =>
  z.string().min(1).optional().describe(`${what}; by a variable, or see the file.`);
const secretFileOf = (what: string) =>
  z.string().min(1).optional().describe(`File with ${what}; only its owner may read it.`);

const channel = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('webhook'),
      url: z.string().min(1).optional().describe('Where to post; http or https.'),
      urlFile: secretFileOf('the URL'),
      secret: secretOf('Secret that signs what is posted'),
      secretFile: secretFileOf('the secret'),
      ...eventFilter,
    }),
    z.strictObject({
      kind: z.literal('discord'),
      url: secretOf('URL of the webhook'),
      urlFile: secretFileOf('the URL of the webhook'),
      ...eventFilter,
    }),
    z.strictObject({
      kind: z.literal('telegram'),
      token: secretOf('Token of the bot'),
      tokenFile: secretFileOf('the token of the bot'),
      chat: z
        .union([
          z.number().int(),
          z.string().regex(/^(-?\d+|@\w+)$/, 'not a chat; write its number, or "@name" of a channel'),
        ])
        .describe('Number of the chat, or @name of a channel.'),
      apiUrl: z.string().min(1).default('https://api.telegram.org').describe('Of the Bot API server.'),
      ...eventFilter,
    }),
  ],
  'not a kind of channel; write webhook, discord or telegram',
);

/**
 * Everything that can be configured, with its default. Every trading guard is off unless it is set
 * here, except quote age and entry tolerance.
 *
 * The same keys stand in `vigil.config.{json,yaml}`; `quotes.ageMaxMs` is `VIGIL_QUOTES_AGE_MAX_MS`.
 */
export const settingsSchema = z.strictObject({
  db: z.string().min(1).optional().describe('Database file. Default: in the platform’s data directory.'),
  dbDeadlineMs: ms().default(30_000).describe('How long a command waits for a locked database.'),
  feed: z
    .strictObject({
      kind: z.enum(['simulated', 'replay', 'gateway']).default('simulated'),
      list: z
        .string()
        .optional()
        .describe('File with the symbols that the feed quotes; plans’ symbols are found in it.'),
      seed: z.number().int().default(1).describe('simulated: the same seed gives the same market.'),
      tickMs: ms().positive().default(250).describe('simulated: time between quotes of a symbol.'),
      alwaysOpen: z.boolean().default(true).describe('simulated: false closes markets at weekends.'),
      faults: z
        .boolean()
        .default(true)
        .describe('simulated: false lets no quotes stop for some seconds, and no spread widen.'),
      files: z.array(z.string()).default([]).describe('replay: the recordings to play.'),
      speed: z.number().positive().default(1).describe('replay: how many times faster than recorded.'),
      symbol: z.string().optional().describe('replay: symbol of files that do not name it.'),
      zone: z
        .string()
        .refine(
          (text) => zoneChoice(text) !== undefined,
          'not an IANA time zone, offset or auto; write for example "Europe/London", "+03:00" or "auto"',
        )
        .optional()
        .describe('replay: time zone of the recordings; auto measures it. Default: UTC, HistData UTC−5.'),
      format: z
        .enum(RECORDING_FORMATS)
        .optional()
        .describe('replay: layout of the files. Default: detected.'),
      date: z.string().optional().describe('replay: date of LEAN files whose name does not have it.'),
      timeframe: z.string().optional().describe('replay: length of the bars, such as M1.'),
      spread: z.number().nonnegative().optional().describe('replay: ask less bid of bars without an ask.'),
      point: z.number().positive().optional().describe('replay: price of one point.'),
    })
    .prefault({}),
  broker: z
    .strictObject({
      kind: z.enum(['paper', 'gateway']).default('paper'),
      list: z
        .string()
        .optional()
        .describe('paper: file with the broker’s symbols; only these are traded, under these names.'),
      book: z.string().optional().describe('paper: file of its book. Default: beside the database.'),
      extraSpreadPoints: z.number().int().nonnegative().default(0).describe('paper: added to every ask.'),
      slippagePointsMax: z.number().int().nonnegative().default(0).describe('paper: worst slippage.'),
      latencyMs: ms().default(0).describe('paper: time an order is on its way.'),
      rejectShare: z.number().min(0).max(1).default(0).describe('paper: share of orders rejected.'),
      stopLevelPoints: z.number().int().nonnegative().default(0).describe('paper: least distance of stops.'),
      keepsTerms: z
        .boolean()
        .default(true)
        .describe('paper: keep the instruments’ digits, volume step and minimum, and stop level.'),
      seed: z.number().int().default(1),
    })
    .prefault({}),
  gateway: z
    .strictObject({
      address: z
        .string()
        .regex(
          /^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/,
          'not an address; write HOST:PORT, such as 127.0.0.1:5151',
        )
        .optional()
        .describe('gateway: where the trading terminal listens.'),
      secretFile: z
        .string()
        .optional()
        .describe('gateway: file with the secret that both sides know; only its owner may read it.'),
    })
    .prefault({}),
  symbols: z
    .record(
      z.string(),
      z.union([z.string(), z.strictObject({feed: z.string().optional(), broker: z.string().optional()})]),
    )
    .default({})
    .describe('A plan’s symbol → the symbol to look for instead, or {feed, broker} with one for each.'),
  instruments: z.array(instrument).default([]).describe('Contract facts; stronger than the built-in table.'),
  markets: z.array(market).default([]).describe('When markets are open; nothing fires while one is closed.'),
  microstructure: profileOverridesSchema
    .default({})
    .describe('Rows of the tables by which minutes are judged, each whole; stronger than the built-in ones.'),
  quotes: z
    .strictObject({
      dayZone: zone().default('UTC').describe('Time zone whose midnight begins the broker’s day.'),
      ageMaxMs: ms().default(MONITOR_DEFAULTS.quoteAgeMaxMs).describe('Older quotes move nothing.'),
      sourceOffsetMs: z
        .number()
        .int()
        .optional()
        .describe('Our clock less the source’s. Default: measured where the source can be asked, else 0.'),
      clockStepMaxMs: ms()
        .default(MONITOR_DEFAULTS.sourceClock.stepMaxMs)
        .describe('The source’s clock may move by so much between measurements; beyond, nothing fires.'),
      clockJumpMaxMs: ms()
        .default(MONITOR_DEFAULTS.sourceClock.jumpMaxMs)
        .describe('The machine’s clock may be set by so much; beyond, nothing fires for a while.'),
      jumpShare: z
        .number()
        .positive()
        .default(MONITOR_DEFAULTS.filter.jumpShare)
        .describe('A quote further than this share from the last one is refused, unless it stays there.'),
    })
    .prefault({}),
  monitor: z
    .strictObject({
      syncMs: ms().min(10).default(LOOP_DEFAULTS.syncMs).describe('Pause between looks for changed plans.'),
      sweepMs: ms().min(100).default(LOOP_DEFAULTS.sweepMs),
      reconcileMs: ms().min(100).default(LOOP_DEFAULTS.reconcileMs),
      notAfterMs: ms()
        .min(1)
        .default(MONITOR_DEFAULTS.executor.notAfterMs)
        .describe('An order not placed so long after its quote is never placed.'),
      submitDeadlineMs: ms().min(1).default(MONITOR_DEFAULTS.executor.submitDeadlineMs),
      lookupDelaysMs: z
        .array(ms())
        .min(1)
        .default([...MONITOR_DEFAULTS.executor.resolver.lookupDelaysMs])
        .describe('Pauses before the look-ups of an order in doubt; after the last it is parked.'),
      absentLooksMin: z
        .number()
        .int()
        .min(1)
        .default(MONITOR_DEFAULTS.executor.resolver.absentLooksMin)
        .describe('So many looks in a row must find nothing before an order counts as never placed.'),
      settleMs: ms()
        .default(MONITOR_DEFAULTS.executor.resolver.settleMs)
        .describe('From the last moment of an order to the first look that counts for its absence.'),
      leaseTtlMs: ms()
        .min(100)
        .default(TENURE_DEFAULTS.ttlMs)
        .describe('A monitor that has not renewed its lease for so long may be succeeded.'),
      leaseRenewMs: ms().min(10).default(TENURE_DEFAULTS.renewMs),
      attemptsMax: z.number().int().min(1).max(100).default(MONITOR_DEFAULTS.executor.attemptsMax),
      retryDelayMs: ms().default(MONITOR_DEFAULTS.executor.retryDelayMs),
    })
    .prefault({}),
  sources: z
    .strictObject({
      news: z
        .strictObject({
          calendar: z
            .string()
            .min(1)
            .optional()
            .describe('File of the economic calendar, JSON Lines or CSV; see docs/sources.md.'),
          ageMaxMs: ms()
            .default(6 * 3_600_000)
            .describe('So long after its last event a calendar still says that nothing is due.'),
          lookMs: ms().min(10).default(5000).describe('Pause between looks whether the file has changed.'),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('Who gives the data that conditions need beside quotes.'),
  http: z
    .strictObject({
      listen: z
        .string()
        .min(1)
        .optional()
        .describe('Where to listen, HOST:PORT. Default: run listens nowhere, serve on 127.0.0.1:8420.'),
      allowedHosts: z
        .array(z.string().min(1))
        .default([])
        .describe('Names by which it may be called beside its own, such as that of a proxy; without a port.'),
      bodyMaxBytes: z.number().int().min(1024).default(1_048_576),
      requestsPerSecond: z.number().int().min(1).default(1000).describe('From one address.'),
      connectionsMax: z.number().int().min(1).default(512),
    })
    .prefault({})
    .describe('The HTTP interface; see docs/http.md.'),
  guards: guardsSchema.prefault({}),
  limits: z
    .strictObject({
      volumePerPlanLots: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe('Lots that one plan may trade.'),
      openPositions: z
        .number()
        .int()
        .positive()
        .nullable()
        .default(null)
        .describe('Orders under way, resting or in doubt, and open positions, of all plans.'),
      ordersPerHour: z.number().int().positive().nullable().default(null).describe('Of all plans.'),
      lossPerDay: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe('Losses less profits of the broker’s day, from which on nothing more is sent.'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      keepMs: ms()
        .min(2 * 86_400_000)
        .nullable()
        .default(90 * 86_400_000)
        .describe('So long after its end a plan stays in the database; then it is archived. null: for ever.'),
      eventsMs: ms()
        .min(86_400_000)
        .default(30 * 86_400_000)
        .describe('So long what happened can be followed over HTTP, and dead letters are kept.'),
      folder: z.string().min(1).optional().describe('Of the archive. Default: beside the database.'),
    })
    .prefault({}),
  notify: z
    .strictObject({
      channels: z
        .record(z.string(), channel)
        .default({})
        .describe('Who is told of what happens, by name; see docs/notifications.md.'),
      giveUpAfterMs: ms()
        .min(1000)
        .default(86_400_000)
        .describe('An event that is older and cannot be delivered becomes a dead letter.'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['error', 'warn', 'info', 'debug'])
        .default('info')
        .describe('The least severity of what is logged; SIGUSR2 changes it while the monitor runs.'),
    })
    .prefault({}),
});

/** The settings of one start, complete. */
export type Settings = z.output<typeof settingsSchema> & Readonly<{db: string}>;
