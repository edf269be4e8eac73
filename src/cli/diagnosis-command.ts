import {Flags} from '@oclif/core';
import {diagnose} from '../diagnose/diagnose.ts';
import type {DiagnosisReport, Harness, Plant} from '../diagnose/diagnosis.ts';
import {diagnosisText} from './diagnosis-text.ts';
import {EXIT} from './exit-status.ts';
import {ReportCommand} from './report-command.ts';
import {table} from './terminal.ts';

export type PlantList = Readonly<{harness: string; plants: readonly Plant[]}>;

/** What every diagnosis is told. */
export type DiagnosisFlags = Readonly<{
  scenario: string;
  seed: number;
  plant?: string | undefined;
  'list-plants': boolean;
  report?: string | undefined;
}>;

/**
 * What the commands that run one diagnosis share: its plants, and exit 0 for passed, 1 for found, 70
 * when the diagnosis itself broke.
 */
export abstract class DiagnosisCommand extends ReportCommand {
  static override baseFlags = {
    ...ReportCommand.baseFlags,
    plant: Flags.string({
      helpGroup: 'DIAGNOSIS',
      helpValue: 'NAME',
      summary: 'Plant this defect; the diagnosis must then fail.',
    }),
    'list-plants': Flags.boolean({
      helpGroup: 'DIAGNOSIS',
      default: false,
      exclusive: ['plant'],
      summary: 'Show the defects that can be planted, and run nothing.',
    }),
  };

  /** @param overrides What the command's own flags say of the scenario's options; undefined: nothing. */
  protected async diagnose(
    harness: Harness,
    {scenario, seed, plant, report: path, 'list-plants': listsPlants}: DiagnosisFlags,
    overrides: Readonly<Record<string, unknown>>,
  ): Promise<DiagnosisReport | PlantList> {
    if (listsPlants) return this.#listPlants(harness);
    const label = `${harness.name}${plant === undefined ? '' : ` (${plant})`}`;
    const {report, content, page} = await this.watched(label, (watched) =>
      diagnose(harness, {...watched, scenario, overrides, seed, plant: plant ?? null}),
    );
    this.log(diagnosisText(report, content.tables ?? [], this.out));
    await this.writePage(path, page);
    this.endWith(report.verdict === 'pass' ? EXIT.done : EXIT.found);
    return report;
  }

  #listPlants({name, plants}: Harness): PlantList {
    this.log(
      table(
        this.out,
        ['PLANT', 'WHAT IS WRONG'],
        plants.map((plant) => [plant.name, plant.does]),
      ),
    );
    return {harness: name, plants};
  }
}
