import {writeFile} from 'node:fs/promises';
import {Flags} from '@oclif/core';
import {SCENARIOS} from '../diagnose/scenario.ts';
import {InputError, messageOf} from '../errors.ts';
import {BaseCommand} from './base-command.ts';
import {Progress} from './progress.ts';
import {stopSignal} from './stop-signal.ts';

/** What is told to whatever runs while somebody watches. */
type Watched = Readonly<{signal: AbortSignal; onProgress: (share: number) => void}>;

/** What every command shares that runs diagnoses: scenario, seed, and the page for people. */
export abstract class ReportCommand extends BaseCommand {
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
    report: Flags.string({
      helpGroup: 'DIAGNOSIS',
      helpValue: 'FILE.html',
      summary: 'Write the report as one page for people.',
    }),
  };

  /** Runs something that takes long: shows how far it is, and stops it on Ctrl-C. */
  protected async watched<Result>(
    label: string,
    work: (watched: Watched) => Promise<Result>,
  ): Promise<Result> {
    const stop = stopSignal();
    const progress = new Progress(process.stderr, label);
    try {
      return await work({signal: stop.signal, onProgress: (share) => progress.update(share)});
    } catch (error) {
      // Being told to stop is no defect, and says nothing about the product either.
      if (stop.signal.aborted) this.exit(stop.status());
      throw error;
    } finally {
      progress.end();
      stop.release();
    }
  }

  /** @param path Where the user wants the page; undefined: nowhere. */
  protected async writePage(path: string | undefined, page: () => string): Promise<void> {
    if (path === undefined) return;
    try {
      await writeFile(path, page());
    } catch (error) {
      throw new InputError('USAGE_INVALID', `The report cannot be written: ${messageOf(error)}`, {
        field: 'report',
        hint: 'name a file in a folder that exists and can be written',
        cause: error,
      });
    }
    this.log(`Report: ${path}`);
  }
}
