import {Flags} from '@oclif/core';
import {readTop, type TopReport} from '../app/top.ts';
import {InputError} from '../errors.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {durationFlag} from '../cli/settings-flags.ts';
import {stopSignal} from '../cli/stop-signal.ts';
import {runTop} from '../cli/top/run-top.ts';
import {topText} from '../cli/top/top-text.ts';
import {formatDuration} from '../plan/duration.ts';

/** More questions would tell nothing new: the monitor answers with what is a second old at most. */
const INTERVAL_MIN_MS = 100;
const INTERVAL_MS = 1000;
/** Plans in a snapshot. */
const LIMIT = 50;

export default class Top extends BaseCommand {
  static override summary = 'watch the running monitor, and the plans that are nearest to firing';
  static override description =
    'A live screen: links, lease and what keeps plans from firing; the plans that are nearest to firing with their ' +
    'distance and what is missing; what happened of late. Press ? for the keys. Where stdout is no terminal, and ' +
    'with --once or --json, one look at the monitor is printed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --interval 5s',
    '<%= config.bin %> <%= command.id %> --once',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static override flags = {
    interval: durationFlag({summary: 'Ask the monitor so often; 1s where nothing else is said.'}),
    once: Flags.boolean({summary: 'Print one look as text, and end.'}),
  };

  async run(): Promise<TopReport | undefined> {
    const {flags} = await this.parse(Top);
    const intervalMs = flags.interval ?? INTERVAL_MS;
    if (intervalMs < INTERVAL_MIN_MS) throw tooOften(intervalMs);
    const settings = await this.settings(flags);
    if (flags.once || this.jsonEnabled() || !this.out.isTerminal) {
      const report = await readTop(settings, LIMIT);
      this.log(topText(report, this.out));
      return report;
    }
    const stop = stopSignal();
    try {
      const {stdin: input, stdout: output} = process;
      await runTop({
        settings,
        style: this.out,
        input,
        output,
        intervalMs,
        signal: stop.signal,
      });
      this.endWith(stop.status());
      return undefined;
    } finally {
      stop.release();
    }
  }
}

function tooOften(intervalMs: number): InputError {
  return new InputError('USAGE_INVALID', `--interval is ${formatDuration(intervalMs)}, less than 100ms`, {
    field: 'interval',
    hint: 'write for example --interval 1s',
  });
}
