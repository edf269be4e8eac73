import {join} from 'node:path';
import {Command, Errors, Flags, type Interfaces} from '@oclif/core';
import type {Settings} from '../app/settings.ts';
import {AppError, messageOf, type Problem} from '../errors.ts';
import {loadSettings} from './configuration.ts';
import {EXIT, exitStatusOf} from './exit-status.ts';
import {type Style, styleOf} from './terminal.ts';

/** Problems printed in text; all of them are in `--json`. */
const PROBLEMS_SHOWN_MAX = 20;

export type CommandFlags<Class extends typeof Command> = Interfaces.InferredFlags<
  (typeof BaseCommand)['baseFlags'] & Class['flags']
>;

/**
 * What all commands share: `--db`, `--config`, `--json`; results on stdout, everything else on
 * stderr; one place where an error becomes text, JSON and an exit status.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    db: Flags.string({helpGroup: 'GLOBAL', helpValue: 'FILE', summary: 'Database file.'}),
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
  protected settings(
    flags: Readonly<{db?: string | undefined; config?: string | undefined}>,
    overrides: Record<string, unknown> = {},
  ): Settings {
    return loadSettings({
      file: flags.config,
      folder: process.cwd(),
      environment: process.env,
      flags: {...overrides, ...(flags.db === undefined ? {} : {db: flags.db})},
      defaultDb: join(this.config.dataDir, 'vigil.db'),
    });
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
    process.exitCode = error instanceof Errors.CLIError ? EXIT.usage : exitStatusOf(error);
    if (this.jsonEnabled()) this.logJson(errorDocument(error));
    else process.stderr.write(errorText(error, styleOf(process.stderr)));
  }
}

/** An error as `--json` shows it: `{"error": {code, message, field?, hint?, problems?}}`. */
export function errorDocument(error: Error) {
  if (error instanceof AppError) {
    const {code, message, field, hint, problems} = error;
    return {
      error: {
        code,
        message,
        ...(field === undefined ? {} : {field}),
        ...(hint === undefined ? {} : {hint}),
        ...(problems.length > 1 ? {problems} : {}),
      },
    };
  }
  if (error instanceof Errors.CLIError) return {error: {code: 'USAGE_INVALID', message: firstParagraph(error.message)}};
  return {error: {code: 'INTERNAL', message: messageOf(error)}};
}

function errorText(error: Error, {colour}: Style): string {
  const label = colour.red('Error');
  if (!(error instanceof AppError)) {
    if (error instanceof Errors.CLIError) return `${label}: ${firstParagraph(error.message)}\n`;
    const stack = error.stack ?? error.message;
    return `${label}: a defect in Vigil: ${error.message}\n${colour.dim(stack)}\n`;
  }
  if (error.problems.length <= 1) return `${label}: ${error.message}\n${hintLine(error.hint, '  ')}`;
  const shown = error.problems.slice(0, PROBLEMS_SHOWN_MAX);
  const lines = shown.map((problem: Problem) => `  ${problem.message}\n${hintLine(problem.hint, '    ')}`);
  const rest = error.problems.length - shown.length;
  const more = rest > 0 ? `  … and ${rest} more; see them all with --json\n` : '';
  return `${label}: ${error.problems.length} things to mend\n${lines.join('')}${more}`;
}

function hintLine(hint: string | undefined, indent: string): string {
  return hint === undefined ? '' : `${indent}→ ${hint}\n`;
}

/** oclif appends the usage to its messages; the first paragraph says what was wrong. */
function firstParagraph(message: string): string {
  return message.split('\n\n')[0]?.replaceAll('\n', ' ').replace(/ See more help with --help$/, '') ?? message;
}
