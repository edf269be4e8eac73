import {type DoctorReport, examine} from '../app/doctor/doctor.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {doctorConfiguration} from '../cli/doctor-configuration.ts';
import {doctorText} from '../cli/doctor-text.ts';
import {EXIT} from '../cli/exit-status.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'look whether everything is as it should be, and say what mends what is not';
  static override description =
    'Node, configuration, files, disk, database, lease, monitor, links, clocks, orders in doubt and plans that cannot ' +
    'fire. Nothing is changed: neither the database nor a monitor that runs. Exits 1 when something has failed; ' +
    'warnings alone are 0.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --db /var/lib/vigil/plans.db',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<DoctorReport> {
    const {flags} = await this.parse(Doctor);
    const {settings, configuration} = await doctorConfiguration(this.sources(flags));
    const {node: nodeRange} = this.config.pjson['engines'] as Readonly<{node: string}>;
    const report = await examine({settings, configuration, nodeRange});
    this.log(doctorText(report, this.out));
    if (report.failures > 0) this.endWith(EXIT.found);
    return report;
  }
}
