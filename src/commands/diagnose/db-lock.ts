import {Flags} from '@oclif/core';
import {DiagnosisCommand, type PlantList} from '../../cli/diagnosis-command.ts';
import {durationFlag} from '../../cli/settings-flags.ts';
import type {DiagnosisReport} from '../../diagnose/diagnosis.ts';
import {dbLock} from '../../diagnose/db-lock/db-lock.ts';
import {FOREIGN_KINDS} from '../../diagnose/db-lock/foreign/foreign-kind.ts';
import {PHASES} from '../../diagnose/db-lock/phase-name.ts';

export default class DiagnoseDbLock extends DiagnosisCommand {
  static override summary = 'let another process lock, fill and damage the database, and see what that does';
  static override description =
    'The real engine in a process of its own, with quotes and new plans all the time, while another process ' +
    'reads for long, holds the write lock, dies in a transaction, fills the disk and flips bits. Looked at are ' +
    'the event loop, the quotes that are evaluated, what users and the monitor were told was written, and what ' +
    'the broker took. A flag goes before what the scenario says. Exits 0 when nothing was found, 1 when something ' +
    'was, 70 when the diagnosis broke.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plant busy-timeout-on-main --report db-lock.html',
    '<%= config.bin %> <%= command.id %> --phases write --lock 60s --loop-gap 50 --foreign python3',
  ];
  static override flags = {
    phases: Flags.string({
      helpGroup: 'SCENARIO',
      helpValue: 'NAME,…',
      summary: `What is done to the database: ${PHASES.join(', ')}.`,
    }),
    foreign: Flags.option({
      helpGroup: 'SCENARIO',
      options: FOREIGN_KINDS,
      summary: 'Which program holds the locks.',
    })(),
    lock: durationFlag({helpGroup: 'SCENARIO', summary: 'How long each lock is held.'}),
    quotes: amount('Quotes a second.'),
    plans: amount('Plans a second that users add.'),
    deadline: durationFlag({helpGroup: 'SCENARIO', summary: 'How long claims and users wait for a lock.'}),
    flips: amount('Copies in which a bit is flipped.'),
    'wal-growth': amount('MiB to which the log is made to grow while a reader stays.'),
    'loop-gap': budget('Ms that the event loop may stand still, the machine’s own stalls let off.'),
    'quotes-missed': budget('Percent of the quotes that may be evaluated late or not at all.'),
    overrun: budget('Ms past the deadline at which a write may be refused.'),
    status: budget('Ms in which the monitor has to answer for its status.'),
    'status-silent': budget('Percent of the questions for the status that may have no answer.'),
    resume: budget('Ms after which the monitor must write again.'),
    wal: budget('MiB that the write-ahead log may have.'),
    'wal-after': budget('MiB that it may have when the reader has gone.'),
  };

  async run(): Promise<DiagnosisReport | PlantList> {
    const {flags} = await this.parse(DiagnoseDbLock);
    return this.diagnose(dbLock, flags, {
      phases: flags.phases?.split(',').filter((name) => name !== ''),
      foreign: flags.foreign,
      lockMs: flags.lock,
      quotesPerSecond: flags.quotes,
      plansPerSecond: flags.plans,
      deadlineMs: flags.deadline,
      flips: flags.flips,
      walGrowthMib: flags['wal-growth'],
      loopGapMs: flags['loop-gap'],
      quotesMissedPercent: flags['quotes-missed'],
      overrunMs: flags.overrun,
      statusMs: flags.status,
      statusSilentPercent: flags['status-silent'],
      resumeMs: flags.resume,
      walMib: flags.wal,
      walAfterMib: flags['wal-after'],
    });
  }
}

function amount(summary: string) {
  return Flags.integer({helpGroup: 'SCENARIO', min: 1, helpValue: 'NUMBER', summary});
}

function budget(summary: string) {
  return Flags.integer({helpGroup: 'BUDGETS', min: 0, helpValue: 'NUMBER', summary});
}
