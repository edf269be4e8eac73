import {Flags} from '@oclif/core';
import {type RunReport, runMonitor} from '../app/run.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {StreamJournal} from '../cli/journal/stream-journal.ts';
import {onLevelSignal} from '../cli/level-signal.ts';
import {durationFlag, positiveFlag} from '../cli/settings-flags.ts';
import {serviceManager} from '../cli/service-manager.ts';
import {stopSignal} from '../cli/stop-signal.ts';

export default class Run extends BaseCommand {
  static override summary = 'watch plans and execute them';
  static override description =
    'Watches every pending plan of the database and places at most one order for each. Runs until it is ' +
    'stopped (Ctrl-C, SIGTERM), its time is over, or its recording ends; with --once for one complete ' +
    'pass. One monitor runs per database.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --feed simulated --seed 7 --for 10m',
    '<%= config.bin %> <%= command.id %> --feed replay --file 20140505_xauusd_tick_quote.csv.gz --speed 60',
    '<%= config.bin %> <%= command.id %> --feed gateway --broker gateway --gateway 127.0.0.1:5151 --gateway-secret terminal.book.secret',
    '<%= config.bin %> <%= command.id %> --http 127.0.0.1:8420',
    '* * * * * <%= config.bin %> <%= command.id %> --once --db /var/lib/vigil/plans.db',
  ];
  static override flags = {
    feed: Flags.option({
      options: ['simulated', 'replay', 'gateway'] as const,
      summary: 'Where quotes come from.',
    })(),
    broker: Flags.option({options: ['paper', 'gateway'] as const, summary: 'Who executes orders.'})(),
    'feed-list': Flags.string({
      helpValue: 'FILE',
      summary: 'Symbols that the feed quotes; those of plans are found in it.',
    }),
    'broker-list': Flags.string({
      helpValue: 'FILE',
      summary: 'Symbols of the paper broker; only these are traded, under these names.',
    }),
    gateway: Flags.string({
      helpValue: 'HOST:PORT',
      summary: 'Trading terminal of a gateway feed or broker; see `<%= config.bin %> paper-terminal`.',
    }),
    'gateway-secret': Flags.string({
      helpValue: 'FILE',
      summary: 'File with the secret of that terminal.',
    }),
    http: Flags.string({
      helpValue: 'HOST:PORT',
      summary: 'Serve the HTTP interface there; see `<%= config.bin %> token create`.',
      exclusive: ['once'],
    }),
    wait: durationFlag({summary: 'Wait so long for a database that another monitor watches.'}),
    for: durationFlag({summary: 'Stop cleanly after this time.'}),
    once: Flags.boolean({summary: 'One complete pass, then exit: for cron.', exclusive: ['for']}),
    seed: Flags.integer({summary: 'Simulated feed: the same seed gives the same market.'}),
    'tick-ms': Flags.integer({summary: 'Simulated feed: time between quotes of a symbol.', min: 1}),
    file: Flags.string({summary: 'Replay feed: a recording; may be repeated.', multiple: true}),
    speed: positiveFlag({summary: 'Replay feed: how many times faster than recorded.'}),
    symbol: Flags.string({summary: 'Replay feed: symbol of files that do not name it.'}),
    zone: Flags.string({
      helpValue: 'ZONE',
      summary: 'Replay feed: clock of the recordings, such as Europe/Athens, +03:00, or auto to measure it.',
    }),
    'log-level': Flags.option({
      options: ['error', 'warn', 'info', 'debug'] as const,
      summary: 'What is logged.',
    })(),
  };

  async run(): Promise<RunReport> {
    const {flags} = await this.parse(Run);
    const settings = await this.settings(flags, {
      feed: {
        kind: flags.feed ?? (flags.file === undefined ? undefined : 'replay'),
        list: flags['feed-list'],
        seed: flags.seed,
        tickMs: flags['tick-ms'],
        files: flags.file,
        speed: flags.speed,
        symbol: flags.symbol,
        zone: flags.zone,
      },
      broker: {kind: flags.broker, list: flags['broker-list']},
      gateway: {address: flags.gateway, secretFile: flags['gateway-secret']},
      http: {listen: flags.http},
      log: {level: flags['log-level']},
    });
    const stop = stopSignal();
    const journal = new StreamJournal(process.stderr, settings.log.level);
    const releaseLevel = onLevelSignal(journal);
    try {
      const report = await runMonitor({
        settings,
        journal,
        signal: stop.signal,
        once: flags.once,
        serviceManager: serviceManager(journal),
        ...(flags.for === undefined ? {} : {forMs: flags.for}),
        ...(flags.wait === undefined ? {} : {waitMs: flags.wait}),
      });
      const {quotes} = report;
      const refused = quotes.nonPositive + quotes.crossed + quotes.outOfOrder + quotes.jump;
      const ended = {
        aborted: 'stopped',
        timeOver: 'time over',
        feedEnded: 'the feed ended',
        passDone: 'pass done',
      };
      this.log(
        `${ended[report.ended]}: ${quotes.accepted} quotes accepted, ${refused} refused, ${quotes.stale} stale`,
      );
      this.endWith(stop.status());
      return report;
    } finally {
      releaseLevel();
      stop.release();
    }
  }
}
