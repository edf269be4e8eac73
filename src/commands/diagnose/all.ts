import {allText} from '../../cli/diagnosis-text.ts';
import {EXIT} from '../../cli/exit-status.ts';
import {ReportCommand} from '../../cli/report-command.ts';
import {type AllReport, diagnoseAll} from '../../diagnose/diagnose-all.ts';
import {HARNESSES} from '../../diagnose/harnesses.ts';

export default class DiagnoseAll extends ReportCommand {
  static override summary = 'run every diagnosis, one after the other';
  static override description =
    'Runs each diagnosis as its own command does, on the same scenario and seed. The report has the figures ' +
    'and findings of all under their names, and each report by itself. Exits 0 when nothing was found, 1 when ' +
    'any diagnosis found something, 70 when one broke; the others are run all the same.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json --report diagnoses.html',
  ];

  async run(): Promise<AllReport> {
    const {flags} = await this.parse(DiagnoseAll);
    const {scenario, seed} = flags;
    const {report, broke, page} = await this.watched('all', (watched) =>
      diagnoseAll(HARNESSES, {...watched, scenario, seed}),
    );
    this.log(allText(report, this.out));
    await this.writePage(flags.report, page);
    this.endWith(broke ? EXIT.internal : report.verdict === 'pass' ? EXIT.done : EXIT.found);
    return report;
  }
}
