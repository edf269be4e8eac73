import {Flags} from '@oclif/core';
import {DiagnosisCommand, type PlantList} from '../../cli/diagnosis-command.ts';
import type {DiagnosisReport} from '../../diagnose/diagnosis.ts';
import {recovery} from '../../diagnose/recovery/recovery.ts';

export default class DiagnoseRecovery extends DiagnosisCommand {
  static override summary = 'let every part fail while plans run, and see what is lost and who is told';
  static override description =
    'The real engine under a virtual clock. Conditions, desks, the feed, the broker, the links, the store and the ' +
    'timers throw, reject, hang, die or say nonsense for a while; then it is over. Plans that the fault does not ' +
    'concern must go on meanwhile; afterwards no order may be doubled or lost, no plan missed, no close or ' +
    'acknowledged write gone, and all must be as before within --recover. A fault that neither the journal nor the ' +
    'status tells of is a finding. The thread of the store is killed at work, in real time. A flag goes before what ' +
    'the scenario says. Exits 0 when nothing was found, 1 when something was, 70 when the diagnosis broke.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plant unknown-taken-as-rejected --report recovery.html',
    '<%= config.bin %> <%= command.id %> --rounds 20 --json',
  ];
  static override flags = {
    rounds: amount('How often each fault is played, each time at other moments.'),
    fault: amount('Ms for which a fault lasts, by the virtual clock.'),
    'kill-rounds': Flags.integer({
      helpGroup: 'SCENARIO',
      min: 0,
      helpValue: 'NUMBER',
      summary: 'Runs in real time in which the thread of the store is killed.',
    }),
    'kill-plans': amount('Plans that fire in each of them.'),
    skip: Flags.string({
      helpGroup: 'SCENARIO',
      helpValue: 'FAULT',
      multiple: true,
      summary: 'A fault that is not played; can be given more than once.',
    }),
    recover: budget('Ms after a fault in which all must be as before, by the virtual clock.'),
    'kill-recover': budget('Ms after the last plan in which all must be settled, in real time.'),
  };

  async run(): Promise<DiagnosisReport | PlantList> {
    const {flags} = await this.parse(DiagnoseRecovery);
    return this.diagnose(recovery, flags, {
      rounds: flags.rounds,
      faultMs: flags.fault,
      recoverMs: flags.recover,
      killRounds: flags['kill-rounds'],
      killPlans: flags['kill-plans'],
      killRecoverMs: flags['kill-recover'],
      skips: flags.skip,
    });
  }
}

function amount(summary: string) {
  return Flags.integer({helpGroup: 'SCENARIO', min: 1, helpValue: 'NUMBER', summary});
}

function budget(summary: string) {
  return Flags.integer({helpGroup: 'BUDGETS', min: 1, helpValue: 'NUMBER', summary});
}
