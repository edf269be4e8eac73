import {Flags} from '@oclif/core';
import {runPaperTerminal} from '../app/paper-terminal.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {durationFlag, positiveFlag} from '../cli/settings-flags.ts';
import {stopSignal} from '../cli/stop-signal.ts';

export default class PaperTerminal extends BaseCommand {
  static override summary = 'be a trading terminal that trades with nobody';
  static override description =
    'A process of its own with a durable book, which speaks the gateway protocol (docs/gateway-protocol.md): ' +
    'for trying out plans over a real connection, and for finding out what becomes of orders when that ' +
    'breaks. Prints where it listens and runs until it is stopped (Ctrl-C, SIGTERM).';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --port 7801 --book terminal.db',
    '<%= config.bin %> <%= command.id %> --port 0 --book terminal.db --seed 7 --netting',
    '<%= config.bin %> <%= command.id %> --port 7801 --book t.db --no-feed --test-switches --faults faults.json',
  ];
  static override flags = {
    port: Flags.integer({
      summary: 'Where to listen; 0 takes a free one.',
      min: 0,
      max: 65_535,
      required: true,
    }),
    host: Flags.string({summary: 'Address to listen on.', default: '127.0.0.1'}),
    book: Flags.string({
      helpValue: 'FILE',
      summary: 'The venue’s book; its journal lies beside it.',
      required: true,
    }),
    'secret-file': Flags.string({
      helpValue: 'FILE',
      summary: 'The secret shared with clients. Default: beside the book, made on the first start.',
    }),
    netting: Flags.boolean({summary: 'One position a symbol, instead of one an order.'}),
    'partial-share': positiveFlag({summary: 'Share of the orders, up to 1, that are filled in parts.'}),
    parts: Flags.integer({summary: 'In how many parts.', min: 2, max: 100, default: 2}),
    'settle-time': durationFlag({summary: 'How long an order is looked for before it counts as absent.'}),
    'settle-looks': Flags.integer({summary: 'How often.', min: 1}),
    'test-switches': Flags.boolean({summary: 'Clients may set prices and faults.'}),
    faults: Flags.string({helpValue: 'FILE', summary: 'Faults to begin with, as JSON.'}),
    feed: Flags.boolean({
      summary: 'Quote by itself; without it prices come from clients.',
      default: true,
      allowNo: true,
    }),
    seed: Flags.integer({summary: 'The same seed gives the same market.'}),
    'tick-ms': Flags.integer({summary: 'Time between quotes of a symbol.', min: 1}),
    file: Flags.string({summary: 'Play a recording; may be repeated.', multiple: true}),
    speed: positiveFlag({summary: 'How many times faster than recorded.'}),
    symbol: Flags.string({summary: 'Symbol of recordings that do not name it.'}),
    zone: Flags.string({summary: 'Time zone of the recordings.'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(PaperTerminal);
    const {seed, file: files, speed, symbol, zone, faults} = flags;
    const settings = await this.settings(flags, {
      feed: {seed, tickMs: flags['tick-ms'], files, speed, symbol, zone},
    });
    const {'settle-time': settleMs, 'settle-looks': looksMin, 'partial-share': share} = flags;
    const stop = stopSignal();
    try {
      await runPaperTerminal({
        settings,
        book: flags.book,
        address: {host: flags.host, port: flags.port},
        isNetting: flags.netting,
        hasFeed: flags.feed,
        hasTestSwitches: flags['test-switches'],
        settle: {
          ...(settleMs === undefined ? {} : {settleMs}),
          ...(looksMin === undefined ? {} : {looksMin}),
        },
        signal: stop.signal,
        onListening: ({host, port}, secretFile) => {
          this.log(`${host}:${port}`);
          this.note(`the secret is in "${secretFile}"`);
        },
        ...(share === undefined ? {} : {partialFills: {share, parts: flags.parts}}),
        ...(flags['secret-file'] === undefined ? {} : {secretFile: flags['secret-file']}),
        ...(faults === undefined ? {} : {faultsFile: faults}),
      });
      this.endWith(stop.status());
    } finally {
      stop.release();
    }
  }
}
