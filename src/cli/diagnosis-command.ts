import {writeFile} from 'node:fs/promises';
import {Flags} from '@oclif/core';
import {diagnose} from '../diagnose/diagnose.ts';
import type {DiagnosisReport, Harness, Plant} from '../diagnose/diagnosis.ts';
import {SCENARIOS} from '../diagnose/scenario.ts';
import {InputError, messageOf} from '../errors.ts';
import {BaseCommand} from './base-command.ts';
import {diagnosisText} from './diagnosis-text.ts';
import {EXIT} from './exit-status.ts';
import {Progress} from './progress.ts';
import {stopSignal} from './stop-signal.ts';
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
 * What the commands that run a diagnosis share: scenario, seed, plants, the page for people, and exit 0
 * for passed, 1 for found, 70 when the diagnosis itself broke.
 */
export abstract class DiagnosisCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    scenario: Flags.string({
      helpGroup: 'DIAGNOSIS',
      default: 'short',
      helpValue: 'NAME',
      summary: `How much is run: ${SCENARIOS.join(', ')}, or a file of that form.`,
    }),
    seed: Flags.integer({
      helpGroup: 'DIAGNOSIS',
      default: 1,
      min: 0,
      helpValue: 'NUMBER',
      summary: 'The same seed gives the same work.',
    }),
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
    report: Flags.string({
      helpGroup: 'DIAGNOSIS',
      helpValue: 'FILE.html',
      summary: 'Write the report as one page for people.',
    }),
  };

  /** @param overrides What the command's own flags say of the scenario's options; undefined: nothing. */
  protected async diagnose(
    harness: Harness,
    {scenario, seed, plant, report: page, 'list-plants': listsPlants}: DiagnosisFlags,
    overrides: Readonly<Record<string, unknown>>,
  ): Promise<DiagnosisReport | PlantList> {
    if (listsPlants) return this.#listPlants(harness);
    const stop = stopSignal();
    const progress = new Progress(
      process.stderr,
      `${harness.name}${plant === undefined ? '' : ` (${plant})`}`,
    );
    try {
      const diagnosed = await diagnose(harness, {
        scenario,
        overrides,
        seed,
        plant: plant ?? null,
        signal: stop.signal,
        onProgress: (share) => progress.update(share),
      });
      progress.end();
      const {report} = diagnosed;
      if (page !== undefined) await writePage(page, diagnosed.page());
      this.log(diagnosisText(report, this.out));
      if (page !== undefined) this.log(`Report: ${page}`);
      this.endWith(report.verdict === 'pass' ? EXIT.done : EXIT.found);
      return report;
    } catch (error) {
      // Being told to stop is no defect, and says nothing about the product either.
      if (stop.signal.aborted) this.exit(stop.status());
      throw error;
    } finally {
      progress.end();
      stop.release();
    }
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

async function writePage(path: string, page: string): Promise<void> {
  try {
    await writeFile(path, page);
  } catch (error) {
    throw new InputError('USAGE_INVALID', `The report cannot be written: ${messageOf(error)}`, {
      field: 'report',
      hint: 'name a file in a folder that exists and can be written',
      cause: error,
    });
  }
}
