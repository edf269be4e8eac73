import {join} from 'node:path';
import {Command, Errors, Flags, type Interfaces} from '@oclif/core';
import type {Settings} from '../app/settings.ts';
import {type ConfigurationSources, loadSettings} from './configuration.ts';
import {errorDocument, errorText, ownError} from './error-output.ts';
import {exitStatusOf} from './exit-status.ts';
import {durationFlag} from './settings-flags.ts';
import {type Style, styleOf} from './terminal.ts';

export type CommandFlags<Class extends typeof Command> = Interfaces.InferredFlags<
  (typeof BaseCommand)['baseFlags'] & Class['flags']
>;

/** The flags of every command that are settings, or say where those are. */
type SettingsFlags = Readonly<{
  db?: string | undefined;
  /** In ms. */
  'db-deadline'?: number | undefined;
  config?: string | undefined;
}>;

/**
 * What all commands share: `--db`, `--db-deadline`, `--config`, `--json`; results on stdout, everything
 * else on stderr; one place where an error becomes text, JSON and an exit status.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    db: Flags.string({helpGroup: 'GLOBAL', helpValue: 'FILE', summary: 'Database file.'}),
    'db-deadline': durationFlag({
      helpGroup: 'GLOBAL',
      summary: 'How long to wait for a locked database; 30s where nothing else is configured.',
    }),
    config: Flags.string({helpGroup: 'GLOBAL', helpValue: 'FILE', summary: 'Configuration file.'}),
  };

  protected get out(): Style {
    return styleOf(process.stdout);
  }

  protected get err(): Style {
    return styleOf(process.stderr);
  }

  /** A remark for a person, on stderr: with `--json` too, which has stdout for its one document. */
  protected note(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /** The settings of this start; `overrides` are what the command's own flags say. */
  protected settings(flags: SettingsFlags, overrides: Record<string, unknown> = {}): Promise<Settings> {
    return loadSettings(this.sources(flags, overrides));
  }

  /** Where the settings of this start come from. */
  protected sources(
    {db, config, 'db-deadline': dbDeadlineMs}: SettingsFlags,
    overrides: Record<string, unknown> = {},
  ): ConfigurationSources {
    return {
      file: config,
      folder: process.cwd(),
      environment: process.env,
      flags: {
        ...overrides,
        ...(db === undefined ? {} : {db}),
        ...(dbDeadlineMs === undefined ? {} : {dbDeadlineMs}),
      },
      defaultDb: join(this.config.dataDir, 'vigil.db'),
    };
  }

  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, process.stdout.isTTY ? 2 : undefined)}\n`);
  }

  /** Ends with a status other than 0 although the result is printed. */
  protected endWith(status: number): void {
    process.exitCode = status;
  }

  protected override async catch(error: Error): Promise<void> {
    if (error instanceof Errors.ExitError) throw error;
    const {baseFlags, flags} = this.ctor;
    const own = ownError(error, Object.keys({...baseFlags, ...flags, json: true}));
    process.exitCode = exitStatusOf(own);
    if (this.jsonEnabled()) this.logJson(errorDocument(own));
    else process.stderr.write(errorText(own, this.err));
  }
}
