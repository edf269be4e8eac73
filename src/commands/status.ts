import {readStatus, type StatusReport} from '../app/monitor-status.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {coloured, table} from '../cli/terminal.ts';
import {formatDuration} from '../plan/duration.ts';

export default class Status extends BaseCommand {
  static override summary = 'show the monitor and what it watches';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<StatusReport> {
    const {flags} = await this.parse(Status);
    const report = await readStatus(await this.settings(flags));
    const {monitor, plans} = report;
    const counts = Object.entries(plans).map(([status, count]) => `${count} ${coloured(this.out, status)}`);
    this.log(`database  ${report.db}`);
    this.log(`plans     ${counts.length === 0 ? 'none' : counts.join(', ')}`);
    if (report.broken > 0)
      this.log(`broken    ${this.out.colour.red(report.broken)} stored plans; see \`vigil db check\``);
    if (monitor === null) {
      this.log(`monitor   not running; start it with \`vigil run\``);
      return report;
    }
    this.log(
      `monitor   ${coloured(this.out, monitor.state)}, process ${monitor.pid}, since ${monitor.since}`,
    );
    this.log(`feed      ${monitor.feed}, broker ${monitor.broker}`);
    const {quotes} = monitor;
    if (quotes !== undefined) {
      const refused = quotes.nonPositive + quotes.crossed + quotes.outOfOrder + quotes.jump;
      this.log(`quotes    ${quotes.accepted} accepted, ${refused} refused, ${quotes.stale} stale`);
    }
    for (const {planId, symbol, verdict, at, candidates} of monitor.notListed) {
      const names = candidates.length === 0 ? '' : `: ${candidates.join(', ')}`;
      this.log(
        `${this.out.colour.yellow('no symbol')} ${planId}: ${symbol} is ${verdict} at the ${at}${names}`,
      );
    }
    if (monitor.desks.length > 0) {
      const rows = monitor.desks.map(({symbol, plans: held, bid, ask, quoteAgeMs}) => [
        symbol,
        String(held),
        String(bid ?? '-'),
        String(ask ?? '-'),
        quoteAgeMs === null ? '-' : formatDuration(quoteAgeMs),
      ]);
      this.log('');
      this.log(table(this.out, ['SYMBOL', 'PLANS', 'BID', 'ASK', 'AGE'], rows));
    }
    return report;
  }
}
